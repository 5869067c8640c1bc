from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cloud.notification.hours import DAYS, QuietHours, quiet_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = QuietHours(time(22), time(7))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


def test_a_night_ends_on_the_next_morning() -> None:
    assert quiet_until([NIGHT], at("2026-11-29T23:30"), SHANGHAI) == at("2026-11-30T07:00")
    assert quiet_until([NIGHT], at("2026-11-30T03:00"), SHANGHAI) == at("2026-11-30T07:00")


def test_a_span_holds_its_beginning_and_not_its_end() -> None:
    assert quiet_until([NIGHT], at("2026-11-29T22:00"), SHANGHAI) is not None
    assert quiet_until([NIGHT], at("2026-11-30T07:00"), SHANGHAI) is None


def test_a_span_begins_only_on_its_days() -> None:
    weekend = QuietHours(time(22), time(7), frozenset({6}))  # 2026-11-28 is a Saturday
    assert quiet_until([weekend], at("2026-11-29T03:00"), SHANGHAI) == at("2026-11-29T07:00")
    assert quiet_until([weekend], at("2026-11-29T23:00"), SHANGHAI) is None


def test_spans_that_meet_end_together() -> None:
    spans = [NIGHT, QuietHours(time(7), time(8, 30))]
    assert quiet_until(spans, at("2026-11-29T23:00"), SHANGHAI) == at("2026-11-30T08:30")


@given(
    st.lists(
        st.builds(
            QuietHours,
            st.times().map(lambda one: one.replace(second=0, microsecond=0)),
            st.times().map(lambda one: one.replace(second=0, microsecond=0)),
            st.frozensets(st.sampled_from(DAYS), min_size=1),
        ),
        max_size=4,
    ),
    st.integers(1_700_000_000_000, 1_900_000_000_000),
)
def test_until_the_end_it_is_quiet_and_then_no_more(spans: list[QuietHours], now: int) -> None:
    end = quiet_until(spans, now, SHANGHAI)
    if end is None:
        return
    assert end > now
    assert quiet_until(spans, end - 1, SHANGHAI) is not None
    assert quiet_until(spans, end, SHANGHAI) is None or end - now > 6 * 86_400_000, (
        "but for quiet without end"
    )
