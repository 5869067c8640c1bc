"""A Modbus RTU line on a pseudo-terminal: one or many units behind it, and the pace of a real wire.

Rules of a paced line (half duplex, `LineRate`):
1. A request of n bytes is on the wire for n characters from when its first byte came, whatever the speed of
   the terminal; the units see it end t3.5 after that, and begin their reply `delay_s` later.
2. A reply's bytes come out one character after the other.
3. A request that begins while a reply is on the wire is a collision; one that begins less than t3.5 after a
   reply runs into it (`early`). Both are lost, as on a wire, and counted.

Times are scheduled absolutely, so that a late wake-up does not slow the wire. Source: MODBUS over Serial Line
V1.02 clause 2.5.1.1: t3.5 is 3.5 characters, and 1.75 ms above 19,200 baud.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple, Self

from simulators.modbus_framing import Rtu
from simulators.modbus_slave import Request, Slave
from simulators.pty_port import PtyPort

_FIXED_GAP_S, _FIXED_GAP_ABOVE = 0.00175, 19_200
#: Without a pace, silence is not measured but waited for.
_PAUSE_S = 0.05
_TICK_S = 0.001


class LineRate(NamedTuple):
    """How fast a wire is: bits a second and bits a character (8N1 10, 8E1 and 8N2 11)."""

    baudrate: int
    character_bits: int = 10

    @property
    def character_s(self) -> float:
        """How long one character is on the wire."""
        return self.character_bits / self.baudrate

    @property
    def gap_s(self) -> float:
        """t3.5: the silence between two frames."""
        return _FIXED_GAP_S if self.baudrate > _FIXED_GAP_ABOVE else 3.5 * self.character_s


class ModbusLine:
    """A slave's serial side. `plug` makes the port appear (at `link`, if given); `unplug` takes it away."""

    def __init__(self, slave: Slave, rate: LineRate | None = None, link: Path | None = None) -> None:
        self.slave = slave
        self.rate = rate
        self.collisions = 0
        self.early = 0
        self.framing = Rtu()
        self._port = PtyPort(link, self._hear)
        self._requested_until = 0.0
        self._quiet_since = 0.0
        self._outgoing: list[_Outgoing] = []
        self._pump: asyncio.TimerHandle | None = None
        self._silence: asyncio.TimerHandle | None = None

    @property
    def lost(self) -> int:
        """Requests that were not heard: too early, over a reply, or damaged."""
        return self.early + self.collisions + self.framing.broken

    @property
    def port(self) -> str:
        """The path a master opens. Raises RuntimeError while unplugged."""
        return self._port.path

    def plug(self) -> None:
        """Make the port appear. Raises PlainFault when its link cannot be made."""
        self._port.plug()

    def unplug(self) -> None:
        """Take the port away, as when an adapter is pulled."""
        for timer in (self._pump, self._silence):
            if timer is not None:
                timer.cancel()
        self._pump = self._silence = None
        self._outgoing.clear()
        self._port.unplug()

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    def _hear(self, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if self.rate is not None and not self._may_begin(now, self.rate):
            return
        character_s = self.rate.character_s if self.rate is not None else 0.0
        self._requested_until = max(now, self._requested_until) + len(data) * character_s
        self._serve(self.framing.feed(data))
        self._await_silence()

    def _may_begin(self, now: float, rate: LineRate) -> bool:
        """Whether bytes that come now are heard (rule 3)."""
        if self._outgoing:
            self.collisions += 1
        elif now - self._quiet_since < rate.gap_s:
            self.early += 1
        else:
            return True
        return False

    def _await_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_at(
            max(loop.time(), self._requested_until) + _PAUSE_S, lambda: self._serve(self.framing.silence())
        )

    def _serve(self, requests: list[Request]) -> None:
        gap_s = self.rate.gap_s if self.rate is not None else 0.0
        for request in requests:
            reply = self.slave.answer(request)
            if reply is not None:
                start = self._requested_until + gap_s + reply.delay_s
                if self._outgoing:
                    start = max(start, self._outgoing[-1].end(self.rate) + gap_s)
                self._outgoing.append(_Outgoing(start, self.framing.encode(request, reply)))
        if self._outgoing and self._pump is None:
            self._send_due()

    def _send_due(self) -> None:
        """Write every byte whose time has come, and come again for the next."""
        self._pump = None
        loop = asyncio.get_running_loop()
        while self._outgoing and self._port.plugged:
            reply, now = self._outgoing[0], loop.time()
            due = reply.due(now, self.rate)
            if due > reply.sent:
                self._port.write(reply.data[reply.sent : due])
                reply.sent = due
                self._quiet_since = now  # from before the write, which may wake the master on our processor
            if reply.sent < len(reply.data):
                again = max(reply.next_at(self.rate), now + _TICK_S if reply.sent else now)
                self._pump = loop.call_at(min(again, reply.end(self.rate)), self._send_due)
                return
            self._outgoing.pop(0)


class _Outgoing:
    """A reply on its way: when its first character starts, and how much is written."""

    __slots__ = ("data", "sent", "start")

    def __init__(self, start: float, data: bytes) -> None:
        self.start = start
        self.data = data
        self.sent = 0

    def due(self, now: float, rate: LineRate | None) -> int:
        """How many of the bytes have come out by now."""
        if rate is None:
            return len(self.data) if now >= self.start else 0
        return max(0, min(len(self.data), int((now - self.start) / rate.character_s + 1e-6)))

    def next_at(self, rate: LineRate | None) -> float:
        """When the next byte is out."""
        return self.start if rate is None else self.start + (self.sent + 1) * rate.character_s

    def end(self, rate: LineRate | None) -> float:
        """When the last byte is out."""
        return self.start if rate is None else self.start + len(self.data) * rate.character_s
