"""The notifier: queues what is to be told and sends what is due, in the processes that do the jobs.

1. A look alone writes nothing. What is queued is due at once, and is sent in the same look.
2. What happened is planned together; where that fails each occurrence is planned by itself, so that one that
   cannot be told keeps back no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from cloud.database.engine import Database, contended, unavailable
from cloud.jobs.job import Done, Job, Work
from cloud.live.classes import NAMES
from cloud.notification import delivering, happenings, mailbag, matters, next_way, planning
from cloud.notification.channels.choice import Workshop
from cloud.notification.channels.port import Outcome
from cloud.notification.delivering import Parcel
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.rounds import Rounds
from runtime.clock import Clock
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
        #: By the class, since ever: changes of alarms that nobody was told of.
        self.missed: dict[str, int] = {}


class Notifier(Rounds[Parcel, Outcome]):
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
        super().__init__("notification", settings.every_s, settings.parallel)
        self._database = database
        self._settings = settings
        self._keeper = keeper
        self._workshop = workshop
        self._clock = clock
        self.figures = figures or Figures()
        self._figured = float("-inf")

    async def prepare(self) -> None:
        """Look at what has happened; send what has waited too long the next way."""
        while await self.alone(self._plan):
            pass
        await self.alone(self._take_stalled)

    async def tidy(self) -> None:
        """Now and then, count what waits."""
        if self._clock.monotonic() - self._figured > _FIGURES_EVERY_S:
            self._figured = self._clock.monotonic()
            await self.alone(self._count)

    def with_work(self) -> list[int]:
        """Channels that have something due."""
        with self._database.read() as session:
            return mailbag.with_work(session, self._clock.now_ms())

    def claim(self, receiver: int, room: int) -> list[Parcel]:
        """Take what a channel may send now in hand."""
        with self._database.write() as session:
            return delivering.claim(
                session, receiver, self._keeper, self._settings, room, self._clock.now_ms()
            )

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once."""
        channel = self._workshop.channel(parcel.channel_id, parcel.form, parcel.secrets)
        outcome = await channel.send(parcel.letter)
        if outcome.result in (Result.RETRY, Result.REFUSED):
            log.warning(
                "a channel did not take a message",
                channel=parcel.channel_id,
                kind=parcel.form["kind"],
                result=outcome.result.value,
                status=outcome.status,
                answer=outcome.answer[:128],
            )
        return outcome

    def broken(self, parcel: Parcel, fault: Exception) -> Outcome:
        """The outcome of a try that raised."""
        return delivering.own_fault(fault)

    def settle(self, parcel: Parcel, outcome: Outcome) -> None:
        """Write down what came of a try."""
        with self._database.write() as session:
            delivering.settle(session, parcel, outcome, self._clock.now_ms())
        self.figures.tries[parcel.form["kind"], outcome.result] += 1

    async def close(self) -> None:
        """Close every connection."""
        await self._workshop.close()

    def _plan(self) -> bool:
        with self._database.read() as session:
            if not planning.behind(session):
                return False
        now = self._clock.now_ms()
        try:
            with self._database.write() as session:
                return planning.plan(session, self._settings, now)
        except Exception as fault:
            if contended(fault) or unavailable(fault):
                raise
            log.exception("what happened could not be planned at once; each is by itself")
        with self._database.write() as session:
            return planning.plan(session, self._settings, now, each_alone=True)

    def _take_stalled(self) -> None:
        now = self._clock.now_ms()
        with self._database.read() as session:
            late = mailbag.any_stalled(session, now - int(self._settings.stalled_s * 1000), now)
        if late:
            with self._database.write() as session:
                next_way.take_stalled(session, self._settings, now)

    def _count(self) -> None:
        with self._database.read() as session:
            self.figures.waiting = {
                (kind, NAMES[rank]): Waiting(number, oldest)
                for kind, rank, number, oldest in mailbag.figures(session)
            }
            self.figures.dropped = mailbag.dropped(session)
            self.figures.missed = {NAMES[rank]: number for rank, number in happenings.missed(session).items()}


def trim(work: Work) -> Done:
    """Let go of messages that ended before `notification.keep_days`, and of alarms no longer on record."""
    before = work.now - int(work.centre.settings.notification.keep_days * _DAY_MS)
    dropped = work.in_pieces(
        _TRIM_ROWS,
        lambda session: max(trim_of(session, before, _TRIM_ROWS) for trim_of in (mailbag.trim, matters.trim)),
    )
    with work.centre.database.write() as session:
        work.guard(session)
        happenings.forget_alarms(session)
    return Done(dropped)


JOBS = (Job("notification-trim", 3_600, trim, "通知记录清理", "Old messages leave the records"),)
