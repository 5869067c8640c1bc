"""A process that is many gateways: it sends at a rate, hears receipts, and sends again what has none.

`python -m benchmarks.ingest.sender --port … --rate …` prints one JSON object when all is receipted, or
when its patience ends. A message is a gateway's until a receipt names it, as on a real one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from benchmarks.figures import percentile
from benchmarks.ingest import fleet
from benchmarks.ingest.fleet import Gateway
from benchmarks.ingest.raw_mqtt import RawMqtt
from telemetry.areas import COUNTIES

_TICK_S = 0.005
_AT_ONCE = 2_000


class _Range(msgspec.Struct):
    stream: str
    first: int
    last: int


class _Receipt(msgspec.Struct):
    gateway: str
    stored: list[_Range]


@dataclass
class Open:
    """A message without a receipt: sent again, it is the same to the byte, as from a real gateway's spool."""

    #: On the monotonic clock, in seconds.
    first_sent: float
    sent_again: float
    #: The time it bears, in milliseconds since 1970.
    stamp: int


@dataclass
class Books:
    """What was sent, when, and what has no receipt."""

    #: By (gateway, seq).
    open: dict[tuple[str, int], Open] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    sent: int = 0
    again: int = 0
    receipts: int = 0


class Sender:
    """The gateways of one process, over a few connections."""

    def __init__(self, ports: Sequence[int], gateways: list[Gateway], options: argparse.Namespace) -> None:
        self.books = Books()
        self._ports = ports
        self._gateways = gateways
        self._by_name = {gateway.name: gateway for gateway in gateways}
        self._options = options
        self._decoder = msgspec.json.Decoder(_Receipt)
        self._stream = gateways[0].stream

    async def run(self) -> None:
        """Send for the time given, then until everything is receipted or patience ends."""
        options = self._options
        # One filter for all: on NATS each subscription at QoS 1 is a consumer of its own.
        filters = ["sw/1/+/+/receipt"]
        ear = asyncio.create_task(self._hear(filters))
        try:
            async with asyncio.timeout(options.seconds + options.patience):
                await asyncio.gather(
                    *(self._speak(number, share) for number, share in enumerate(self._shares()))
                )
        except TimeoutError:
            pass
        finally:
            ear.cancel()
            await asyncio.gather(ear, return_exceptions=True)

    def _shares(self) -> Iterator[list[Gateway]]:
        for number in range(min(self._options.connections, len(self._gateways))):
            yield self._gateways[number :: self._options.connections]

    async def _hear(self, filters: Sequence[str]) -> None:
        attempt = 0
        while True:
            port = self._ports[attempt % len(self._ports)]
            attempt += 1
            line = RawMqtt(
                port,
                f"ear-{self._options.name}",
                filters=filters,
                on_message=lambda _topic, payload: self._receipt(payload),
            )
            try:
                async with asyncio.timeout(10):
                    await line.open()
                while True:
                    await asyncio.sleep(0.1)
                    line.check()
            except (OSError, asyncio.IncompleteReadError):
                # A node without its stream's leader accepts, and hangs up seconds later: the next one, then.
                await asyncio.sleep(0.1)
            finally:
                await line.close()

    def _receipt(self, payload: bytes) -> None:
        receipt = self._decoder.decode(payload)
        if receipt.gateway not in self._by_name:
            return
        self.books.receipts += 1
        now = time.monotonic()
        for held in receipt.stored:
            if held.stream != self._stream:
                continue
            for seq in range(held.first, held.last + 1):
                message = self.books.open.pop((receipt.gateway, seq), None)
                if message is not None:
                    self.books.latencies_ms.append((now - message.first_sent) * 1000)

    async def _speak(self, number: int, gateways: list[Gateway]) -> None:
        options = self._options
        rate = options.rate * len(gateways) / len(self._gateways)
        ends = time.monotonic() + options.seconds
        due, turn, attempt = 0.0, 0, number
        last = time.monotonic()
        mine = {gateway.name for gateway in gateways}
        pending: list[tuple[str, int]] = []
        look_again = 0.0
        while True:
            line = RawMqtt(
                self._ports[attempt % len(self._ports)],
                f"gw-{options.name}-{number}",
                window=options.window,
            )
            attempt += 1
            try:
                async with asyncio.timeout(10):
                    await line.open()
                while True:
                    now = time.monotonic()
                    if now < ends:
                        due = min(due + (now - last) * rate, max(rate, 1.0))
                    last = now
                    count = min(int(due), _AT_ONCE) if now < ends else 0
                    due -= count
                    stamp = time.time_ns() // 1_000_000
                    for _ in range(count):
                        gateway = gateways[turn % len(gateways)]
                        turn += 1
                        gateway.seq += 1
                        key = (gateway.name, gateway.seq)
                        self.books.open[key] = Open(now, now + options.resend, stamp)
                        self.books.sent += 1
                        pending.append(key)
                    if now >= look_again:
                        look_again = now + min(1.0, options.resend / 4)
                        overdue = [
                            key
                            for key, message in self.books.open.items()
                            if key[0] in mine and message.sent_again <= now
                        ]
                        for key in overdue:
                            self.books.open[key].sent_again = math.inf  # until it is on its way again
                        self.books.again += len(overdue)
                        pending += overdue
                    if pending:
                        chunk = pending[:_AT_ONCE]
                        messages = []
                        for key in chunk:
                            held = self.books.open.get(key)
                            if held is not None:
                                held.sent_again = now + options.resend
                                gateway = self._by_name[key[0]]
                                messages.append((gateway.topic, gateway.message(key[1], held.stamp)))
                        async with asyncio.timeout(10):
                            await line.publish(messages)
                        del pending[: len(chunk)]
                    elif now >= ends and not any(key[0] in mine for key in self.books.open):
                        async with asyncio.timeout(10):
                            await line.settled()
                        return
                    await asyncio.sleep(_TICK_S)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                # What is queued stays queued; what may have been on its way is sent again in its time.
                await asyncio.sleep(0.2)
            finally:
                await line.close()

    def told(self) -> dict[str, object]:
        """The books as JSON."""
        latencies = self.books.latencies_ms
        return {
            "stream": self._stream,
            "sent": self.books.sent,
            "again": self.books.again,
            "receipts": self.books.receipts,
            "highest": {gateway.name: gateway.seq for gateway in self._gateways},
            "unreceipted": sorted(self.books.open),
            "p50_ms": percentile(latencies, 0.5) if latencies else None,
            "p99_ms": percentile(latencies, 0.99) if latencies else None,
            "max_ms": max(latencies, default=None),
        }


