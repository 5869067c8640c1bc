"""Which units go: by the product's own proposal, or the nearest by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.dispatch_month.city import Crew
from cloud.dispatch.deciding.greedy import nearest
from cloud.dispatch.deciding.problem import Demand, Problem, Unit
from cloud.dispatch.forces.station_kinds import KINDS, StationKind, turnout_s
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.incidents.board import Asking, Board, Candidate
from cloud.dispatch.incidents.proposing import propose
from cloud.dispatch.travel_time.curve import DistanceCurve

_CURVE = DistanceCurve()
_LIMIT_S, COVER_S, _TURNING_S = 0.8, 300.0, 15.0


class Sent(NamedTuple):
    """A unit that goes to an incident, and when it should be there, in seconds from now."""

    incident: int
    crew: Crew
    seconds: float


def by_proposal(
    asking: Sequence[Asking], free: Sequence[Crew], stations: Mapping[int, Station], now_ms: int
) -> list[Sent]:
    """As the centre proposes: the best for all of these incidents at once, and what is left covered."""
    crews = {crew.id: crew for crew in free}
    board = Board(asking, [_candidate(crew) for crew in free], stations, now_ms)
    found = propose(board, _CURVE, limit_s=_LIMIT_S, cover_s=COVER_S)
    return [
        Sent(number, crews[each.unit.id], each.arrives.seconds)
        for number, proposal in found.items()
        for each in proposal.units
    ]


def by_nearness(asking: Sequence[Asking], free: Sequence[Crew], hour: int) -> list[Sent]:
    """The nearest that bring something, incident by incident; pumps only, as by hand."""
    pumps = [crew for crew in free if crew.kind is not StationKind.MICRO]
    seconds = np.array([_arrivals(pumps, each, hour) for each in asking]).reshape(len(asking), len(pumps))
    needs = [
        {name: amount for name, amount in each.needs.items() if name != "first_aid_fire"} for each in asking
    ]
    demands = [
        Demand(f"{each.id}", need, each.weight, 2 * each.weight, each.begun)
        for each, need in zip(asking, needs, strict=True)
    ]
    problem = Problem([Unit(f"{crew.id:019}", crew.gives) for crew in pumps], demands, seconds)
    answer = nearest(problem)
    return [
        Sent(each.id, pumps[unit], float(seconds[at, unit]))
        for at, (each, units) in enumerate(zip(asking, answer.sent, strict=True))
        for unit in units
    ]


def _arrivals(crews: Sequence[Crew], asking: Asking, hour: int) -> list[float]:
    found = _CURVE.arrivals([crew.place for crew in crews], asking.place, hour)
    starts = [turnout_s(crew.kind, hour) if crew.inside else _TURNING_S for crew in crews]
    return [start + each.seconds if each else np.inf for start, each in zip(starts, found, strict=True)]


def _candidate(crew: Crew) -> Candidate:
    return Candidate(
        id=crew.id, version=1, name=f"{crew.id}", station=f"{crew.station}", kind=crew.kind,
        place=crew.place, inside=crew.inside, gives=crew.gives, why=None,
    )  # fmt: skip


def keeps_cover(crew: Crew) -> bool:
    """Whether it counts for the cover of an area."""
    return KINDS[crew.kind].keeps_cover and crew.gives.get("attack", 0.0) > 0
