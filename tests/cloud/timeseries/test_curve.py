from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cloud.timeseries.curve import pieces
from cloud.timeseries.port import Tier

DAY = 86_400_000
HOUR = 3_600_000
NOW = 1_767_225_600_000
PERIODS = {Tier.RAW: 90 * DAY, Tier.MINUTE: 365 * DAY, Tier.HOUR: 1_825 * DAY}


def tiers(start: int, end: int, points: int = 500) -> list[tuple[Tier, int, int]]:
    found = pieces(start, end, points, now=NOW, periods=PERIODS, done_until=NOW - 2 * HOUR)
    return [(one.tier, one.start - NOW, one.end - NOW) for one in found]


def test_an_hour_of_today_is_read_as_it_came() -> None:
    assert tiers(NOW - HOUR, NOW) == [(Tier.RAW, -HOUR, 0)]


def test_a_week_is_read_by_the_minute_and_what_is_not_yet_made_as_it_came() -> None:
    found = tiers(NOW - 7 * DAY, NOW)
    assert [one[0] for one in found] == [Tier.MINUTE, Tier.RAW]
    assert -3 * HOUR < found[0][2] <= -2 * HOUR


def test_two_years_are_read_by_the_hour() -> None:
    assert [one[0] for one in tiers(NOW - 700 * DAY, NOW - DAY)] == [Tier.HOUR]


def test_an_hour_of_last_year_comes_from_what_is_left_of_it() -> None:
    assert [one[0] for one in tiers(NOW - 200 * DAY, NOW - 200 * DAY + HOUR)] == [Tier.MINUTE]
    assert [one[0] for one in tiers(NOW - 600 * DAY, NOW - 600 * DAY + HOUR)] == [Tier.HOUR]


def test_a_span_over_the_end_of_raw_goes_on_by_the_minute() -> None:
    found = tiers(NOW - 90 * DAY - HOUR, NOW - 90 * DAY + HOUR)
    assert [one[0] for one in found] == [Tier.MINUTE, Tier.RAW]


@given(
    st.integers(NOW - 2_000 * DAY, NOW + DAY),
    st.integers(1, 2_000 * DAY),
    st.integers(1, 5_000),
    st.integers(0, NOW + DAY),
)
def test_pieces_cover_the_span_once_and_never_have_more_points_than_asked(
    start: int, length: int, points: int, done_until: int
) -> None:
    found = pieces(start, start + length, points, now=NOW, periods=PERIODS, done_until=done_until)
    assert found[0].start == start
    assert found[-1].end == start + length
    for one, other in pairwise(found):
        assert one.end == other.start
        assert one.tier is not other.tier
    assert sum(one.points for one in found) <= points
