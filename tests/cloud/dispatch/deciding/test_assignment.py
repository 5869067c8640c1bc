"""Who is sent where, against every possible answer where there are few, and against the nearest first."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.dispatch.deciding.columns import together
from cloud.dispatch.deciding.exact import best
from cloud.dispatch.deciding.greedy import nearest
from cloud.dispatch.deciding.problem import NOBODY_S, SHORT_S, Demand, Problem, Unit, Zone, answer
from tests.cloud.dispatch.deciding.problems import plain

_LONG_S = 120.0
CREW = {"attack": 1.0, "crew": 6.0}


def by_brute_force(problem: Problem) -> float:
    """The least cost over every way to send units."""
    usable = [
        [None, *(at for at in range(len(problem.demands)) if np.isfinite(problem.seconds[at, unit]))]
        for unit in range(len(problem.units))
    ]
    costs = []
    for choice in product(*usable):
        sent = [
            [unit for unit, at in enumerate(choice) if at == each] for each in range(len(problem.demands))
        ]
        costs.append(answer(problem, sent).cost)
    return min(costs)


def asked(seconds: list[list[float]], *needs: dict[str, float], zones: tuple[Zone, ...] = ()) -> Problem:
    """Engines with a crew of six each."""
    units = [Unit(f"u{at}", CREW) for at in range(len(seconds[0]))]
    return Problem(
        units, [Demand(f"i{at}", need) for at, need in enumerate(needs)], np.array(seconds, float), zones
    )


@given(st.integers(0, 2**32), st.integers(1, 7), st.integers(1, 3), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_no_answer_is_better_than_the_best(seed: int, units: int, incidents: int, zones: int) -> None:
    problem = plain(units, incidents if units < 7 else min(incidents, 2), seed, zones=zones)
    found = best(problem, _LONG_S)
    assert found.proven
    assert found.cost == pytest.approx(by_brute_force(problem), abs=1e-3)


@given(st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_many_incidents_at_once_are_never_worse_than_the_nearest_first(seed: int) -> None:
    problem = plain(90, 7, seed, zones=20)
    found, greedy = best(problem, _LONG_S), nearest(problem)
    assert found.proven
    assert found.cost <= greedy.cost + 1e-3
    together_at_once = together(problem, _LONG_S)
    assert together_at_once.proven
    assert found.cost == pytest.approx(together_at_once.cost, abs=1e-2)


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_no_unit_is_sent_twice_and_what_is_short_is_said(seed: int) -> None:
    problem = plain(20, 8, seed)
    found = best(problem, 0.2)
    sent = [unit for units in found.sent for unit in units]
    assert len(sent) == len(set(sent))
    for demand, units, short in zip(problem.demands, found.sent, found.short, strict=True):
        for capability, amount in demand.needs.items():
            there = sum(problem.units[unit].gives.get(capability, 0.0) for unit in units)
            assert short.get(capability, 0.0) == pytest.approx(max(0.0, amount - there))


def test_the_nearest_goes_elsewhere_where_that_saves_more() -> None:
    problem = asked([[100, 200], [110, 900]], CREW, CREW)
    assert nearest(problem).sent == ((0,), (1,))
    assert best(problem, _LONG_S).sent == ((1,), (0,))


def test_a_unit_stays_where_it_is_the_last_cover() -> None:
    seconds = [[100, 130]]
    assert best(asked(seconds, CREW, zones=(Zone("town", 600, (0,)),)), _LONG_S).sent == ((1,),)
    found = best(asked([[100, 1000]], CREW, zones=(Zone("town", 600, (0,)),)), _LONG_S)
    assert (found.sent, found.bare) == (((0,),), (0,)), "but not where people would wait too long"


def test_an_incident_gets_whatever_there_is_when_that_is_too_little() -> None:
    found = best(asked([[100, 36_000]], {"crew": 30.0, "attack": 1.0}), _LONG_S)
    assert found.sent == ((0, 1),)
    assert found.short == ({"crew": 18.0},)


def test_a_unit_without_a_way_or_without_use_stays() -> None:
    found = best(asked([[np.inf, np.inf]], CREW), _LONG_S)
    assert (found.sent, found.proven) == (((),), True)
    assert best(asked([[10, 20]], {"drone": 1.0}), _LONG_S).sent == ((),)


def test_incidents_without_a_need_and_questions_without_units_have_their_answer() -> None:
    assert best(asked([[1.0]], {}), _LONG_S).sent == ((),)
    empty = Problem([], [Demand("i", CREW)], np.empty((1, 0)))
    assert best(empty, _LONG_S).short == (CREW,)
    assert best(Problem([], [], np.empty((0, 0))), _LONG_S).sent == ()


def test_where_somebody_is_there_already_nobody_has_to_be_the_first() -> None:
    demand = Demand("i", {"attack": 1.0}, begun=True)
    found = best(Problem([Unit("u", CREW)], [demand], np.array([[50.0]])), _LONG_S)
    assert found.cost == pytest.approx(50.0, abs=1e-2)


def test_equal_units_are_chosen_by_their_keys() -> None:
    problem = asked([[100.0] * 6, [100.0] * 6], CREW, CREW)
    assert {unit for units in best(problem, _LONG_S).sent for unit in units} == {0, 1}


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_the_same_question_has_the_same_answer(seed: int) -> None:
    assert best(plain(60, 6, seed), _LONG_S) == best(plain(60, 6, seed), _LONG_S)


def test_when_the_time_is_over_the_answer_stands_with_its_bound() -> None:
    problem = plain(60, 12, 3)
    found, proven = best(problem, 0.0), best(problem, _LONG_S)
    sent = [unit for units in found.sent for unit in units]
    assert len(sent) == len(set(sent))
    assert not found.proven
    assert found.bound <= proven.cost + 1e-3 <= found.cost + 2e-3
    assert 0 <= found.gap <= 1


def test_a_question_that_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="seconds are"):
        Problem([Unit("a", {})], [], np.empty((1, 1)))
    with pytest.raises(ValueError, match="by key"):
        Problem([Unit("b", {}), Unit("a", {})], [], np.empty((0, 2)))
    with pytest.raises(ValueError, match="an arrival"):
        Problem([Unit("a", {})], [Demand("i", CREW)], np.array([[-1.0]]))


def test_being_short_is_dearer_than_any_drive_of_the_region() -> None:
    assert NOBODY_S > 100 * 3600
    assert SHORT_S / 20 > 2 * 3600, "one man of twenty is still fetched from two hours away"
