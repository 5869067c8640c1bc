"""The centre's clock against ours: within the bound it states, whatever the trips and the wall clock do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.vitals.clock_offset import ClockOffset

EPOCH = 1_767_225_600_000

trips = st.lists(
    st.tuples(st.floats(0, 2), st.floats(0, 2), st.floats(0.1, 30)), min_size=1, max_size=40
)  # there, back, pause


@given(trips, st.integers(-(10**9), 10**9))
def test_the_true_offset_lies_within_the_stated_error(
    walks: list[tuple[float, float, float]], ahead_ms: int
) -> None:
    offset, now = ClockOffset(), 100.0
    for there, back, pause in walks:
        stamped = EPOCH + ahead_ms + (now + there) * 1000
        offset.add(now, now + there + back, round(stamped))
        now += there + back
        found = offset.now(round(EPOCH + now * 1000), now)
        assert found is not None
        assert abs(found.ms - ahead_ms) <= found.error_ms + 1.01  # the stamps are whole milliseconds
        now += pause


def test_the_shortest_trip_is_believed() -> None:
    offset = ClockOffset()
    offset.add(0.0, 3.0, EPOCH + 2900)
    offset.add(5.0, 5.02, EPOCH + 5010 + 250)
    offset.add(6.0, 9.0, EPOCH + 6100)
    found = offset.now(EPOCH + 10_000, 10.0)
    assert found is not None
    assert found.ms == pytest.approx(250, abs=1)
    assert found.error_ms < 11


def test_a_wall_clock_that_jumps_shows_at_once() -> None:
    offset = ClockOffset()
    offset.add(1.0, 1.1, EPOCH + 1050)
    steady = offset.now(EPOCH + 2000, 2.0)
    jumped = offset.now(EPOCH + 2000 - 3_600_000, 2.0)
    assert steady is not None
    assert jumped is not None
    assert steady.ms == pytest.approx(0, abs=1)
    assert jumped.ms == pytest.approx(3_600_000, abs=1)


def test_old_trips_are_not_believed_for_ever() -> None:
    offset = ClockOffset()
    assert offset.now(EPOCH, 0.0) is None
    offset.add(1.0, 1.1, EPOCH)
    assert offset.now(EPOCH, 100.0) is not None
    assert offset.now(EPOCH, 10_000.0) is None
