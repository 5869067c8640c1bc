from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.budgets.bucket import Bucket


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200), st.integers(1, 100))
def test_no_minute_lets_more_than_two_minutes_worth_pass(gaps: list[float], per_minute: int) -> None:
    bucket, now = Bucket(), 0.0
    taken: list[float] = []
    for gap in gaps:
        now += gap
        if bucket.take(1, per_minute, now):
            taken.append(now)
    for at in taken:
        assert sum(at <= other < at + 60 for other in taken) <= 2 * per_minute


@given(st.integers(1, 120), st.integers(1, 50))
def test_who_keeps_to_the_rate_may_catch_up_on_as_many_minutes_as_the_bucket_holds(
    minutes: int, per_minute: int
) -> None:
    bucket = Bucket(minutes)
    assert all(bucket.take(1, per_minute, 0) for _ in range(minutes * per_minute))
    assert not bucket.take(1, per_minute, 0)


def test_a_message_larger_than_a_minute_s_worth_passes_once_the_bucket_is_full() -> None:
    bucket = Bucket()
    assert bucket.take(500, 100, 0)
    assert not bucket.take(1, 100, 0)
    assert not bucket.take(500, 100, 59)
    assert bucket.take(500, 100, 60)


def test_a_clock_that_goes_back_fills_nothing() -> None:
    bucket = Bucket()
    assert bucket.take(100, 100, 1000)
    assert not bucket.take(1, 100, 0)
