"""Proposals: how long one takes, and fifty incidents at once against the optimum and the nearest first.

Units, stations and incidents are made up on a plain (seed fixed); travel times are those of the distance
curve, so that the decision is measured and not the roads, which `travel-time` measures. *Brute force* is
every possible answer, where there are few enough; elsewhere the optimum is the answer's own proof. Times
are wall clock, as a dispatcher waits, with the processor's beside them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Final, TypeVar

import numpy as np

from benchmarks.figures import Figures, percentile
from cloud.dispatch.deciding import run_cards
from cloud.dispatch.deciding.exact import best
from cloud.dispatch.deciding.greedy import nearest
from cloud.dispatch.deciding.incident_types import IncidentType
from cloud.dispatch.deciding.problem import Demand, Problem, Unit, Zone, answer
from cloud.dispatch.deciding.run_cards import Case
from cloud.dispatch.forces.station_kinds import StationKind
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.incidents.board import Asking, Board, Candidate
from cloud.dispatch.incidents.proposing import propose
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.port import Place

_UNITS, _PER_STATION, _AT_ONCE, _ROUNDS = 2_000, 4, 50, 6
#: A city's square and a region's, degrees.
_CITY, _REGION = 0.4, 4.0
#: So long may a question take that is solved to its end, and a dispatcher's.
_TO_THE_END_S, _DESK_S = 60.0, 0.8
_NOW: Final = 1_767_225_600_000
_GIVES: Final = (
    {"attack": 1.0, "crew": 6.0, "water_l": 5_000.0, "pump_l_s": 50.0, "breathing": 8.0},
    {"attack": 1.0, "crew": 6.0, "water_l": 8_000.0, "pump_l_s": 60.0, "breathing": 8.0},
    {"crew": 3.0, "reach_32m": 1.0, "reach_24m": 1.0},
    {"rescue": 1.0, "crew": 5.0, "command": 1.0, "lighting": 1.0},
)
_TYPES: Final = (IncidentType.HOME_FIRE, IncidentType.HIGH_RISE_FIRE, IncidentType.ROAD_ACCIDENT)
T = TypeVar("T")


def run(seconds: float) -> Figures:
    """Milliseconds of proposals, and ratios of costs: ours to the optimum, the nearest first to ours."""
    draw = np.random.default_rng(0)
    figures: Figures = {"units": _UNITS, "stations": _UNITS // _PER_STATION, "incidents_at_once": _AT_ONCE}
    figures |= _proposals(draw, seconds)
    for name, side in (("city", _CITY), ("region", _REGION)):
        figures |= {f"{name}_{key}": value for key, value in _at_once(draw, side).items()}
    return figures | _against_brute_force(draw)


def _proposals(draw: np.random.Generator, seconds: float) -> Figures:
    """One incident at a time, of any type and grade, from the board to the reasons."""
    units, stations = _forces(draw, _REGION)
    taken: list[float] = []
    busy: list[float] = []
    unproven, ends = 0, time.perf_counter() + seconds
    while time.perf_counter() < ends or len(taken) < 100:
        board = Board([_asking(draw, _REGION, 1)], units, stations, _NOW)
        spent, used, found = _timed(partial(propose, board, DistanceCurve(), limit_s=_DESK_S, cover_s=300))
        taken.append(spent)
        busy.append(used)
        unproven += sum(not each.proven for each in found.values())
    return {
        "proposals": len(taken),
        "proposal_p50_ms": percentile(taken, 0.5) * 1000,
        "proposal_p99_ms": percentile(taken, 0.99) * 1000,
        "proposal_cpu_p99_ms": percentile(busy, 0.99) * 1000,
        "proposals_unproven": unproven,
    }


def _at_once(draw: np.random.Generator, side: float) -> Figures:
    """Fifty at once: as the desk answers within its time, beside the optimum and the nearest first."""
    waited: list[float] = []
    used: list[float] = []
    ratio: list[float] = []
    greedy: list[float] = []
    in_time = proven = 0
    for _ in range(_ROUNDS):
        problem = _question(draw, side)
        spent, _, desk = _timed(partial(best, problem, _DESK_S))
        _, busy, optimum = _timed(partial(best, problem, _TO_THE_END_S))
        waited.append(spent)
        used.append(busy)
        ratio.append(desk.cost / optimum.bound)
        greedy.append(nearest(problem).cost / optimum.cost)
        in_time += desk.proven
        proven += optimum.proven
    return {
        "at_once_p50_ms": percentile(waited, 0.5) * 1000,
        "at_once_max_ms": max(waited) * 1000,
        "proof_cpu_p50_ms": percentile(used, 0.5) * 1000,
        "proof_cpu_max_ms": max(used) * 1000,
        "proven_in_time_share": in_time / _ROUNDS,
        "proven_in_the_end_share": proven / _ROUNDS,
        "cost_to_optimum_worst_ratio": max(ratio),
        "nearest_first_to_optimum_mean_ratio": sum(greedy) / _ROUNDS,
        "nearest_first_to_optimum_worst_ratio": max(greedy),
    }


def _against_brute_force(draw: np.random.Generator) -> Figures:
    """Small questions of which every answer is tried."""
    worst, count = 0.0, 20
    for _ in range(count):
        units = [Unit(f"{at}", dict(_GIVES[draw.integers(0, 2)])) for at in range(7)]
        needs = {"attack": 1.0, "crew": 6.0, "water_l": 6_000.0}
        demands = [Demand(f"i{at}", needs, float(draw.integers(1, 4))) for at in range(2)]
        problem = Problem(units, demands, draw.uniform(60, 1_200, (2, 7)).round())
        least = min(
            answer(problem, [[u for u, at in enumerate(choice) if at == each] for each in range(2)]).cost
            for choice in product((None, 0, 1), repeat=7)
        )
        worst = max(worst, abs(best(problem, _TO_THE_END_S).cost - least))
    return {"brute_force_questions": count, "brute_force_worst_difference_s": worst}


def _question(draw: np.random.Generator, side: float) -> Problem:
    units, stations = _forces(draw, side)
    asking = [_asking(draw, side, each) for each in range(1, _AT_ONCE + 1)]
    curve = DistanceCurve()
    places = [unit.place for unit in units if unit.place is not None]
    seconds = np.array(
        [
            [60 + each.seconds if each else np.inf for each in curve.arrivals(places, one.place)]
            for one in asking
        ]
    )
    own = [tuple(range(at * _PER_STATION, (at + 1) * _PER_STATION)) for at in range(len(stations))]
    zones = [
        Zone(station.number, station.risk_s, units)
        for station, units in zip(stations.values(), own, strict=True)
    ]
    return Problem(
        [Unit(unit.key, unit.gives) for unit in units],
        [Demand(str(one.id), one.needs, one.weight, 2 * one.weight) for one in asking],
        seconds,
        zones,
    )


def _forces(draw: np.random.Generator, side: float) -> tuple[list[Candidate], dict[int, Station]]:
    stations = {
        at: Station(
            id=at, number=f"{at:04}", name=f"{at}", kind=StationKind.REGULAR,
            latitude=40.0 + draw.uniform(0, side), longitude=110.0 + draw.uniform(0, side),
            risk_s=float(draw.integers(100, 600)), closed=False,
        )
        for at in range(1, _UNITS // _PER_STATION + 1)
    }  # fmt: skip
    units = [
        Candidate(
            id=at, version=1, name=f"{at}", station="", kind=StationKind.REGULAR,
            place=Place(home.latitude, home.longitude), inside=True, gives=_GIVES[at % _PER_STATION],
            why=None,
        )
        for at in range(1, _UNITS + 1)
        for home in [stations[(at - 1) // _PER_STATION + 1]]
    ]  # fmt: skip
    return units, stations


def _asking(draw: np.random.Generator, side: float, number: int) -> Asking:
    kind = _TYPES[draw.integers(0, len(_TYPES))]
    grade = int(draw.choice([1, 2, 3], p=[0.7, 0.25, 0.05]))
    whole = run_cards.built_in().force(Case(kind, grade))
    given = {name for gives in _GIVES for name in gives}
    needs = {name: amount for name, amount in whole.needs.items() if name in given}
    place = Place(40.0 + draw.uniform(0, side), 110.0 + draw.uniform(0, side))
    return Asking(number, f"{number}", place, needs, whole.cards, float(grade), False)


def _timed(work: Callable[[], T]) -> tuple[float, float, T]:
    used, begun = time.thread_time(), time.perf_counter()
    found = work()
    return time.perf_counter() - begun, time.thread_time() - used, found
