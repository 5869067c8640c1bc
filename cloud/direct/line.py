"""The line by which what speaks to the centre itself is stored: in batches, fire first, in each one's order.

1. What one gateway says is stored in the order it was said. Among gateways, those that may tell of a fire go
   first, together with what they said before it.
2. One batch is under way at a time. Its levels are read from the registry and its messages told against them
   within the transaction that stores these, under the locks of its gateways: another process that is told of
   the same gateway waits. Nothing is remembered that the records do not hold; a failed batch leaves nothing.
3. The future of a speech is done once all that came of it is committed; or it fails, and nothing is stored.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cloud.access.stored import StoreUnavailable
from cloud.database import engine as records
from cloud.direct.batch import SpeechBatch
from cloud.direct.speech import Speech
from cloud.direct.telling import PartKey
from runtime.backoff import Backoff
from runtime.logging import get_logger

log = get_logger("direct")

_WORDS_KEPT = 100_000


class NotStored(Exception):
    """It could not be stored now; who said it may say it again."""


class Indigestible(NotStored):
    """It made us stumble, and would again each time it is said: the fault is ours."""


class ReadingsLeft(NotStored):
    """All of it is stored but its readings, for whose journal is full; said again, these are taken."""


class LineFull(NotStored):
    """More waits already than the line holds."""


@dataclass(eq=False, slots=True)
class _Waiting:
    speech: Speech
    done: asyncio.Future[None]


class DirectLine:
    """Stores speeches. `say` hands one in, `run` works until cancelled."""

    def __init__(
        self,
        submit: Callable[[Sequence[Speech], SpeechBatch], object],
        *,
        batch: int = 256,
        limit: int = 20_000,
    ) -> None:
        self._submit = submit
        self._batch = batch
        self._limit = limit
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._urgent: OrderedDict[str, None] = OrderedDict()
        self._rest: OrderedDict[str, None] = OrderedDict()
        self._words: OrderedDict[PartKey, dict[str, str]] = OrderedDict()
        self._filled = asyncio.Event()
        self._backoff = Backoff(first_s=0.2, limit_s=10.0)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="direct")
        self.depth = 0
        self.stored = 0
        self.failed = 0
        #: Why the stores take nothing now; None when they do.
        self.fault: str | None = None

    def say(self, speech: Speech) -> asyncio.Future[None]:
        """Hand in what was said. Raises LineFull at the bound; what is urgent has room beyond it."""
        if self.depth >= self._limit * (2 if speech.urgent else 1):
            raise LineFull(f"{self.depth} speeches wait to be stored")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(speech.gateway, deque()).append(_Waiting(speech, done))
        self.depth += 1
        if speech.urgent:
            self._rest.pop(speech.gateway, None)
            self._urgent[speech.gateway] = None
        elif speech.gateway not in self._urgent:
            self._rest[speech.gateway] = None
        self._filled.set()
        return done

    async def run(self) -> None:
        """Store what waits, until cancelled; what is then not stored has failed."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                await self._filled.wait()
                batch = self._take()
                try:
                    refused = await loop.run_in_executor(
                        self._thread, self._store, [item.speech for item in batch]
                    )
                except Exception as fault:
                    await self._failed(batch, fault)
                else:
                    self._succeeded([item for place, item in enumerate(batch) if place not in refused])
                    self._refuse([item for place, item in enumerate(batch) if place in refused])
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        urgent = bool(self._urgent)
        turns = self._urgent if urgent else self._rest
        while turns and len(batch) < self._batch:
            gateway, _ = turns.popitem(last=False)
            queue = self._waiting[gateway]
            while queue and len(batch) < self._batch:
                batch.append(queue.popleft())
                if urgent and not any(item.speech.urgent for item in queue):
                    break
            if not queue:
                del self._waiting[gateway]
            elif any(item.speech.urgent for item in queue):
                self._urgent[gateway] = None
                self._urgent.move_to_end(gateway, last=False)
            else:
                self._rest[gateway] = None
        self.depth -= len(batch)
        if not self.depth:
            self._filled.clear()
        return batch

    def _store(self, speeches: Sequence[Speech]) -> set[int]:
        """Store them; returns the places of those whose readings found the journal full."""
        batch = SpeechBatch(self._words)
        self._submit(speeches, batch)
        for key, words in batch.words.items():
            self._words[key] = words
            self._words.move_to_end(key)
        while len(self._words) > _WORDS_KEPT:
            self._words.popitem(last=False)
        return {place for place, speech in enumerate(speeches) if batch.lacks_readings(speech)}

    def _succeeded(self, batch: list[_Waiting]) -> None:
        self.fault = None
        self._backoff.reset()
        self.stored += len(batch)
        for item in batch:
            if not item.done.done():
                item.done.set_result(None)

    def _refuse(self, batch: list[_Waiting]) -> None:
        """Readings find the journal full. Nobody waits for that: a fire may be next."""
        if batch:
            self.failed += len(batch)
            self.fault = "the journal of readings is full"
            _fail(batch, ReadingsLeft, self.fault)

    async def _failed(self, batch: list[_Waiting], fault: Exception) -> None:
        """A store that takes nothing fails the batch; a mistake of ours fails only what made it."""
        if not _unavailable(fault) and len(batch) > 1:
            loop = asyncio.get_running_loop()
            for item in batch:
                try:
                    refused = await loop.run_in_executor(self._thread, self._store, [item.speech])
                except Exception as own:
                    await self._failed([item], own)
                else:
                    (self._refuse if refused else self._succeeded)([item])
            return
        self.failed += len(batch)
        self.fault = str(fault)
        why = NotStored if _unavailable(fault) else Indigestible
        _fail(batch, why, f"{type(fault).__name__}: {fault}")
        if _unavailable(fault):
            pause_s = self._backoff.next()
            log.error("the store takes nothing", fault=str(fault), retry_in_s=pause_s)
            await asyncio.sleep(pause_s)
        else:
            log.error("what was said could not be stored", gateway=batch[0].speech.gateway, exc_info=fault)


def _fail(batch: list[_Waiting], why: type[NotStored], text: str) -> None:
    for item in batch:
        if not item.done.done():
            item.done.set_exception(why(text))
            item.done.exception()  # whoever waits hears of it; when nobody does, that is no news


def _unavailable(fault: BaseException) -> bool:
    """Whether the stores are at fault, or another transaction: the same may well be stored next time."""
    return isinstance(fault, StoreUnavailable) or records.unavailable(fault) or records.contended(fault)
