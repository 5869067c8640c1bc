from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.dispatch.deciding.cover import _MOVING, bare, move_ups, recalls

RISK = [100.0, 300.0, 50.0]


def test_places_without_cover_are_told_worst_first_with_the_nearest_unit() -> None:
    seconds = np.array([[400.0, 500.0], [900.0, 350.0], [100.0, 100.0]])
    assert [(each.place, each.nearest_s) for each in bare(RISK, seconds)] == [(1, 350.0), (0, 400.0)]


def test_without_any_unit_everything_is_bare() -> None:
    assert [each.nearest_s for each in bare(RISK, np.empty((3, 0)))] == [np.inf] * 3


def test_a_spare_unit_moves_up_to_where_most_is_at_risk() -> None:
    seconds = np.array([[900.0, 900.0], [900.0, 900.0], [100.0, 120.0]])
    from_base = np.array([[60.0, 900.0], [900.0, 60.0], [900.0, 900.0]])
    moves = move_ups(RISK, seconds, from_base, np.array([[500.0, 500.0], [600.0, 600.0]]), most=1)
    assert [(move.unit, move.base, move.covers) for move in moves] == [(0, 1, (1,))]


def test_nobody_moves_away_from_what_is_worth_more() -> None:
    seconds = np.array([[900.0], [100.0], [900.0]])
    from_base = np.array([[60.0], [900.0], [900.0]])
    assert move_ups(RISK, seconds, from_base, np.array([[500.0]])) == []


def test_nobody_moves_where_nothing_is_bare() -> None:
    assert move_ups(RISK, np.full((3, 2), 10.0), np.full((3, 2), 10.0), np.full((2, 2), 10.0)) == []


@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_no_other_moves_leave_less_at_risk(seed: int, units: int, bases: int, most: int) -> None:
    chance = np.random.default_rng(seed)
    places = 5
    risk = chance.integers(50, 900, places).astype(float)
    seconds, from_base = (chance.uniform(50, 1200, (places, each)) for each in (units, bases))
    moving = chance.uniform(100, 2000, (units, bases)).round()

    def cost(pairs: tuple[tuple[int, int], ...]) -> float:
        gone = {unit for unit, _ in pairs}
        stay = seconds[:, [unit for unit in range(units) if unit not in gone]]
        held = np.hstack([stay, from_base[:, [base for _, base in pairs]]])
        left = sum(each.risk_s for each in bare(risk.tolist(), held))
        return left + _MOVING * sum(moving[pair] for pair in pairs)

    choices = [
        pairs
        for count in range(most + 1)
        for pairs in combinations(product(range(units), range(bases)), count)
        if len({unit for unit, _ in pairs}) == len({base for _, base in pairs}) == count
    ]
    moves = move_ups(risk.tolist(), seconds, from_base, moving, most=most)
    found = cost(tuple((move.unit, move.base) for move in moves))
    assert found <= min(map(cost, choices)) + 1e-6


def test_who_stands_by_goes_home_once_that_leaves_no_more_at_risk() -> None:
    away_covers = np.array([[100.0, 900.0], [900.0, 900.0], [900.0, 100.0]])
    home = np.array([[900.0], [900.0], [900.0]])
    assert recalls(RISK, away_covers, [0], home) == []
    assert recalls(RISK, np.hstack([away_covers, [[100.0], [900.0], [900.0]]]), [0], home) == [0]


def test_of_two_that_stand_by_for_each_other_one_stays() -> None:
    both = np.array([[100.0, 100.0]])
    assert recalls([10.0], both, [0, 1], np.array([[900.0, 900.0]])) == pytest.approx([0])
