"""What a panel said once and will not say again: handed over until the disk takes it, in order.

Bounded: when it is full the oldest report that is no fire makes room, and the loss is counted and told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence

from edge_agent.drivers.driver import Observe
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import SpoolFull, SpoolRefused, SpoolUnwritable
from runtime.backoff import Backoff

MAX_WAITING = 1024
_FIRE = frozenset({"fire", "pre-alarm"})


class Backlog:
    """Reports on their way to the disk."""

    def __init__(self, observe: Observe, failed: Callable[[str], None]) -> None:
        self._observe = observe
        self._failed = failed
        self._waiting: deque[Sequence[Observation]] = deque()
        self._news = asyncio.Event()
        #: Reports that were given up for want of room.
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, observations: Sequence[Observation]) -> None:
        """Take reports that belong together."""
        if len(self._waiting) >= MAX_WAITING:
            weaker = next((held for held in self._waiting if not _burns(held)), self._waiting[0])
            self._waiting.remove(weaker)
            self.dropped += 1
            self._failed(f"{self.dropped} reports dropped: the disk takes nothing; free or replace it")
        self._waiting.append(observations)
        self._news.set()

    async def run(self) -> None:
        """Hand over until cancelled; what then still waits is handed over without waiting for the disk."""
        backoff = Backoff(first_s=0.1, factor=2.0, limit_s=5.0, jitter=0.2)
        try:
            while True:
                while not self._waiting:
                    self._news.clear()
                    await self._news.wait()
                first = self._waiting[0]
                try:
                    await asyncio.shield(self._observe(first))
                except SpoolUnwritable as fault:
                    self._failed(f"not stored yet: {fault}")
                    await asyncio.sleep(backoff.next())
                    continue
                except (SpoolFull, SpoolRefused) as fault:
                    self.dropped += 1
                    self._failed(f"not stored: {fault}")
                except Exception as fault:  # a mistake of ours over one report must not silence those behind
                    self.dropped += 1
                    self._failed(f"a report could not be handed over: {fault!r}")
                backoff.reset()
                if self._waiting and self._waiting[0] is first:
                    self._waiting.popleft()
        finally:
            for held in self._waiting:
                with contextlib.suppress(Exception):
                    self._observe(held).add_done_callback(forget)


def forget(done: asyncio.Future[None]) -> None:
    """Its outcome no longer matters; the loop need not complain that nobody asked."""
    if not done.cancelled():
        done.exception()


def _burns(observations: Sequence[Observation]) -> bool:
    return any(observation.finding.sets & _FIRE for observation in observations)
