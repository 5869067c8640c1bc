"""The watch over dispatch: reads the outbox, orders what is due, sees what positions show.

1. Several processes may watch at once: the outbox is read under a lock, an incident's row is held while it
   is ordered for, and a unit is taken by its version. One that dies leaves what was due due.
2. Reckoning a proposal holds no lock. Where a unit was taken meanwhile, it is reckoned anew, a few times in
   one look and again in the next.
3. What is wrong with one incident, or with one unit, holds up no other.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.forces import geography, places
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces import service as units
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import Signal, UnitState
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents import automatic, orders, repository
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

_TRIES: Final = 5
_LATE_S: Final = 3.0
#: An incident that cannot be ordered for waits so long.
_PUT_OFF_MS: Final = 2_000
#: Positions are looked at so often.
_SEE_EVERY_MS: Final = 1_000


class DispatchWatch:
    """Runs until cancelled."""

    def __init__(
        self, database: Database, desk: DispatchDesk, clock: Clock, latest: LatestReadings | None = None
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._latest = latest
        self._guide = Guide(database, desk.times, clock, desk.stale_after_s)
        self._went_well = clock.monotonic()
        self._seen_at = 0
        self._sightings: dict[int, int] = {}
        #: What went wrong at the last look; None: nothing.
        self.fault: str | None = None

    @property
    def late_s(self) -> float | None:
        """How long no look has gone well, if that is too long."""
        late = self._clock.monotonic() - self._went_well
        return late if late > _LATE_S else None

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        loop = asyncio.get_running_loop()
        self._went_well = self._clock.monotonic()
        with ThreadPoolExecutor(1, thread_name_prefix="dispatch-watch") as thread:
            while True:
                await asyncio.sleep(self._desk.settings.every_s)
                try:
                    await loop.run_in_executor(thread, self.look)
                    self.fault = None
                    self._went_well = self._clock.monotonic()
                except Exception as fault:
                    self.fault = f"{type(fault).__name__}: {fault}"
                    log.exception("dispatch could not look and tries again")

    def look(self) -> int:
        """One look; returns how many units were ordered."""
        ordered = 0
        if self._desk.settings.automatic:
            while self._read_outbox():
                pass
            ordered = self._order()
        now = self._clock.now_ms()
        if now - self._seen_at >= _SEE_EVERY_MS:
            self._seen_at = now
            if self._latest is not None:
                heard(self._database, self._latest, now)
            self._see()
            self._guide.look()
            self._escalate(now)
        return ordered

    def _read_outbox(self) -> int:
        with self._database.read() as session:
            if not repository.unread(session, 1):
                return 0
        now = self._clock.now_ms()
        return tried(self._database, partial(automatic.read_outbox, settings=self._desk.settings, now=now))

    def _order(self) -> int:
        with self._database.read() as session:
            due = repository.due(session, self._clock.now_ms())
        for number in due:
            tried(self._database, partial(self._answered, number=number))
        ordered = 0
        for number in due:
            try:
                ordered += self._order_for(number)
            except Exception:
                log.exception("an incident could not be ordered for and is put off", incident=number)
                tried(self._database, partial(self._put_off, number=number))
        return ordered

    def _answered(self, session: Session, number: int) -> None:
        automatic.overdue(session, repository.held(session, number), self._clock.now_ms())

    def _order_for(self, number: int) -> int:
        for _ in range(_TRIES):
            with self._database.read() as session:
                tier = Tier(session.get_one(Incident, number).tier)
            found = self._desk.propose({number: tier}).get(number)
            work = partial(
                automatic.order,
                incident_id=number,
                proposal=found,
                now=self._clock.now_ms(),
                limits_of=self._desk.settings.limits,
            )
            try:
                ordered = tried(self._database, work)
            except orders.Taken:
                continue
            with self._database.read() as session:
                due = session.get_one(Incident, number).due_at
            if ordered or due is None or due > self._clock.now_ms():
                return ordered
        return 0

    def _put_off(self, session: Session, number: int) -> None:
        repository.held(session, number).due_at = self._clock.now_ms() + _PUT_OFF_MS

    def _see(self) -> None:
        """What positions show, and whose rest is over."""
        now = self._clock.now_ms()
        with self._database.read() as session:
            moving = [unit.id for unit in forces.on_the_road(session)]
            rested = forces.rested(session, now)
        for number, given in [*((each, None) for each in moving), *((each, Signal.READY) for each in rested)]:
            try:
                tried(self._database, partial(self._move, number=number, given=given, now=now))
            except ApiError as refused:
                log.info("a unit had moved by itself meanwhile", unit=number, why=str(refused))

    def _escalate(self, now: int) -> None:
        """Orders that nobody has accepted in their time."""
        with self._database.read() as session:
            waiting = repository.unaccepted(session, now - round(self._desk.settings.accept_s * 1000))
        for number in waiting:
            tried(self._database, partial(orders.escalate, number=number, now=now))

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
        if self._sightings.get(unit.id) != where.sighting.at:
            self._sightings[unit.id] = where.sighting.at
            changes.note_sign_of_life(session, changes.UNIT, unit.id)
        base = stations.get(unit.base_id)
        shown = geography.shown(
            UnitState(unit.state),
            unit.since,
            where.sighting,
            Place(base.latitude, base.longitude) if base is not None else None,
            self._scene(session, unit),
        )
        if shown is not None:
            orders.signal(session, unit, shown, Cause("geography"), now, sighting=where.sighting)

    def _scene(self, session: Session, unit: ForceUnit) -> Place | None:
        if unit.incident_id is None:
            return None
        [incident] = repository.by_id(session, [unit.incident_id])
        if incident.latitude is None or incident.longitude is None:
            return None
        return Place(incident.latitude, incident.longitude)
