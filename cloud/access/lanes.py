"""The lanes of the ingest line: messages wait, are taken in batches, stored, acknowledged and receipted.

1. A batch is whatever is waiting, up to its bounds. Nothing lingers: an idle lane stores at once.
2. Fire-class events wait in a queue of their own, which is emptied first. A glance tells them; decoding and
   validating is the work of the lane's own thread, a batch at a time.
3. Events have a lane and a connection of their own, so that they wait behind no reading, neither
   here nor in the broker.
4. A full lane stops taking messages from its source, which stops reading.
5. A lane that stays full gives up readings by the rules of `shedding`: they are known by their identity only,
   counted and receipted. Nothing else is ever dropped.
6. The source is acknowledged after the commit. While a store is unavailable the lane holds its batch,
   tries again with growing pauses, and says so.
7. While only readings are refused (the journal before the time-series engine is full) they go back to the
   head of the queue and wait there; everything else goes on.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from cloud.access import glance
from cloud.access.examine import Arrival, Examined, Shed, examine
from cloud.access.pace import AIM_S, Pace
from cloud.access.service import JournalFull, Stored, StoreUnavailable
from cloud.access.settings import IngestSettings
from cloud.access.shedding import TABLE, Level, Shedding, excess
from cloud.access.sources.port import Message
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("ingest")

#: Streams of each lane.
LANES: dict[str, tuple[str, ...]] = {"alarm": ("event",), "bulk": ("reading", "health", "reply")}

#: At most this many messages are shed in one transaction.
SHED_AT_ONCE = 10_000

_LOOK_AGAIN_S = 0.05


class Waiting(NamedTuple):
    """A message that waits, when it came by the lane's clock, and when by the wall's."""

    message: Message
    came: float
    ts_cloud: int


class Batch(NamedTuple):
    """What is worked on together: messages to store, or messages to give up."""

    waiting: list[Waiting]
    look: Callable[[Waiting], Examined]
    pace: Pace
    #: How many its pace is of.
    bound: int


class Lane:
    """One lane. `take` feeds it, `run` empties it."""

    def __init__(
        self,
        name: str,
        settings: IngestSettings,
        store: Callable[[Sequence[Examined]], Stored],
        on_stored: Callable[[Stored], None],
        clock: Clock,
        backoff: Backoff | None = None,
    ) -> None:
        self.name = name
        self.received = 0
        #: Messages whose fate is committed, those shed and those quarantined among them.
        self.committed = 0
        self.shed = 0
        self.quarantined = 0
        self.batches = 0
        #: Why the stores take nothing now, or no readings; None when they take everything.
        self.fault: str | None = None
        #: Whether they take nothing at all.
        self.stuck = False
        #: From the arrival of the last batch's first message to its commit.
        self.lag_ms = 0.0
        self._settings = settings
        self._store = store
        self._on_stored = on_stored
        self._clock = clock
        self._backoff = backoff or Backoff(first_s=0.2, limit_s=10.0)
        gives_up = any(set(LANES.get(name, ())) & rule.streams for rule in TABLE)
        # A lane that gives up keeps its transactions short: alarms may have to wait behind them.
        aim_s = AIM_S if gives_up else math.inf
        self._storing, self._giving_up = Pace(aim_s), Pace(aim_s)
        self._shedding = Shedding(settings.shed_after_s if gives_up else 0.0)
        self._first: deque[Waiting] = deque()
        self._rest: deque[Waiting] = deque()
        self._bytes = 0
        #: Until when no reading is tried, because readings alone were refused.
        self._readings_at = 0.0
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._full_since: float | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"ingest-{name}")

    @property
    def depth(self) -> int:
        """How many messages wait."""
        return len(self._first) + len(self._rest)

    @property
    def age_s(self) -> float:
        """How long the oldest of them has waited, in seconds."""
        now = self._clock.monotonic()
        return max((now - queue[0].came for queue in (self._first, self._rest) if queue), default=0.0)

    @property
    def full(self) -> bool:
        """Whether it takes nothing now."""
        return not self._room.is_set()

    @property
    def full_s(self) -> float:
        """For how long it has taken nothing without a break, in seconds."""
        since = self._full_since
        return 0.0 if since is None else self._clock.monotonic() - since

    @property
    def shedding(self) -> Level:
        """How much is given up now."""
        return self._shedding.level

    async def feed(self, messages: AsyncIterator[Message]) -> None:
        """Take every message of a source, at the lane's own pace, until the source ends."""
        async for message in messages:
            await self.take(message)

    async def take(self, message: Message) -> None:
        """Glance at one message and queue it; waits while the lane is full."""
        await self._room.wait()
        self.received += 1
        first = glance.fire_class(message.topic, message.payload)
        waiting = Waiting(message, self._clock.monotonic(), self._clock.now_ms())
        (self._first if first else self._rest).append(waiting)
        self._bytes += len(message.payload)
        self._filled.set()
        if self.depth >= self._settings.queue_messages or self._bytes >= self._settings.queue_bytes:
            self._room.clear()
            if self._full_since is None:
                self._full_since = self._clock.monotonic()

    async def run(self) -> None:
        """Store what waits, until cancelled. What is not yet acknowledged then comes again."""
        try:
            while True:
                await self._filled.wait()
                batches = 0
                for following in (self._to_give_up, self._to_store):
                    if (batch := following()).waiting:
                        batches += 1
                        await self._store_until_done(batch)
                if not batches:  # nothing but readings, which are refused
                    await asyncio.sleep(_LOOK_AGAIN_S)
        finally:
            # A batch under way is finished, whatever happens: it is a transaction.
            self._thread.shutdown(wait=True, cancel_futures=True)

    def _to_store(self) -> Batch:
        bound = self._settings.batch_messages
        if self._readings_at > self._clock.monotonic():
            taken = self._but_readings()
        else:
            taken = self._foremost(self._storing.of(bound))
        self._left(taken)
        return Batch(taken, _examine, self._storing, bound)

    def _foremost(self, bound: int) -> list[Waiting]:
        taken: list[Waiting] = []
        size = 0
        while self.depth and len(taken) < bound:
            queue = self._first or self._rest
            size += len(queue[0].message.payload)
            if taken and size > self._settings.batch_bytes:
                break
            taken.append(queue.popleft())
        return taken

    def _left(self, taken: Iterable[Waiting]) -> None:
        """These wait no longer."""
        self._bytes -= _size(taken)
        if not self.depth:
            self._filled.clear()
        if self.depth < self._settings.queue_messages and self._bytes < self._settings.queue_bytes:
            self._room.set()
            self._full_since = None

    def _but_readings(self) -> list[Waiting]:
        taken = [self._first.popleft() for _ in range(min(len(self._first), self._settings.batch_messages))]
        left: deque[Waiting] = deque()
        for waiting in self._rest:
            ready = len(taken) < self._settings.batch_messages
            (left if not ready or _is_reading(waiting) else taken).append(waiting)
        self._rest = left
        return taken

    def _to_give_up(self) -> Batch:
        """Take out of the queue what the level of shedding gives up, oldest first."""
        settings, now = self._settings, self._clock.monotonic()
        fill = max(self.depth / settings.queue_messages, self._bytes / settings.queue_bytes)
        before = self._shedding.level
        level = self._shedding.observe(fill, self.age_s, now)
        if level is not before:
            log.warning("shedding", lane=self.name, level=level.name.lower(), waiting=self.depth)
        beyond = max(
            excess(self.depth, settings.batch_messages),
            int(excess(self._bytes, settings.batch_bytes) * self.depth / max(1, self._bytes)),
        )
        count = min(beyond, self._giving_up.of(SHED_AT_ONCE))
        given_up = self._pick(count, self._shedding.streams) if self._shedding.streams else []
        if given_up:
            self._shedding.needed(now)
            self._left(given_up)
        return Batch(given_up, _shed, self._giving_up, SHED_AT_ONCE)

    def _pick(self, count: int, streams: frozenset[str]) -> list[Waiting]:
        if not count:
            return []
        newest = _newest_health(self._rest) if "health" in streams else {}
        found: list[Waiting] = []
        kept: list[Waiting] = []
        while self._rest and len(found) < count:
            waiting = self._rest.popleft()
            topic = waiting.message.topic
            give_up = glance.stream_of(topic) in streams and newest.get(topic) is not waiting
            (found if give_up else kept).append(waiting)
        self._rest.extendleft(reversed(kept))
        return found

    async def _store_until_done(self, batch: Batch) -> None:
        loop = asyncio.get_running_loop()
        examined: list[Examined] = []

        def work() -> Stored:
            started = self._clock.monotonic()
            if not examined:
                examined.extend(map(batch.look, batch.waiting))
            stored = self._store(examined)
            used = len(batch.waiting) / batch.pace.of(batch.bound)
            batch.pace.lasted(self._clock.monotonic() - started, used)
            return stored

        while True:
            try:
                stored = await loop.run_in_executor(self._thread, work)
            except JournalFull as fault:
                await self._told(fault)
                self._done(batch, examined, fault.stored, {id(item) for item in fault.left})
                return
            except StoreUnavailable as fault:
                await self._told(fault)
            else:
                break
        self.fault, self.stuck = None, False
        self._backoff.reset()
        self._done(batch, examined, stored, set())

    async def _told(self, fault: StoreUnavailable) -> None:
        self.fault, self.stuck = str(fault), not isinstance(fault, JournalFull)
        pause_s = self._backoff.next()
        log.error("the store takes nothing", lane=self.name, fault=self.fault, retry_in_s=pause_s)
        if isinstance(fault, JournalFull):
            self._readings_at = self._clock.monotonic() + pause_s
        else:
            await asyncio.sleep(pause_s)

    def _done(self, batch: Batch, examined: list[Examined], stored: Stored, left: set[int]) -> None:
        """Count, receipt and acknowledge what is committed; what was left goes back to the queue's head."""
        pairs = list(zip(batch.waiting, examined, strict=True))
        committed = [(waiting, item) for waiting, item in pairs if id(item) not in left]
        back = [waiting for waiting, item in pairs if id(item) in left]
        self._rest.extendleft(reversed(back))
        self._bytes += _size(back)
        if self.depth:
            self._filled.set()
        if not committed:
            return
        oldest = min(waiting.came for waiting, _ in committed)
        self.lag_ms = (self._clock.monotonic() - oldest) * 1000
        self.batches += 1
        self.committed += len(committed)
        self.shed += sum(isinstance(item, Shed) for _, item in committed)
        self.quarantined += stored.quarantined
        # Whoever waits for a receipt learns of it before its message is acknowledged.
        self._on_stored(stored)
        for waiting, _ in committed:
            waiting.message.ack()


def _size(messages: Iterable[Waiting]) -> int:
    return sum(len(waiting.message.payload) for waiting in messages)


def _is_reading(waiting: Waiting) -> bool:
    return glance.stream_of(waiting.message.topic) == "reading"


def _arrival(waiting: Waiting) -> Arrival:
    message = waiting.message
    # Only what comes to the centre itself says so.
    return Arrival(message.topic, message.payload, waiting.ts_cloud, getattr(message, "direct", False))


def _examine(waiting: Waiting) -> Examined:
    return examine(_arrival(waiting))


def _shed(waiting: Waiting) -> Examined:
    arrival = _arrival(waiting)
    identity = glance.sheddable(arrival)
    return examine(arrival) if identity is None else Shed(arrival, identity)


def _newest_health(queue: deque[Waiting]) -> dict[str, Waiting]:
    """The last health report of each gateway in the queue, by topic."""
    return {
        waiting.message.topic: waiting
        for waiting in queue
        if glance.stream_of(waiting.message.topic) == "health"
    }
