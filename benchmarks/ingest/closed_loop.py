"""Gateways that send as fast as they are receipted: each keeps a window of messages without a receipt.

So the load is what the line sustains, by construction, and nothing queues up anywhere but in these windows.
`python -m benchmarks.ingest.closed_loop --port …` prints `WARM` and `DONE` where the measured time begins and
ends, and one JSON object when all is receipted or its patience ends. Brokers and workers may die meanwhile:
what has no receipt is sent again. A message's time is its number behind the start, the same each time it is
sent, so that no two values of a series ever have the same time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from benchmarks.figures import percentile
from benchmarks.ingest import fleet
from benchmarks.ingest.fleet import Gateway
from benchmarks.ingest.raw_mqtt import RawMqtt
from telemetry.areas import COUNTIES
from telemetry.event_kinds import EventKind

_AT_ONCE = 100
_VARIANTS = 4
_AREAS = 20
_LOOK_S = 0.25
_TICK_S = 0.01
_SAMPLES = 200_000


class _Range(msgspec.Struct):
    stream: str
    first: int
    last: int


class _Receipt(msgspec.Struct):
    gateway: str
    stored: list[_Range]


@dataclass
class Speaker:
    """One gateway: its messages' forms, its number, and what of it has no receipt."""

    forms: list[Gateway]
    seq: int = 0
    #: Number → when it was first sent, and when it is sent again, on the monotonic clock.
    open: dict[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its identity."""
        return self.forms[0].name

    def message(self, seq: int, epoch_ms: int) -> tuple[bytes, bytes]:
        """Topic and payload of a number."""
        form = self.forms[seq % len(self.forms)]
        return form.topic, form.message(seq, epoch_ms + seq)


class ClosedLoop:
    """The gateways of one process, over a few connections."""

    def __init__(self, speakers: list[Speaker], options: argparse.Namespace) -> None:
        self.sent = self.again = self.receipted = self.receipts = self.reconnects = 0
        self.latencies_ms: list[float] = []
        self.measured: list[tuple[float, int]] = []
        self._speakers = speakers
        self._options = options
        self._stream = speakers[0].forms[0].stream
        self._by_name = {speaker.name: speaker for speaker in speakers}
        self._decoder = msgspec.json.Decoder(_Receipt)
        self._epoch_ms = time.time_ns() // 1_000_000
        self._over = False
        self._began = time.monotonic()
        self._all_sent = asyncio.Event()

    async def run(self) -> None:
        """Send, until the time or the number of messages is reached; then wait for what has no receipt."""
        count = min(self._options.connections, len(self._speakers))
        # Neighbours share a connection, and so its filters of receipts.
        size = -(-len(self._speakers) // count)
        shares = [self._speakers[first : first + size] for first in range(0, len(self._speakers), size)]
        pace = asyncio.create_task(self._pace())
        try:
            async with asyncio.TaskGroup() as tasks:
                for number, share in enumerate(shares):
                    tasks.create_task(self._connection(number, share))
        finally:
            pace.cancel()
            await asyncio.gather(pace, return_exceptions=True)

    async def _pace(self) -> None:
        options = self._options
        await asyncio.sleep(options.warm)
        self._mark("WARM")
        if options.messages:
            await self._all_sent.wait()
        else:
            await asyncio.sleep(options.seconds)
        self._mark("DONE")
        self._over = True

    def _mark(self, word: str) -> None:
        self.measured.append((time.monotonic(), self.receipted))
        print(word, flush=True)

    async def _connection(self, number: int, share: list[Speaker]) -> None:
        options = self._options
        areas = sorted({speaker.forms[0].area for speaker in share})
        filters = [f"sw/1/{area}/+/receipt" for area in areas]
        username = password = None
        if options.secrets:
            username = share[0].name
            password = options.secrets[username]
            filters = [f"sw/1/{areas[0]}/{username}/receipt"]
        room = deque(speaker for _ in range(options.window) for speaker in share)
        wake = asyncio.Event()
        attempt = number
        gave_up_at: float | None = None
        while True:
            line = RawMqtt(
                options.port[attempt % len(options.port)],
                f"{options.name}-{number}",
                window=2_000,
                filters=filters,
                on_message=lambda _topic, payload: self._receipt(payload, room, wake),
                username=username,
                password=password,
            )
            attempt += 1
            try:
                async with asyncio.timeout(10):
                    await line.open()
                while True:
                    now = time.monotonic()
                    if self._over and gave_up_at is None:
                        gave_up_at = now + options.patience
                    if gave_up_at is not None and (now > gave_up_at or not any(one.open for one in share)):
                        return
                    messages = self._next(room, now) + self._overdue(share, now)
                    if messages:
                        async with asyncio.timeout(10):
                            await line.publish(messages)
                        continue
                    wake.clear()
                    try:
                        async with asyncio.timeout(_LOOK_S if not options.rate else _TICK_S):
                            await wake.wait()
                    except TimeoutError:
                        line.check()
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.reconnects += 1
                await asyncio.sleep(0.1)
            finally:
                await line.close()

    def _next(self, room: deque[Speaker], now: float) -> list[tuple[bytes, bytes]]:
        """Messages of those who have room in their window."""
        messages: list[tuple[bytes, bytes]] = []
        limit: int | None = self._options.messages or None
        if self._options.rate:
            limit = min(limit or sys.maxsize, int((now - self._began) * self._options.rate))
        while room and len(messages) < _AT_ONCE and not self._over:
            if limit is not None and self.sent >= limit:
                break
            speaker = room.popleft()
            speaker.seq += 1
            self.sent += 1
            speaker.open[speaker.seq] = (now, now + self._options.resend)
            messages.append(speaker.message(speaker.seq, self._epoch_ms))
        if self.sent == self._options.messages:
            self._all_sent.set()
        return messages

    def _overdue(self, share: list[Speaker], now: float) -> list[tuple[bytes, bytes]]:
        messages = []
        for speaker in share:
            # Numbers leave in order, so that the first is the oldest, but for those sent again.
            for seq, (first, due) in speaker.open.items():
                if due > now:
                    break
                speaker.open[seq] = (first, now + self._options.resend)
                messages.append(speaker.message(seq, self._epoch_ms))
        self.again += len(messages)
        return messages

    def _receipt(self, payload: bytes, room: deque[Speaker], wake: asyncio.Event) -> None:
        receipt = self._decoder.decode(payload)
        speaker = self._by_name.get(receipt.gateway)
        if speaker is None:
            return
        self.receipts += 1
        now = time.monotonic()
        for held in receipt.stored:
            if held.stream != self._stream:
                continue
            for seq in range(held.first, held.last + 1):
                times = speaker.open.pop(seq, None)
                if times is None:
                    continue
                self.receipted += 1
                room.append(speaker)
                if len(self.latencies_ms) < _SAMPLES:
                    self.latencies_ms.append((now - times[0]) * 1000)
        wake.set()

    def told(self) -> dict[str, object]:
        """The books as JSON."""
        seconds, receipted = 0.0, 0
        if len(self.measured) == 2:
            (began, before), (ended, after) = self.measured
            seconds, receipted = ended - began, after - before
        latencies = self.latencies_ms
        return {
            "stream": self._stream,
            "seconds": seconds,
            "measured": receipted,
            "sent": self.sent,
            "again": self.again,
            "receipted": self.receipted,
            "receipts": self.receipts,
            "reconnects": self.reconnects,
            "highest": {speaker.name: speaker.seq for speaker in self._speakers},
            "unreceipted": [(one.name, seq) for one in self._speakers for seq in sorted(one.open)],
            "p50_ms": percentile(latencies, 0.5) if latencies else None,
            "p99_ms": percentile(latencies, 0.99) if latencies else None,
        }


def make_speakers(name: str, count: int, stream: str, values: int, first_area: int = 0) -> list[Speaker]:
    """So many gateways in so many counties, neighbours in one; readings differ from message to message.

    What is sent is `reading`, `event`: fires, or `fault`: events that begin and end.
    """
    draw = random.Random(name)
    made = []
    for number in range(count):
        area = COUNTIES[first_area + number * min(_AREAS, count) // count][0]
        gateway = f"{name}-{number:05d}"
        if stream == "event":
            made.append(Speaker([fleet.fires(gateway, area)]))
            continue
        if stream == "fault":
            ends_and_begins = (False, True)
            made.append(
                Speaker([fleet.edges(gateway, area, EventKind.FAULT, active=one) for one in ends_and_begins])
            )
            continue
        drawn = ([round(abs(draw.gauss(2, 0.4)), 2) for _ in range(values)] for _ in range(_VARIANTS))
        made.append(Speaker([fleet.readings(gateway, area, values, some) for some in drawn]))
    return made


def main(arguments: Sequence[str]) -> int:
    """Send, and print the books."""
    parser = argparse.ArgumentParser(prog="benchmarks.ingest.closed_loop")
    parser.add_argument("--port", type=int, action="append", required=True)
    parser.add_argument("--name", default="load")
    parser.add_argument("--stream", choices=("reading", "event", "fault"), default="reading")
    parser.add_argument("--gateways", type=int, default=200)
    parser.add_argument("--window", type=int, default=4, help="messages a gateway may have without receipt")
    parser.add_argument("--values", type=int, default=100)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second at most; 0: no limit")
    parser.add_argument("--first-area", type=int, default=0, help="of the table of counties")
    parser.add_argument("--warm", type=float, default=0.0, help="seconds before the measured time")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--messages", type=int, default=0, help="end after so many instead")
    parser.add_argument(
        "--patience", type=float, default=60.0, help="seconds to wait for receipts after that"
    )
    parser.add_argument("--resend", type=float, default=10.0, help="seconds without receipt until sent again")
    parser.add_argument("--secrets", type=json.loads, default=None, help="passwords by gateway, as JSON")
    options = parser.parse_args(list(arguments))
    speakers = make_speakers(
        options.name, options.gateways, options.stream, options.values, options.first_area
    )
    loop = ClosedLoop(speakers, options)
    asyncio.run(loop.run())
    print(json.dumps(loop.told()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
