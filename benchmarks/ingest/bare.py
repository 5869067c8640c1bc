"""What the line's parts do alone, with the same payloads: the broker's own pass-through, and bare paho.

`python -m benchmarks.ingest.bare --port … --seconds …` floods a broker, as fast as it acknowledges.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import NamedTuple

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.ingest.closed_loop import Speaker, make_speakers
from benchmarks.ingest.raw_mqtt import RawMqtt
from cloud.access.examine import Accepted, Arrival, examine

_AT_ONCE = 100
_UNDER_WAY = 1_000
_EPOCH_MS = 1_790_000_000_000


class Login(NamedTuple):
    """Whom to be at a broker that asks."""

    name: str | None = None
    secret: str | None = None


def payloads(speakers: Sequence[Speaker]) -> Iterator[tuple[bytes, bytes]]:
    """Messages of all gateways in turn, without an end."""
    for speaker in cycle(speakers):
        speaker.seq += 1
        yield speaker.message(speaker.seq, _EPOCH_MS)


def pass_through(
    port: int, speakers: Sequence[Speaker], seconds: float, speaks: Login, hears: Login, under_way: int
) -> float:
    """Messages a second from one connection to another, never more than `under_way` within the broker."""
    return asyncio.run(_pass_through(port, speakers, seconds, speaks, hears, under_way))


async def _pass_through(
    port: int, speakers: Sequence[Speaker], seconds: float, speaks: Login, hears: Login, under_way: int
) -> float:
    came, moved = 0, asyncio.Event()

    def take(_topic: bytes, _payload: bytes) -> None:
        nonlocal came
        came += 1
        moved.set()

    ear = RawMqtt(
        port, "bare-ear", filters=["sw/1/+/+/reading"], on_message=take,
        username=hears.name, password=hears.secret,
    )  # fmt: skip
    mouth = RawMqtt(port, "bare-mouth", window=_UNDER_WAY, username=speaks.name, password=speaks.secret)
    source = payloads(speakers)
    await ear.open_when_ready()
    await mouth.open_when_ready()
    try:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            room = under_way - (mouth.sent - came)
            if room > 0:
                await mouth.publish([next(source) for _ in range(min(room, _AT_ONCE))])
                continue
            moved.clear()
            async with asyncio.timeout(10):
                await moved.wait()
        return came / (time.perf_counter() - began)
    finally:
        await mouth.close()
        await ear.close()


def paho_receive(
    port: int, gateways: int, values: int, seconds: float, speaks: Login, hears: Login
) -> tuple[float, float]:
    """Messages a second that a bare paho client takes in from a flood, and its µs of processor a message."""
    came = 0

    def take(_client: object, _data: object, _message: object) -> None:
        nonlocal came
        came += 1

    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="bare-paho")
    client.on_message = take
    if hears.name is not None:
        client.username_pw_set(hears.name, hears.secret)
    client.connect("127.0.0.1", port)
    client.subscribe("sw/1/+/+/reading", 1)
    flood = subprocess.Popen(
        [
            sys.executable, "-m", "benchmarks.ingest.bare", "--port", str(port),
            "--seconds", str(seconds + 3),
            "--gateways", str(gateways), "--values", str(values), "--login", json.dumps(speaks),
        ],
    )  # fmt: skip
    try:
        while came == 0 and flood.poll() is None:
            client.loop(0.1)
        before, began, used = came, time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            client.loop(0.1)
        rate = (came - before) / (time.perf_counter() - began)
        return rate, (time.process_time() - used) / max(1, came - before) * 1e6
    finally:
        flood.terminate()
        flood.wait()
        client.disconnect()
        client.loop_misc()


def examine_us(speakers: Sequence[Speaker], messages: int = 2_000) -> float:
    """Processor time to decode and validate one message, µs."""
    source = payloads(speakers)
    now = _EPOCH_MS
    arrivals = [
        Arrival(topic.decode(), payload, now) for topic, payload in (next(source) for _ in range(messages))
    ]
    began = time.process_time()
    accepted = sum(isinstance(examine(arrival), Accepted) for arrival in arrivals)
    used = time.process_time() - began
    if accepted != messages:
        raise AssertionError(f"{messages - accepted} of {messages} of our own messages were refused")
    return used / messages * 1e6


async def _flood(options: argparse.Namespace) -> None:
    login = Login(*options.login)
    line = RawMqtt(options.port, "bare-flood", window=_UNDER_WAY, username=login.name, password=login.secret)
    source = payloads(make_speakers("load", options.gateways, "reading", options.values))
    await line.open()
    ends = time.monotonic() + options.seconds
    while time.monotonic() < ends:
        await line.publish([next(source) for _ in range(_AT_ONCE)])
    await line.close()


def main(arguments: Sequence[str]) -> int:
    """Flood."""
    parser = argparse.ArgumentParser(prog="benchmarks.ingest.bare")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--gateways", type=int, default=100)
    parser.add_argument("--values", type=int, default=100)
    parser.add_argument("--login", type=json.loads, default=[None, None])
    asyncio.run(_flood(parser.parse_args(list(arguments))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
