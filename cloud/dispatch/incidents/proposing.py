"""From the board to a proposal (调派建议): times, the best answer for all incidents, and the reasons.

Reads nothing but travel times; writes nothing. `arrivals` of the road graph is exact for every unit, so
there is no shortlist.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.deciding.capabilities import missing
from cloud.dispatch.deciding.exact import best
from cloud.dispatch.deciding.problem import Answer, Demand, Problem, Unit, Zone
from cloud.dispatch.deciding.reasons import Absent, Names, Reason, explain
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces.station_kinds import KINDS, StationKind, turnout_s
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.incidents.board import Asking, Board, Candidate
from cloud.dispatch.incidents.straight import straight_seconds
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.port import Arrival, Place, TravelTimes, TravelTimesFault
from cloud.duty.days import hour_of
from runtime.logging import get_logger

log = get_logger("dispatch")

#: Who is on the road already must hear and turn.
_TURNING_S: Final = 15.0
#: Areas so far from an incident lose nothing by it.
_COVER_M: Final = 60_000.0
#: Needs that are only asked for where somebody has them near: people of the community.
_IF_NEAR: Final = ("first_aid_fire",)
Floats = NDArray[np.float64]


class Arrives(NamedTuple):
    """When a unit would be there: turnout and drive, the drive's metres, and the error of an estimate."""

    seconds: float
    metres: float
    error_s: float | None


