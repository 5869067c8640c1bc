"""The notifier: queues what is to be told and sends what is due, in the processes that do the jobs.

1. A look alone writes nothing. What is queued is due at once, and is sent in the same look.
2. A channel has at most `parallel` tries under way in a process; a slow one holds up no other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from cloud.database.engine import Database
from cloud.jobs.job import Done, Job, Work
from cloud.live.classes import NAMES
from cloud.notification import delivering, mailbag, matters, next_way, planning
from cloud.notification.channels.choice import Workshop
from cloud.notification.channels.port import Outcome
from cloud.notification.delivering import Parcel
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result
from cloud.webhooks.keeping import SecretKeeper
from runtime.clock import Clock
from runtime.faults import PlainFault
from runtime.logging import get_logger

log = get_logger("notification")

_DAY_MS = 86_400_000
_TRIM_ROWS = 1_000
_FIGURES_EVERY_S = 5.0


class Waiting(NamedTuple):
    """What waits for channels of one kind, by the class of changes."""

    number: int
    oldest_at: int


class Figures:
    """What this process has sent, and what waited when it last looked."""

    def __init__(self) -> None:
        #: By the kind of channel and what came of the try.
        self.tries: Counter[tuple[str, Result]] = Counter()
        #: By the kind of channel and the class.
        self.waiting: dict[tuple[str, str], Waiting] = {}
        #: By the kind of channel, since ever.
        self.dropped: dict[str, int] = {}


class Notifier:
    """Runs until cancelled."""

    def __init__(
        self,
        database: Database,
        settings: NotificationSettings,
        keeper: Callable[[], SecretKeeper],
        workshop: Workshop,
        clock: Clock,
        figures: Figures | None = None,
    ) -> None:
        self._database = database
        self._settings = settings
        self._keeper = keeper
        self._workshop = workshop
        self._clock = clock
        self.figures = figures or Figures()
        self._under_way: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rung = asyncio.Event()
        self._figured = float("-inf")

    async def run(self) -> None:
        """Look every half second, and at once after a try has ended."""
        try:
            while True:
                try:
                    await self.look()
                except PlainFault as fault:
                    log.error("messages cannot be sent", fault=str(fault))
                except Exception:
                    log.exception("messages could not be sent and are tried again")
                try:
                    async with asyncio.timeout(self._settings.every_s):
                        await self._rung.wait()
                except TimeoutError:
                    pass
                self._rung.clear()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._workshop.close()

    async def look(self) -> None:
        """One look at what has happened, and at every channel that has something due."""
        while await asyncio.to_thread(self._plan):
            pass
        for id in await asyncio.to_thread(self._with_work):
            for parcel in await asyncio.to_thread(self._claim, id):
                self._under_way[id] += 1
                task = asyncio.create_task(self._try(parcel))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if self._clock.monotonic() - self._figured > _FIGURES_EVERY_S:
            self._figured = self._clock.monotonic()
            await asyncio.to_thread(self._count)

    async def settled(self) -> None:
        """Return once no try is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _try(self, parcel: Parcel) -> None:
        try:
            channel = self._workshop.channel(parcel.channel_id, parcel.form, parcel.secrets)
            outcome = await channel.send(parcel.letter)
            self.figures.tries[parcel.form["kind"], outcome.result] += 1
            if outcome.result in (Result.RETRY, Result.REFUSED):
                log.warning(
                    "a channel did not take a message",
                    channel=parcel.channel_id,
                    kind=parcel.form["kind"],
                    result=outcome.result.value,
                    status=outcome.status,
                    answer=outcome.answer[:128],
                )
            await asyncio.to_thread(self._settle, parcel, outcome)
        except Exception:
            # The claim runs out, and it is tried again.
            log.exception("a try could not be written down", channel=parcel.channel_id)
        finally:
            self._under_way[parcel.channel_id] -= 1
            self._rung.set()

    def _plan(self) -> bool:
        with self._database.read() as session:
            if not planning.behind(session):
                return False
        with self._database.write() as session:
            return planning.plan(session, self._settings, self._clock.now_ms())

    def _with_work(self) -> list[int]:
        now = self._clock.now_ms()
        with self._database.read() as session:
            late = mailbag.any_stalled(session, now - int(self._settings.stalled_s * 1000), now)
        if late:
            with self._database.write() as session:
                next_way.take_stalled(session, self._settings, now)
        with self._database.read() as session:
            return mailbag.with_work(session, now)

    def _claim(self, id: int) -> list[Parcel]:
        room = self._settings.parallel - self._under_way[id]
        if room <= 0:
            return []
        with self._database.write() as session:
            return delivering.claim(session, id, self._keeper, self._settings, room, self._clock.now_ms())

    def _settle(self, parcel: Parcel, outcome: Outcome) -> None:
        with self._database.write() as session:
            delivering.settle(session, parcel, outcome, self._clock.now_ms())

    def _count(self) -> None:
        with self._database.read() as session:
            self.figures.waiting = {
                (kind, NAMES[rank]): Waiting(number, oldest)
                for kind, rank, number, oldest in mailbag.figures(session)
            }
            self.figures.dropped = mailbag.dropped(session)


def trim(work: Work) -> Done:
    """Let go of messages that ended before `notification.keep_days`, and of alarms no longer on record."""
    before = work.now - int(work.centre.settings.notification.keep_days * _DAY_MS)
    dropped = 0
    while True:
        work.keep()
        with work.centre.database.write() as session:
            work.guard(session)
            gone = mailbag.trim(session, before, _TRIM_ROWS)
            gone = max(gone, matters.trim(session, before, _TRIM_ROWS))
        dropped += gone
        if gone < _TRIM_ROWS:
            break
    with work.centre.database.write() as session:
        work.guard(session)
        mailbag.forget_alarms(session)
    return Done(dropped)


JOBS = (Job("notification-trim", 3_600, trim, "通知记录清理", "Old messages leave the records"),)
