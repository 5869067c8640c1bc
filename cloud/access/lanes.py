"""The lanes of the ingest line: messages wait, are taken in batches, stored, acknowledged and receipted.

1. A batch is whatever is waiting, up to its bounds. Nothing lingers: an idle lane stores at once.
2. Fire-class events wait in a queue of their own, which is emptied first.
3. Events have a lane and a connection of their own, so that they wait behind no reading, neither
   here nor in the broker.
4. A full lane stops taking messages from its line, which stops reading. Nothing is dropped.
5. The broker is acknowledged after the commit. While a store is unavailable the lane holds its batch,
   tries again with growing pauses, and says so.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

from cloud.access.examine import Arrival, Examined, examine
from cloud.access.service import Stored, StoreUnavailable
from cloud.access.settings import IngestSettings
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("ingest")

#: Streams of each lane.
LANES: dict[str, tuple[str, ...]] = {"alarm": ("event",), "bulk": ("reading", "health", "reply")}


class Message(Protocol):
    """What a lane needs of an incoming message."""

    @property
    def topic(self) -> str:
        """Where it came."""
        ...

    @property
    def payload(self) -> bytes:
        """What came."""
        ...

    def ack(self) -> None:
        """Tell the broker that it is safely kept."""
        ...


class _Waiting(NamedTuple):
    message: Message
    examined: Examined
    came: float


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
        #: Why the stores take nothing now; None when they do.
        self.fault: str | None = None
        #: From the arrival of the last batch's first message to its commit.
        self.lag_ms = 0.0
        self._settings = settings
        self._store = store
        self._on_stored = on_stored
        self._clock = clock
        self._backoff = backoff or Backoff(first_s=0.2, limit_s=10.0)
        self._first: deque[_Waiting] = deque()
        self._rest: deque[_Waiting] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"ingest-{name}")

    @property
    def depth(self) -> int:
        """How many messages wait."""
        return len(self._first) + len(self._rest)

    async def feed(self, messages: AsyncIterator[Message]) -> None:
        """Take every message of a line, at the lane's own pace, until the line ends."""
        async for message in messages:
            await self.take(message)

    async def take(self, message: Message) -> None:
        """Look at one message and queue it; waits while the lane is full."""
        await self._room.wait()
        self.received += 1
        examined = examine(Arrival(message.topic, message.payload, self._clock.now_ms()))
        queue = self._first if examined.fire_class else self._rest
        queue.append(_Waiting(message, examined, self._clock.monotonic()))
        self._bytes += len(message.payload)
        self._filled.set()
        if self.depth >= self._settings.queue_messages or self._bytes >= self._settings.queue_bytes:
            self._room.clear()

    async def run(self) -> None:
        """Store what waits, until cancelled. What is not yet acknowledged then comes again."""
        try:
            while True:
                await self._filled.wait()
                batch = self._next_batch()
                await self._store_until_done(batch)
        finally:
            # A batch under way is finished, whatever happens: it is a transaction.
            self._thread.shutdown(wait=True, cancel_futures=True)

    def _next_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self.depth and len(batch) < self._settings.batch_messages:
            queue = self._first or self._rest
            weight = len(queue[0].message.payload)
            if batch and size + weight > self._settings.batch_bytes:
                break
            batch.append(queue.popleft())
            size += weight
        self._bytes -= size
        if not self.depth:
            self._filled.clear()
        self._room.set()
        return batch

    async def _store_until_done(self, batch: list[_Waiting]) -> None:
        examined = [waiting.examined for waiting in batch]
        loop = asyncio.get_running_loop()
        while True:
            try:
                stored = await loop.run_in_executor(self._thread, self._store, examined)
            except StoreUnavailable as fault:
                self.fault = str(fault)
                pause_s = self._backoff.next()
                log.error("the store takes nothing", lane=self.name, fault=self.fault, retry_in_s=pause_s)
                await asyncio.sleep(pause_s)
            else:
                break
        self.fault = None
        self._backoff.reset()
        self.lag_ms = (self._clock.monotonic() - min(waiting.came for waiting in batch)) * 1000
        for waiting in batch:
            waiting.message.ack()
        self._on_stored(stored)
