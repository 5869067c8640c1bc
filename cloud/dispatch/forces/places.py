"""Where units are, as far as that can be believed. Reads rows, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.dispatch.forces import repository
from cloud.dispatch.forces.geography import Sighting, fresh
from cloud.dispatch.forces.readiness import Condition
from cloud.dispatch.forces.repository import PositionRow, UnitRow
from cloud.dispatch.forces.states import UnitState
from cloud.dispatch.forces.tables import ForceUnit, Station
from cloud.dispatch.travel_time.port import Place

#: In a station, whose place is known however old the unit's own position is.
_AT_BASE = frozenset({UnitState.IN_STATION, UnitState.STANDING_BY, UnitState.RESTING})


class Standing(NamedTuple):
    """A unit's newest position, whether it is fresh, and where it is taken to be; None: nobody knows."""

    sighting: Sighting | None
    fresh: bool
    place: Place | None


def standings(
    session: Session,
    units: Sequence[ForceUnit] | Sequence[UnitRow],
    stations: Mapping[int, Station],
    now: int,
    stale_after_s: float,
) -> dict[int, Standing]:
    """Where each of these is."""
    told = repository.positions(session, {unit.terminal_id for unit in units if unit.terminal_id is not None})
    return {
        unit.id: _standing(
            unit, told.get(unit.terminal_id or 0), stations.get(unit.base_id), now, stale_after_s
        )
        for unit in units
    }


def newest(unit: ForceUnit | UnitRow, terminal: PositionRow | None) -> Sighting | None:
    """The newer of what its terminal said and what was told otherwise."""
    found = []
    if terminal is not None:
        place = Place(terminal.latitude_deg, terminal.longitude_deg)
        found.append(Sighting(place, terminal.speed_kmh, terminal.at, terminal.quality == "good"))
    if unit.told_at is not None and unit.told_latitude is not None and unit.told_longitude is not None:
        place = Place(unit.told_latitude, unit.told_longitude)
        found.append(Sighting(place, unit.told_speed_kmh or 0.0, unit.told_at))
    return max(found, key=lambda each: (each.good, each.at), default=None)


def _standing(
    unit: ForceUnit | UnitRow,
    terminal: PositionRow | None,
    base: Station | None,
    now: int,
    stale_after_s: float,
) -> Standing:
    sighting = newest(unit, terminal)
    believed = fresh(sighting, now, stale_after_s)
    if believed and sighting is not None:
        return Standing(sighting, True, sighting.place)
    at_base = UnitState(unit.state) in _AT_BASE and base is not None
    place = Place(base.latitude, base.longitude) if at_base and base is not None else None
    return Standing(sighting, False, place)


def condition(unit: ForceUnit | UnitRow, standing: Standing) -> Condition:
    """What decides whether it can go."""
    return Condition(
        UnitState(unit.state),
        unit.crew,
        unit.crew_least,
        unit.fuel_percent,
        unit.rest_until,
        unit.retired,
        standing.place is not None,
    )
