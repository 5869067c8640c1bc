"""The watch over dispatch: reads the outbox and orders what is due; beside it, sees what positions show.

1. Several processes may watch at once: the outbox is read under a lock, an incident's row is held while it
   is ordered for, and a unit is taken by its version. One that dies leaves what was due due.
2. Reckoning a proposal holds no lock. Where its incident has moved on meanwhile, or a unit was taken, it is
   reckoned anew, a few times in one look and again in the next.
3. What is wrong with one incident, or with one unit, holds up no other.
4. What this process commits wakes it at once; what others commit is found by looking several times a second.
5. Orders wait for no position: what is slow to see is looked at by a thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.incidents import automatic, orders, repository
from cloud.dispatch.incidents.desk import DispatchDesk
from cloud.dispatch.incidents.sight import Sight
from cloud.dispatch.incidents.tables import Incident
from cloud.timeseries.latest import LatestReadings
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("dispatch")

_TRIES: Final = 5
_LATE_S: Final = 3.0
#: An incident that cannot be ordered for waits so long.
_PUT_OFF_MS: Final = 2_000
#: Positions are looked at so often.
_SEE_EVERY_S: Final = 1.0


class _Round:
    """One kind of look, again and again on a thread of its own."""

    def __init__(self, name: str, look: Callable[[], object], clock: Clock) -> None:
        self._name = name
        self._look = look
        self._clock = clock
        self.went_well = clock.monotonic()
        #: What went wrong at the last look; None: nothing.
        self.fault: str | None = None

    async def run(self, wait: Callable[[], Awaitable[None]]) -> None:
        """Wait and look, until cancelled."""
        loop = asyncio.get_running_loop()
        self.went_well = self._clock.monotonic()
        with ThreadPoolExecutor(1, thread_name_prefix=self._name) as thread:
            while True:
                await wait()
                try:
                    await loop.run_in_executor(thread, self._look)
                    self.fault = None
                    self.went_well = self._clock.monotonic()
                except Exception as fault:
                    self.fault = f"{type(fault).__name__}: {fault}"
                    log.exception("dispatch could not look and tries again", look=self._name)


class DispatchWatch:
    """Runs until cancelled."""

    def __init__(
        self, database: Database, desk: DispatchDesk, clock: Clock, latest: LatestReadings | None = None
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._sight = Sight(database, desk, clock, latest)
        self._ordering = _Round("dispatch-orders", self._look_for_orders, clock)
        self._seeing = _Round("dispatch-sight", self._sight.look, clock)
        self._seen_at = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    @property
    def late_s(self) -> float | None:
        """How long no look has gone well, if that is too long."""
        late = self._clock.monotonic() - min(self._ordering.went_well, self._seeing.went_well)
        return late if late > _LATE_S else None

    @property
    def fault(self) -> str | None:
        """What went wrong at the last look; None: nothing."""
        return self._ordering.fault or self._seeing.fault

    def wake(self) -> None:
        """Told by any thread: something that concerns orders has been committed."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as rounds:
            rounds.create_task(self._ordering.run(self._wait))
            rounds.create_task(self._seeing.run(partial(asyncio.sleep, _SEE_EVERY_S)))

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), self._desk.settings.every_s)
        self._woken.clear()

    def look(self) -> int:
        """One look at orders, and at positions where they are due; returns how many units were ordered."""
        ordered = self._look_for_orders()
        now = self._clock.now_ms()
        if now - self._seen_at >= _SEE_EVERY_S * 1000:
            self._seen_at = now
            self._sight.look()
        return ordered

    def _look_for_orders(self) -> int:
        if not self._desk.settings.automatic:
            return 0
        while self._read_outbox():
            pass
        return self._order()

    def _read_outbox(self) -> int:
        with self._database.read() as session:
            if not repository.unread(session, 1):
                return 0
        now = self._clock.now_ms()
        return tried(self._database, partial(automatic.read_outbox, settings=self._desk.settings, now=now))

    def _order(self) -> int:
        now = self._clock.now_ms()
        with self._database.read() as session:
            due = repository.due(session, now)
        for number in (number for number, unanswered in due.items() if unanswered):
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
                row = session.get_one(Incident, number)
                due, tier, version = row.due_at, Tier(row.tier), row.version
            if due is None or due > self._clock.now_ms():
                return 0
            found = self._desk.propose({number: tier}, nearer=False).get(number)
            work = partial(
                automatic.order,
                incident_id=number,
                version=version,
                proposal=found,
                now=self._clock.now_ms(),
                limits_of=self._desk.settings.limits,
            )
            try:
                ordered = tried(self._database, work)
            except orders.Taken:
                continue
            if ordered:
                return ordered
        return 0

    def _put_off(self, session: Session, number: int) -> None:
        repository.held(session, number).due_at = self._clock.now_ms() + _PUT_OFF_MS
