"""A Modbus line with its manners: one request at a time, the silences between, and no answer mistaken.

Rules:

1. Before a request the line has been silent for `gap_s` (t3.5 on a serial line), and for `turnaround_s` after
   an answer.
2. A request waits `timeout_s` for its answer beyond the time that both take on the wire, and is not repeated.
3. After a time-out whatever still comes is an answer to nothing (see `exchange`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from edge_agent.drivers.driver import OnBytes
from edge_agent.drivers.modbus.exchange import DamagedAnswer, Exchange, NotModbus
from edge_agent.drivers.modbus.wire import Listener, Wire


class LineDown(Exception):
    """The connection or the port is gone. The text says why."""


class NoAnswer(Exception):
    """The unit did not answer in time, or what it answered was damaged."""


class Line:
    """One open line. `ask` is for one caller at a time."""

    def __init__(
        self, exchange: Exchange, *, gap_s: float = 0.0, turnaround_s: float = 0.0, character_s: float = 0.0
    ) -> None:
        self.exchange = exchange
        self.on_bytes: OnBytes | None = None
        #: How long the unit that answered last took to think: without what the bytes took on the wire.
        self.thought_s = 0.0
        self._gap_s = gap_s
        self._turnaround_s = turnaround_s
        self._character_s = character_s
        self._loop = asyncio.get_running_loop()
        self._wire: Wire | None = None
        self._free_at = 0.0
        self._waiter: asyncio.Future[bytes] | None = None
        self._gone = ""

    async def open(self, connect: Callable[[Listener], Awaitable[Wire]]) -> None:
        """Open the wire. Raises OSError or TimeoutError."""
        self._wire = await connect(self)

    def close(self) -> None:
        """Close the wire."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def ask(self, unit: int, pdu: bytes, timeout_s: float) -> bytes:
        """The PDU that answers. Raises NoAnswer, or LineDown when the line must be opened anew."""
        wait = self._free_at - self._loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        if self._wire is None or self._gone:
            raise LineDown(self._gone or "closed")
        frame = self.exchange.begin(unit, pdu)
        on_the_wire_s = (len(frame) + self.exchange.answer_bytes(pdu)) * self._character_s
        self._waiter = self._loop.create_future()
        expiry = self._loop.call_later(timeout_s + on_the_wire_s, self._give_up, timeout_s)
        try:
            self._wire.write(frame)
            sent = self._loop.time()
            self._free_at = sent + len(frame) * self._character_s + self._gap_s
            if self.on_bytes is not None:
                self.on_bytes("tx", frame)
            answer = await self._waiter
            self.thought_s = max(0.0, self._loop.time() - sent - on_the_wire_s)
            return answer
        except OSError as fault:
            raise LineDown(str(fault)) from fault
        finally:
            expiry.cancel()
            self._waiter = None

    def received(self, data: bytes) -> None:
        """Bytes came."""
        if self.on_bytes is not None:
            self.on_bytes("rx", data)
        self._free_at = self._loop.time() + self._gap_s
        try:
            answer = self.exchange.feed(data)
        except DamagedAnswer as fault:
            self._fail(NoAnswer(str(fault)))
        except NotModbus as fault:
            self.lost(str(fault))
        else:
            if answer is not None and self._waiter is not None and not self._waiter.done():
                self._free_at += max(0.0, self._turnaround_s - self._gap_s)
                self._waiter.set_result(answer)

    def lost(self, why: str) -> None:
        """The wire is gone."""
        self._gone = why or "the connection was lost"
        self._fail(LineDown(self._gone))

    def _give_up(self, timeout_s: float) -> None:
        self._fail(NoAnswer(f"no answer within {timeout_s:g} s"))

    def _fail(self, fault: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(fault)
