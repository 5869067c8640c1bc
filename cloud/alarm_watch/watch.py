"""The watch: looks at alarms that are due, several times a second, in the process that does the jobs.

1. Several processes may watch at once: each takes other rows. One that dies leaves its rows due.
2. A look that fails is tried again; how long ago one went well is shown in the centre's health.
3. An alarm that fails holds up no other: its batch is gone through one by one, and it is put off.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy.orm import Session

from cloud.alarm_watch import repository, service
from cloud.alarm_watch.settings import AlarmSettings
from cloud.database.engine import Database
from cloud.database.faults import contended, unavailable
from cloud.database.tried import tried
from cloud.maintenance import service as maintenance
from cloud.shelving import service as shelving
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("alarm-watch")

#: Batches of one look; the next look goes on.
_BATCHES = 50
_LATE_S = 3.0
#: An alarm that cannot be looked at waits so long.
_PUT_OFF_S = 30.0


class AlarmWatch:
    """Runs until cancelled."""

    def __init__(self, database: Database, settings: AlarmSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._went_well = clock.monotonic()
        #: What went wrong at the last look; None: nothing.
        self.fault: str | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alarm-watch")

    @property
    def late_s(self) -> float | None:
        """How long no look has gone well, if that is too long."""
        late = self._clock.monotonic() - self._went_well
        return late if late > _LATE_S else None

    async def run(self) -> None:
        """Look every half second, until cancelled."""
        loop = asyncio.get_running_loop()
        self._went_well = self._clock.monotonic()
        try:
            while True:
                await asyncio.sleep(self._settings.every_s)
                try:
                    await loop.run_in_executor(self._thread, self.look)
                    self.fault = None
                    self._went_well = self._clock.monotonic()
                except Exception as fault:
                    self.fault = f"{type(fault).__name__}: {fault}"
                    log.exception("alarms could not be looked at and are tried again")
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def look(self) -> int:
        """One look; returns how many alarms were due."""
        with self._database.read() as session:
            if not service.pending(session, self._clock.now_ms()):
                return 0
        try:
            tried(self._database, self._end_expired)
        finally:
            # What is wrong with works and shelves holds up no alarm.
            handled = self._look()
        return handled

    def _look(self) -> int:
        handled = 0
        for _ in range(_BATCHES):
            done = self._batch()
            handled += done
            if done < self._settings.at_once:
                break
        return handled

    def _batch(self) -> int:
        try:
            now = self._clock.now_ms()
            return tried(self._database, partial(service.look, settings=self._settings, now=now))
        except Exception as fault:
            if contended(fault) or unavailable(fault):
                raise
            log.exception("a batch of alarms failed; each is looked at by itself")
            return self._one_by_one()

    def _one_by_one(self) -> int:
        """What fails is put off, so that it holds up nobody else."""
        now = self._clock.now_ms()
        with self._database.read() as session:
            due = repository.due_ids(session, now, self._settings.at_once)
        for alarm_id in due:
            try:
                tried(self._database, partial(service.look, settings=self._settings, now=now, only=alarm_id))
            except Exception:
                log.exception("an alarm could not be looked at", alarm=alarm_id, again_in_s=_PUT_OFF_S)
                tried(
                    self._database,
                    partial(repository.put_off, alarm_id=alarm_id, until=now + int(_PUT_OFF_S * 1000)),
                )
        return len(due)

    def _end_expired(self, session: Session) -> None:
        now, at_once = self._clock.now_ms(), self._settings.at_once
        maintenance.end_expired(session, now, at_once)
        shelving.end_expired(session, now, at_once)
