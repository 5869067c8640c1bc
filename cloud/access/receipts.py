"""Receipts: the word to a gateway that sequence numbers are safely stored, sent after the commit.

A receipt that does not get through is not kept: the gateway sends the message again, it is recognised as a
repetition, and the receipt goes out again. While the line is slow, receipts of one gateway merge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator

from cloud.access.examine import Identity
from cloud.access.interval_set import IntervalSet
from runtime.clock import Clock
from runtime.mqtt_line import LineDown
from telemetry import encoding, topics
from telemetry.messages import MAX_COLUMN, Receipt, StoredRange, Stream

Publish = Callable[[str, bytes], Awaitable[None]]

_AT_ONCE = 64

Home = tuple[str, str]


class Receipts:
    """Collects what was stored and sends it. `run` sends until cancelled."""

    def __init__(self, publish: Publish, clock: Clock) -> None:
        self.sent = 0
        self.failed = 0
        self._publish = publish
        self._clock = clock
        self._pending: dict[Home, dict[Stream, IntervalSet]] = {}
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
            for start in range(0, len(homes), _AT_ONCE):
                chunk = homes[start : start + _AT_ONCE]
                await asyncio.gather(*(self._send(home, streams) for home, streams in chunk))

    async def _send(self, home: Home, streams: dict[Stream, IntervalSet]) -> None:
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
            else:
                self.sent += 1


def _pages(streams: dict[Stream, IntervalSet]) -> Iterator[list[StoredRange]]:
    ranges = [
        StoredRange(stream=stream, first=first, last=last)
        for stream, numbers in streams.items()
        for first, last in numbers
    ]
    for start in range(0, len(ranges), MAX_COLUMN):
        yield ranges[start : start + MAX_COLUMN]
