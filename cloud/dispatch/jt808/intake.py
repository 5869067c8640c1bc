"""Positions on their way into the sinks: gathered, kept together, and only then answered.

1. A terminal that has no answer keeps its position and sends it again; so nothing that was answered is lost.
2. What cannot be kept now is tried again, in its order, until it can; meanwhile no more than `limit`
   positions wait, and beyond that nothing is read.
3. Who repeats what is still on its way is answered with it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from cloud.dispatch.jt808.positions import PositionBatch, PositionRows
from cloud.dispatch.jt808.sinks import PositionSink
from runtime.backoff import Backoff
from runtime.logging import get_logger

log = get_logger("jt808")

#: As much is kept in one transaction.
_AT_ONCE = 20_000


class Answerable(Protocol):
    """Whom a stored message is answered to."""

    def answer(self, serial: int, message_id: int) -> None:
        """Say that the message is done."""
        ...


Owed = tuple[Answerable, int, int]


class Intake:
    """Its methods are for the event loop; sinks work in a thread."""

    def __init__(
        self, sinks: Sequence[PositionSink], counts: Counter[str], gather_s: float, limit: int
    ) -> None:
        self._sinks = tuple(sinks)
        self._counts = counts
        self._gather_s = gather_s
        self._limit = limit
        self._rows = PositionRows.empty()
        self._owed: list[Owed] = []
        self._storing = 0
        self._came = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="positions")

    @property
    def waiting(self) -> int:
        """Positions that are not kept yet."""
        return len(self._rows) + self._storing

    @property
    def full(self) -> bool:
        """Whether nothing more can wait."""
        return self.waiting >= self._limit

    def add(self, terminal: int, received_ms: int, raw: bytes, replayed: bool) -> None:
        """A position, whose 28 bytes and items have been checked."""
        rows = self._rows
        rows.terminal.append(terminal)
        rows.received_ms.append(received_ms)
        rows.replayed.append(replayed)
        rows.raw.append(raw)
        self._came.set()

    def owe(self, to: Answerable, serial: int, message_id: int) -> None:
        """An answer that is due when all that came before it is kept."""
        self._owed.append((to, serial, message_id))
        self._came.set()

    async def run(self) -> None:
        """Keep what comes, until cancelled; what waits then is not kept, and not answered."""
        try:
            while True:
                await self._came.wait()
                await asyncio.sleep(self._gather_s)
                self._came.clear()
                rows, owed = self._rows, self._owed
                self._rows, self._owed = PositionRows.empty(), []
                self._storing = len(rows)
                for begin in range(0, len(rows), _AT_ONCE):
                    await self._store(rows.piece(begin, begin + _AT_ONCE).columns())
                self._storing = 0
                for to, serial, message_id in owed:
                    to.answer(serial, message_id)
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    async def _store(self, batch: PositionBatch) -> None:
        loop = asyncio.get_running_loop()
        for sink in self._sinks:
            backoff = Backoff(first_s=0.2, limit_s=15.0, jitter=0.2)
            while True:
                try:
                    await loop.run_in_executor(self._thread, sink.store, batch)
                    break
                except Exception as fault:
                    self._counts["not_kept"] += 1
                    log.error("positions cannot be kept and are tried again", fault=str(fault))
                    await asyncio.sleep(backoff.next())
        self._counts["positions"] += len(batch)
