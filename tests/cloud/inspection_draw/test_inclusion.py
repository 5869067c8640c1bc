from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import inclusion
from cloud.inspection_draw.inclusion import WHOLE


@pytest.mark.parametrize(
    ("units", "per_month", "months", "due"),
    [
        (200, 1_000, 1, 20),
        (201, 1_000, 1, 21),
        (1, 1_000, 1, 1),
        (0, 1_000, 1, 0),
        (100, 500, 1, 5),
        (101, 500, 1, 6),
        (101, 500, 3, 16),
        (10, 1_000, 12, 10),
        (1_000, 250, 1, 25),
        (1_000, 0, 1, 0),
    ],
)
def test_a_quota_is_never_below_the_ratio(units: int, per_month: int, months: int, due: int) -> None:
    assert inclusion.quota(units, per_month, months) == due


@given(st.lists(st.integers(0, 500), max_size=30), st.integers(0, 10_000))
def test_the_risk_blind_share_holds_over_all_and_within_one_in_each_stratum(
    draws: list[int], share: int
) -> None:
    counts = inclusion.blind_counts(draws, share)
    assert sum(counts) == -(-sum(draws) * share // 10_000)
    for count, draw in zip(counts, draws, strict=True):
        assert abs(count - Fraction(draw * share, 10_000)) < 1
        assert 0 <= count <= draw


@given(st.data(), st.lists(st.integers(1, 1_000), min_size=1, max_size=50))
def test_probabilities_sum_to_the_number_drawn_and_both_programs_give_them_alike(
    data: st.DataObject, weights: list[int]
) -> None:
    count = data.draw(st.integers(0, len(weights)))
    blind = data.draw(st.integers(0, count))
    even = inclusion.evenly(blind, len(weights))
    room = [WHOLE - part for part in even]
    parts = inclusion.by_weight(count - blind, weights, room)
    assert sum(even) + sum(parts) == count * WHOLE
    assert all(0 <= part <= most for part, most in zip(parts, room, strict=True))
    assert parts == verify_draw.spread((count - blind) * WHOLE, weights, room)


@given(st.lists(st.integers(1, 1_000), min_size=2, max_size=30))
def test_who_weighs_more_is_at_least_as_likely(weights: list[int]) -> None:
    parts = inclusion.by_weight(1, weights, [WHOLE] * len(weights))
    ranked = sorted(zip(weights, parts, strict=True))
    assert all(one[1] <= other[1] + 1 for one, other in pairwise(ranked) if one[0] < other[0])


def test_what_is_above_one_goes_to_the_others() -> None:
    assert inclusion.by_weight(2, [100, 1, 1], [WHOLE] * 3) == [WHOLE, WHOLE // 2, WHOLE // 2]
