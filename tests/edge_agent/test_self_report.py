"""What the gateway says of itself fits a message, and leaves out what is well before what is not."""

from edge_agent.self_report import MAX_ROWS, bounded_rows, version
from telemetry.messages import BusHealth


def test_rows_that_are_down_are_told_before_rows_that_are_up() -> None:
    rows = [BusHealth(f"unit-{number}", "modbus", number % 100 != 7) for number in range(1000)]
    kept = bounded_rows(rows)
    assert len(kept) == MAX_ROWS
    assert [row.bus for row in kept if not row.up] == [f"unit-{number}" for number in range(7, 1000, 100)]
    assert "745 more rows" in kept[-1].last_error
    assert bounded_rows(rows[:MAX_ROWS]) == rows[:MAX_ROWS]


def test_the_version_is_looked_up_once() -> None:
    assert version.cache_info().maxsize is None
    assert version() == version()
    assert version.cache_info().misses == 1
