"""Many transmission devices in one process: real TCP connections that beat, answer, and raise a fire."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from functools import partial

from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies, text
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver
from telemetry.gb26875.time_label import TimeLabel

HOST = "127.0.0.1"
CENTRE = (88888).to_bytes(6, "little")
FIRE, NORMAL = 0b11, 0b01


class Device(asyncio.Protocol):
    """One device."""

    def __init__(self, fleet: Fleet, number: int) -> None:
        self._fleet = fleet
        self._address = number.to_bytes(6, "little")
        self._receiver = Receiver()
        self._serial = 0
        self._sent: dict[int, float] = {}
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The centre has accepted."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """The centre has gone."""
        self.transport = None
        self._fleet.lost += 1

    def data_received(self, data: bytes) -> None:
        """Confirmations, and questions."""
        for frame in self._receiver.feed(data):
            if not isinstance(frame, Frame):
                continue
            if frame.command == Command.CONFIRM:
                sent = self._sent.pop(frame.serial, None)
                if sent is not None:
                    self._fleet.confirmed(time.perf_counter() - sent)
            elif frame.command == Command.REQUEST:
                unit = units.encode(21, [bodies.UitdState(NORMAL, self._fleet.label)])
                self._write(frame.answer(Command.RESPONSE, self._fleet.label, unit))

    def beat(self) -> None:
        """A heartbeat."""
        self._send(b"")

    def state(self, bits: int) -> None:
        """A smoke detector's state."""
        words = text.packed("三层东走廊烟感")
        body = bodies.ComponentState(1, 1, 42, b"\x0a\0\x02\0", bits, words, self._fleet.label)
        self._send(units.encode(2, [body]))

    def _send(self, unit: bytes) -> None:
        self._serial = (self._serial + 1) % 65_536
        self._sent[self._serial] = time.perf_counter()
        self._write(Frame(self._serial, Command.SEND, unit, self._address, CENTRE, self._fleet.label))

    def _write(self, frame: Frame) -> None:
        if self.transport is not None:
            self.transport.write(framing.encode(frame))


def _itself(device: Device) -> Device:
    return device


class Fleet:
    """All of them."""

    def __init__(self, count: int) -> None:
        self.devices = [Device(self, number) for number in range(1, count + 1)]
        self.lost = 0
        self.latencies: list[float] = []
        self._wanted = 0
        self._done = asyncio.Event()

    @property
    def label(self) -> TimeLabel:
        """The time that all of them show."""
        return TimeLabel.of(datetime.now())

    async def connect(self, port: int, at_once: int = 200) -> None:
        """Every device dials, so many at a time."""
        loop = asyncio.get_running_loop()
        for first in range(0, len(self.devices), at_once):
            some = self.devices[first : first + at_once]
            await asyncio.gather(*(loop.create_connection(partial(_itself, one), HOST, port) for one in some))

    def expect(self) -> None:
        """Every device is about to send one upload."""
        self.latencies = []
        self._wanted = len(self.devices)
        self._done.clear()

    def confirmed(self, latency: float) -> None:
        """One of them was confirmed."""
        self.latencies.append(latency)
        if len(self.latencies) >= self._wanted:
            self._done.set()

    async def all_confirmed(self, within_s: float) -> float:
        """Seconds until every upload was confirmed. Raises TimeoutError."""
        began = time.perf_counter()
        async with asyncio.timeout(within_s):
            await self._done.wait()
        return time.perf_counter() - began

    def close(self) -> None:
        """All hang up."""
        for device in self.devices:
            if device.transport is not None:
                device.transport.abort()
