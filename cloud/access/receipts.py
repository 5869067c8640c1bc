"""Receipts: the word to a gateway that sequence numbers are safely stored, sent after the commit.

1. While the line is slow, receipts of one gateway merge.
2. A receipt that does not get through (the broker restarts, a cluster elects a leader) is tried again, merged
   with what was stored meanwhile, in growing pauses. Nothing waits for it.
3. That is bounded: after `TRIES`, or beyond `HELD` gateways, it is given up. The gateway then sends the
   message again, it is recognised as a repetition, and the receipt goes out again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator

from cloud.access.examine import Identity
from cloud.access.interval_set import IntervalSet
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.mqtt_line import LineDown
from telemetry import encoding, topics
from telemetry.messages import MAX_COLUMN, Receipt, StoredRange, Stream

Publish = Callable[[str, bytes], Awaitable[None]]

_AT_ONCE = 256
#: Tries of one receipt; with the pauses between them, about half a minute.
TRIES = 12
#: Gateways whose receipts may wait for another try.
HELD = 20_000

Home = tuple[str, str]


class Receipts:
    """Collects what was stored and sends it. `run` sends until cancelled."""

    def __init__(self, publish: Publish, clock: Clock, *, backoff: Backoff | None = None) -> None:
        self.sent = 0
        #: Tries that did not get through.
        self.failed = 0
        self._publish = publish
        self._clock = clock
        self._backoff = backoff or Backoff(first_s=0.2, limit_s=5.0)
        self._pending: dict[Home, dict[Stream, IntervalSet]] = {}
        self._tries: dict[Home, int] = {}
        self._filled = asyncio.Event()
        self._seq = 0

    def add(self, stored: Iterable[Identity]) -> None:
        """These are committed."""
        for identity in stored:
            place = identity.place
            streams = self._pending.setdefault((place.area, place.gateway), {})
            streams.setdefault(place.stream, IntervalSet()).add(identity.seq)
            self._filled.set()

    async def run(self) -> None:
        """Send what is pending, until cancelled."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            pending, self._pending = self._pending, {}
            homes = list(pending.items())
            through = True
            while homes and through:
                chunk, homes = homes[:_AT_ONCE], homes[_AT_ONCE:]
                sent = await asyncio.gather(*(self._send(home, streams) for home, streams in chunk))
                through = all(sent)
                # Those that were not tried go before those that failed: one cannot hold up the others.
                homes += [each for each, got_through in zip(chunk, sent, strict=True) if not got_through]
            if through:
                self._backoff.reset()
                continue
            for home, streams in homes:
                self._keep(home, streams)
            await asyncio.sleep(self._backoff.next())

    def _keep(self, home: Home, streams: dict[Stream, IntervalSet]) -> None:
        """For the next round, unless it was tried often enough or too many wait."""
        if self._tries.get(home, 0) >= TRIES or (home not in self._pending and len(self._pending) >= HELD):
            self._tries.pop(home, None)
            return
        held = self._pending.setdefault(home, {})
        for stream, numbers in streams.items():
            merged = held.setdefault(stream, IntervalSet())
            for first, last in numbers:
                merged.add_range(first, last)
        self._filled.set()

    async def _send(self, home: Home, streams: dict[Stream, IntervalSet]) -> bool:
        area, gateway = home
        topic = topics.prefix(area, gateway) + Stream.RECEIPT
        for ranges in _pages(streams):
            now = self._clock.now_ms()
            # Rises over restarts without being stored, for the time does.
            self._seq = max(self._seq + 1, now)
            receipt = Receipt(
                gateway=gateway, seq=self._seq, ts_gateway=now, clock_synced=True, stored=ranges
            )
            try:
                await self._publish(topic, encoding.encode(receipt))
            except LineDown:
                self.failed += 1
                self._tries[home] = self._tries.get(home, 0) + 1
                return False
            self.sent += 1
        self._tries.pop(home, None)
        return True


def _pages(streams: dict[Stream, IntervalSet]) -> Iterator[list[StoredRange]]:
    ranges = [
        StoredRange(stream=stream, first=first, last=last)
        for stream, numbers in streams.items()
        for first, last in numbers
    ]
    for start in range(0, len(ranges), MAX_COLUMN):
        yield ranges[start : start + MAX_COLUMN]