@dataclass(frozen=True)
class Proposed:
    """A unit that is proposed, as it was seen."""

    unit: Candidate
    arrives: Arrives
    words: Words


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one incident."""

    asking: Asking
    units: tuple[Proposed, ...]
    #: Nearer units that are not sent, and why; empty where nobody asked for that.
    passed_over: tuple[tuple[Candidate, Reason], ...]
    short: Mapping[str, float]
    #: Stations whose area this leaves bare.
    bare: tuple[Station, ...]
    proven: bool
    gap: float
    reckoned_ms: float
    #: Times come from the distance curve, for the roads could not be asked.
    estimated: bool


def propose(
    board: Board, times: TravelTimes, *, limit_s: float, cover_s: float, nearer: bool = True
) -> dict[int, Proposal]:
    """A proposal for every incident of the board that lacks anything, by id.

    `nearer`: whether a person reads it, who asks why nearer units are not sent.
    """
    begun = time.perf_counter()
    hour = hour_of(board.now)
    free = [unit for unit in board.units if unit.why is None]
    arrives = [_arrivals(board, each, times, hour) for each in board.asking]
    seconds = np.array([[found[unit.id].seconds for unit in free] for found, _ in arrives])
    seconds = seconds.reshape(len(board.asking), len(free))
    zones, stations = _zones(board, free, cover_s, hour)
    problem = Problem(
        [Unit(unit.key, unit.gives) for unit in free],
        [_demand(each, row, free) for each, row in zip(board.asking, seconds, strict=True)],
        seconds,
        zones,
    )
    answer = best(problem, limit_s)
    names = Names([each.name for each in board.asking], [station.name for station in stations])
    spent = (time.perf_counter() - begun) * 1000
    found = {
        each.id: _proposal(board, problem, answer, at, each, names, stations, arrives[at], spent, nearer)
        for at, each in enumerate(board.asking)
    }
    return {number: each for number, each in found.items() if each.units or each.short}


def _demand(asking: Asking, seconds: Floats, free: Sequence[Candidate]) -> Demand:
    there = [unit for unit, each in zip(free, seconds, strict=True) if np.isfinite(each)]
    needs = {
        name: amount
        for name, amount in asking.needs.items()
        if name not in _IF_NEAR or any(unit.gives.get(name, 0.0) > 0 for unit in there)
    }
    return Demand(str(asking.id), needs, asking.weight, 2 * asking.weight, asking.begun)


def _arrivals(board: Board, asking: Asking, times: TravelTimes, hour: int) -> tuple[dict[int, Arrives], bool]:
    """When each unit would be there, and whether that is only estimated."""
    placed = [(unit, unit.place) for unit in board.units if unit.place is not None]
    places = [place for _, place in placed]
    found, estimated = _asked(times, places, asking.place, hour)
    told = dict.fromkeys((unit.id for unit in board.units), Arrives(np.inf, np.inf, None))
    for (unit, _), arrival in zip(placed, found, strict=True):
        if arrival is not None:
            starts = turnout_s(unit.kind, hour) if unit.inside else _TURNING_S
            reach = KINDS[unit.kind].reach_s
            beyond = reach is not None and arrival.seconds > reach
            seconds = np.inf if beyond else starts + arrival.seconds
            told[unit.id] = Arrives(seconds, arrival.metres, arrival.error_s)
    return told, estimated


def _asked(
    times: TravelTimes, places: Sequence[Place], incident: Place, hour: int
) -> tuple[list[Arrival | None], bool]:
    try:
        return times.arrivals(places, incident, hour), False
    except TravelTimesFault as fault:
        # Nobody waits for a routing server: the curve answers, and says how far off it is.
        log.error("travel times could not be asked; the distance curve answers", fault=str(fault))
        return DistanceCurve().arrivals(places, incident, hour), True


def _zones(
    board: Board, free: Sequence[Candidate], cover_s: float, hour: int
) -> tuple[list[Zone], list[Station]]:
    """Areas near the incidents that somebody covers now, by straight lines: hundreds of areas at once."""
    kept = [
        station
        for station in board.stations.values()
        if KINDS[StationKind(station.kind)].keeps_cover and not station.closed
    ]
    near = _near(kept, board.asking)
    placed = [(at, unit.place) for at, unit in enumerate(free) if unit.place is not None and _covers(unit)]
    seconds = straight_seconds(near, [place for _, place in placed])
    starts = np.array([turnout_s(free[at].kind, hour) if free[at].inside else _TURNING_S for at, _ in placed])
    zones, stations = [], []
    for station, row in zip(near, seconds, strict=True):
        covering = tuple(placed[at][0] for at in np.flatnonzero(row + starts <= cover_s).tolist())
        if covering and station.risk_s > 0:
            zones.append(Zone(station.number, station.risk_s, covering))
            stations.append(station)
    return zones, stations


def _covers(unit: Candidate) -> bool:
    return KINDS[unit.kind].keeps_cover and unit.gives.get("attack", 0.0) > 0


def _near(stations: Sequence[Station], asking: Sequence[Asking]) -> list[Station]:
    far = straight_seconds(stations, [each.place for each in asking], metres=True)
    return [station for station, row in zip(stations, far, strict=True) if (row <= _COVER_M).any()]


def _proposal(
    board: Board,
    problem: Problem,
    answer: Answer,
    at: int,
    asking: Asking,
    names: Names,
    stations: Sequence[Station],
    arrives: tuple[dict[int, Arrives], bool],
    spent_ms: float,
    nearer: bool,
) -> Proposal:
    by_key = {unit.key: unit for unit in board.units}
    absent = _absent(board, asking, arrives[0]) if nearer else ()
    reasons = explain(problem, answer, at, names, absent, nearer=nearer)
    chosen = [
        Proposed(by_key[reason.key], arrives[0][by_key[reason.key].id], reason.words)
        for reason in reasons
        if reason.why is None
    ]
    passed = [(by_key[reason.key], reason) for reason in reasons if reason.why is not None]
    sent = set(answer.sent[at])
    bare = tuple(stations[zone] for zone in answer.bare if sent.intersection(problem.zones[zone].units))
    brought: dict[str, float] = dict(asking.needs)
    for proposed in chosen:
        brought = missing(brought, proposed.unit.gives)
    short = {name: amount for name, amount in brought.items() if name not in _IF_NEAR}
    return Proposal(
        asking, tuple(chosen), tuple(passed), short, bare, answer.proven, answer.gap, spent_ms, arrives[1]
    )


def _absent(board: Board, asking: Asking, arrives: Mapping[int, Arrives]) -> Sequence[Absent]:
    """Units that could not be asked, by how soon they would be there; those sent there already are none."""
    return [
        Absent(unit.key, arrives[unit.id].seconds, unit.why[0], unit.why[1])
        for unit in board.units
        if unit.why is not None and unit.sent_to != asking.id
    ]
