"""What positions show, whose rest is over, who follows its route, which orders nobody accepts.

1. A unit is looked at in one snapshot for all, and held only where something is new of it.
2. What is wrong with one unit holds up no other.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.dispatch.forces import geography, places
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces import service as units
from cloud.dispatch.forces.places import Standing
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import Signal, UnitState
from cloud.dispatch.forces.tables import ForceUnit, Station
from cloud.dispatch.incidents import orders, repository
from cloud.dispatch.incidents.desk import DispatchDesk
from cloud.dispatch.incidents.tables import Incident
from cloud.dispatch.navigation.aboard import heard
from cloud.dispatch.navigation.guiding import Guide
from cloud.dispatch.travel_time.port import Place
from cloud.errors import ApiError
from cloud.live import changes
from cloud.timeseries.latest import LatestReadings
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("dispatch")


class Sight:
    """Looks when it is told to; any process may."""

    def __init__(
        self, database: Database, desk: DispatchDesk, clock: Clock, latest: LatestReadings | None
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._latest = latest
        self._guide = Guide(database, desk.times, clock, desk.stale_after_s)
        #: When each unit on the road was seen last.
        self._seen: dict[int, int] = {}

    def look(self) -> None:
        """One look."""
        now = self._clock.now_ms()
        if self._latest is not None:
            heard(self._database, self._latest, now)
        self._units(now)
        self._guide.look()
        self._escalate(now)

    def _units(self, now: int) -> None:
        with self._database.read() as session:
            moving = forces.on_the_road(session)
            stations = forces.stations_by_id(session, {unit.base_id for unit in moving})
            where = places.standings(session, moving, stations, now, self._desk.stale_after_s)
            scenes = _scenes(session, moving)
            rested = forces.rested(session, now)
        new = [unit.id for unit in moving if self._is_new(unit, where[unit.id], stations, scenes)]
        self._seen = {unit.id: self._seen[unit.id] for unit in moving if unit.id in self._seen}
        for number, given in [*((each, None) for each in new), *((each, Signal.READY) for each in rested)]:
            try:
                tried(self._database, partial(self._move, number=number, given=given, now=now))
            except ApiError as refused:
                log.info("a unit had moved by itself meanwhile", unit=number, why=str(refused))

    def _is_new(
        self, unit: ForceUnit, where: Standing, stations: dict[int, Station], scenes: dict[int, Place]
    ) -> bool:
        if not where.fresh or where.sighting is None:
            return False
        return (
            self._seen.get(unit.id) != where.sighting.at or _shown(unit, where, stations, scenes) is not None
        )

    def _move(self, session: Session, number: int, given: Signal | None, now: int) -> None:
        unit = orders.held_unit(session, number)
        if unit is None:
            return
        if given is not None:
            if unit.state == UnitState.RESTING and (unit.rest_until or 0) <= now:
                units.signal(session, unit, given, Cause("centre"), now)
            return
        stations = forces.stations_by_id(session, [unit.base_id])
        where = places.standings(session, [unit], stations, now, self._desk.stale_after_s)[unit.id]
        if not where.fresh or where.sighting is None:
            return
        if self._seen.get(unit.id) != where.sighting.at:
            self._seen[unit.id] = where.sighting.at
            changes.note_sign_of_life(session, changes.UNIT, unit.id)
        shown = _shown(unit, where, stations, _scenes(session, [unit]))
        if shown is not None:
            orders.signal(session, unit, shown, Cause("geography"), now, sighting=where.sighting)

    def _escalate(self, now: int) -> None:
        """Orders that nobody has accepted in their time."""
        with self._database.read() as session:
            waiting = repository.unaccepted(session, now - round(self._desk.settings.accept_s * 1000))
        for number in waiting:
            tried(self._database, partial(orders.escalate, number=number, now=now))


def _shown(
    unit: ForceUnit, where: Standing, stations: dict[int, Station], scenes: dict[int, Place]
) -> Signal | None:
    if where.sighting is None:
        return None
    base = stations.get(unit.base_id)
    return geography.shown(
        UnitState(unit.state),
        unit.since,
        where.sighting,
        Place(base.latitude, base.longitude) if base is not None else None,
        scenes.get(unit.incident_id or 0),
    )


def _scenes(session: Session, moving: list[ForceUnit]) -> dict[int, Place]:
    """Where the incidents of these units are, as far as that is known."""
    numbers = {unit.incident_id for unit in moving if unit.incident_id is not None}
    rows: list[Incident] = repository.by_id(session, numbers) if numbers else []
    return {
        row.id: Place(row.latitude, row.longitude)
        for row in rows
        if row.latitude is not None and row.longitude is not None
    }
