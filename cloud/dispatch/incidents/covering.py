"""How the region is covered now (防区覆盖): stations whose area is bare, who should move up, who may go home.

Times are those of the distance curve, for every station and unit at once; an estimate for standing by, never
for an order.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.deciding import cover
from cloud.dispatch.forces.repository import UnitRow
from cloud.dispatch.forces.states import UnitState
from cloud.dispatch.forces.station_kinds import KINDS, StationKind
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.incidents.board import Board, Candidate
from cloud.dispatch.incidents.straight import straight_seconds
from cloud.dispatch.travel_time.port import Place

#: Nobody moves farther than that to stand by.
_LONGEST_MOVE_S: Final = 2_700.0
#: Units that may be asked to move up to one station: the nearest.
_ASKED: Final = 12


class BareArea(NamedTuple):
    """A station whose area nobody covers, and how long the nearest would take; infinite: there is nobody."""

    station: Station
    nearest_s: float


class MoveUp(NamedTuple):
    """A unit that is to stand by at another station."""

    unit: Candidate
    base: Station
    seconds: float
    covers: tuple[Station, ...]


class Covering(NamedTuple):
    """All of it."""

    areas: int
    bare: list[BareArea]
    moves: list[MoveUp]
    #: Units standing by elsewhere that may go home.
    recalls: list[int]


def within(board: Board, stations: Collection[int]) -> Board:
    """The board with these stations only; units of others may still help."""
    kept = {number: row for number, row in board.stations.items() if number in stations}
    return replace(board, stations=kept)


def look(board: Board, rows: dict[int, UnitRow], standard_s: float, most: int) -> Covering:
    """Cover as it is; `most`: moves that are proposed."""
    areas = sorted(
        (
            row
            for row in board.stations.values()
            if KINDS[StationKind(row.kind)].keeps_cover and not row.closed
        ),
        key=lambda row: row.id,
    )
    free = [unit for unit in board.units if unit.why is None and _fights(unit) and unit.place is not None]
    risk = [row.risk_s for row in areas]
    seconds = straight_seconds(areas, [unit.place for unit in free if unit.place is not None])
    from_base = _between(areas)
    bare = [BareArea(areas[each.place], each.nearest_s) for each in cover.bare(risk, seconds, standard_s)]
    moving = _moving(free, areas, seconds, rows)
    moves = [
        MoveUp(free[each.unit], areas[each.base], each.seconds, tuple(areas[at] for at in each.covers))
        for each in cover.move_ups(risk, seconds, from_base, moving, most=most, standard_s=standard_s)
    ]
    away = sorted(
        (at for at, unit in enumerate(free) if rows[unit.id].state == UnitState.STANDING_BY),
        key=lambda at: rows[free[at].id].since,
    )
    away = [at for at in away if rows[free[at].id].station_id in board.stations]
    home = straight_seconds(areas, [_home(board, rows[free[at].id]) for at in away])
    going = cover.recalls(risk, seconds, away, home, standard_s)
    return Covering(len(areas), bare, moves, [free[at].id for at in going])


def _fights(unit: Candidate) -> bool:
    return KINDS[unit.kind].keeps_cover and unit.gives.get("attack", 0.0) > 0


def _between(areas: list[Station]) -> NDArray[np.float64]:
    return straight_seconds(areas, [Place(row.latitude, row.longitude) for row in areas])


def _moving(
    free: list[Candidate], areas: list[Station], seconds: NDArray[np.float64], rows: dict[int, UnitRow]
) -> NDArray[np.float64]:
    """Drives to every station from the nearest of those in their own station; infinite for the others."""
    moving = np.full((len(free), len(areas)), np.inf)
    waiting = np.array([rows[unit.id].state == UnitState.IN_STATION for unit in free], np.bool_)
    for base, row in enumerate(seconds):
        near = [at for at in np.argsort(row, kind="stable")[: _ASKED * 4].tolist() if waiting[at]]
        for at in near[:_ASKED]:
            if row[at] <= _LONGEST_MOVE_S and rows[free[at].id].base_id != areas[base].id:
                moving[at, base] = row[at]
    return moving


def _home(board: Board, row: UnitRow) -> Place:
    station = board.stations[row.station_id]
    return Place(station.latitude, station.longitude)
