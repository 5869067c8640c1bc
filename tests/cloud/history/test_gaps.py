from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.history.gaps import expected_ms, gaps
from cloud.timeseries.port import Bucket

MINUTE = 60_000


def bucket(ts: int, samples: int = 1) -> Bucket:
    return Bucket(ts, 1.0, 1.0, 1.0, 0, samples, 1.0)


def found(
    buckets: list[Bucket], start: int, end: int, stale_after_ms: int | None = None, lasts: int = 0
) -> list[tuple[int, int]]:
    expected = expected_ms(buckets, stale_after_ms, lambda _: lasts)
    return gaps(buckets, start, end, expected, lambda _: lasts)


def test_a_series_that_never_spoke_was_silent_throughout() -> None:
    assert found([], 0, 100) == [(0, 100)]
    assert found([], 100, 100) == []


def test_samples_at_their_usual_distance_leave_no_gap() -> None:
    assert found([bucket(at * MINUTE) for at in range(60)], 0, 60 * MINUTE) == []


def test_three_usual_distances_of_silence_are_a_gap() -> None:
    said = [bucket(at * MINUTE) for at in (*range(10), *range(20, 30))]
    assert found(said, 0, 30 * MINUTE) == [(9 * MINUTE, 20 * MINUTE)]


def test_silence_before_the_first_and_behind_the_last_is_a_gap() -> None:
    said = [bucket(at * MINUTE) for at in range(10, 20)]
    assert found(said, 0, 60 * MINUTE) == [(0, 10 * MINUTE), (19 * MINUTE, 60 * MINUTE)]


def test_a_part_that_may_be_quiet_for_long_is_given_that_time() -> None:
    said = [bucket(at * MINUTE) for at in (*range(10), *range(20, 30))]
    assert found(said, 0, 30 * MINUTE, stale_after_ms=20 * MINUTE) == []


def test_a_missing_day_shows_in_a_year_of_coarse_buckets() -> None:
    """14 hours a bucket of 10-second samples: what counts is the samples' distance, not the buckets'."""
    width = 14 * 60 * MINUTE
    said = [bucket(at * width, samples=5_040) for at in range(600) if not 300 <= at < 302]
    assert found(said, 0, 600 * width, lasts=width) == [(300 * width, 302 * width)]


def test_of_a_single_sample_nothing_is_said() -> None:
    assert found([bucket(50)], 0, 100) == []


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=60, unique=True),
    st.integers(1, 500),
    st.one_of(st.none(), st.integers(1, 2_000)),
)
def test_gaps_hold_no_sample_follow_each_other_and_are_longer_than_was_to_be_expected(
    times: list[int], lasts: int, stale_after_ms: int | None
) -> None:
    said = [bucket(ts) for ts in sorted(times)]
    expected = expected_ms(said, stale_after_ms, lambda _: lasts)
    spans = gaps(said, 0, 10_001, expected, lambda _: lasts)
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    for since, until in spans:
        assert until - since > (expected or 0)
        assert not any(since < ts < until for ts in times)
