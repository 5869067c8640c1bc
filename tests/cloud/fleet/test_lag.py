from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from cloud.fleet import lag

DELAYS = st.lists(st.integers(-5_000, 80_000_000), max_size=200)


def test_no_events_have_no_lag() -> None:
    assert lag.quantile_ms(lag.bins([]), 0.99) is None


@given(DELAYS.filter(bool), st.sampled_from([0.5, 0.9, 0.99]))
def test_a_quantile_is_never_told_too_low(delays: list[int], share: float) -> None:
    ordered = sorted(max(delay, 0) for delay in delays)
    true = ordered[math.ceil(share * len(ordered)) - 1]
    told = lag.quantile_ms(lag.bins(delays), share)
    assert told is not None
    assert told >= true


@given(DELAYS, DELAYS)
def test_bins_of_two_areas_add_up_to_those_of_both(one: list[int], other: list[int]) -> None:
    assert lag.added(lag.bins(one), lag.bins(other), ()) == lag.bins(one + other)
