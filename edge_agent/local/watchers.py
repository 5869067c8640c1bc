"""Who watches: every stored edge goes to each watcher's bounded queue; what does not fit is counted."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from telemetry.messages import Event, UplinkMessage

QUEUE_LIMIT = 256
WATCHERS_LIMIT = 16


class TooManyWatchers(Exception):
    """No place for one more."""


class Watcher:
    """One client's queue: when it is full the oldest goes, for who looks on needs what is newest."""

    def __init__(self) -> None:
        self.dropped = 0
        self._untold = 0
        self._queue: deque[dict[str, Any]] = deque()
        self._filled = asyncio.Event()

    def put(self, told: dict[str, Any]) -> None:
        """One more edge."""
        if len(self._queue) >= QUEUE_LIMIT:
            self._queue.popleft()
            self.dropped += 1
            self._untold += 1
        self._queue.append(told)
        self._filled.set()

    async def next(self) -> tuple[int, dict[str, Any]]:
        """How many were dropped before it since the last, and the next edge."""
        while not self._queue:
            self._filled.clear()
            await self._filled.wait()
        untold, self._untold = self._untold, 0
        return untold, self._queue.popleft()


class Watchers:
    """Everyone who watches."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._gone_dropped = 0

    @property
    def count(self) -> int:
        """How many watch."""
        return len(self._watchers)

    @property
    def dropped(self) -> int:
        """Edges that did not fit into somebody's queue, since the start."""
        return self._gone_dropped + sum(watcher.dropped for watcher in self._watchers)

    @contextlib.contextmanager
    def watching(self) -> Iterator[Watcher]:
        """Watch until the end of the block. Raises TooManyWatchers."""
        if len(self._watchers) >= WATCHERS_LIMIT:
            raise TooManyWatchers
        watcher = Watcher()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
            self._gone_dropped += watcher.dropped

    def stored(self, messages: Sequence[UplinkMessage]) -> None:
        """These are on the disk: tell the edges among them."""
        if self._watchers:
            for message in messages:
                if isinstance(message, Event):
                    told = edge(message)
                    for watcher in self._watchers:
                        watcher.put(told)


def edge(event: Event) -> dict[str, Any]:
    """An edge as the door tells it: times in ms UTC, `kind` as the contract names it."""
    return {
        "ts": event.ts_gateway,
        "ts_source": event.ts_source,
        "part": event.part.part,
        "device": {"zh": event.part.device.zh, "en": event.part.device.en},
        "place": {"zh": event.part.place.zh, "en": event.part.place.en},
        "kind": event.kind.value,
        "active": event.active,
        "text": event.text,
        "evidence": event.evidence,
    }