def make_gateways(name: str, count: int, stream: str, values: int) -> list[Gateway]:
    """So many gateways, spread over the counties."""
    made = []
    for number in range(count):
        area = COUNTIES[number % len(COUNTIES)][0]
        gateway = f"{name}-{number:05d}"
        made.append(
            fleet.fires(gateway, area) if stream == "event" else fleet.readings(gateway, area, values)
        )
    return made


def main(arguments: Sequence[str]) -> int:
    """Send, and print the books."""
    parser = argparse.ArgumentParser(prog="benchmarks.ingest.sender")
    parser.add_argument("--port", type=int, action="append", required=True)
    parser.add_argument("--name", default="load")
    parser.add_argument("--stream", choices=("reading", "event"), default="reading")
    parser.add_argument("--gateways", type=int, default=100)
    parser.add_argument("--values", type=int, default=30)
    parser.add_argument("--rate", type=float, default=1_000.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument(
        "--patience", type=float, default=60.0, help="seconds to wait for receipts after that"
    )
    parser.add_argument("--resend", type=float, default=10.0, help="seconds without receipt until sent again")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--window", type=int, default=500)
    options = parser.parse_args(list(arguments))
    gateways = make_gateways(options.name, options.gateways, options.stream, options.values)
    sender = Sender(options.port, gateways, options)
    asyncio.run(sender.run())
    print(json.dumps(sender.told()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
