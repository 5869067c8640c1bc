"""One question at a time to Modbus devices, for looking around: TCP, RTU over TCP, or a serial line.

Only reading requests are sent. An answer to another question (another unit, function or transaction) is
passed over; bytes left over from before are thrown away before each question.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Protocol

from edge_agent.drivers.serial_port import LineSettings, SerialPort
from telemetry import modbus
from telemetry.errors import FrameError
from telemetry.modbus import Answer, Framing

_CONNECT_S = 2.0
_CHUNK = 512
#: Silence that ends a frame on any line of 1200 baud or more.
_PAUSE_S = 0.035


class Link(Protocol):
    """A way to Modbus devices."""

    async def ask(self, unit: int, pdu: bytes, within_s: float) -> Answer | None:
        """The answer; None for silence. Raises OSError when the way is cut."""
        ...

    async def close(self) -> None:
        """Close it."""
        ...


class _Asking:
    """Cuts the answer to one question from what comes."""

    def __init__(self, framing: Framing, unit: int, function: int, transaction: int) -> None:
        self._framing = framing
        self._wanted = (unit, function, transaction if framing == "mbap" else None)
        self._buffer = b""

    def feed(self, data: bytes) -> Answer | None:
        """Take bytes; the answer once it is whole."""
        self._buffer += data
        while self._buffer:
            try:
                size = modbus.answer_length(self._framing, self._buffer)
                if size is None or len(self._buffer) < size:
                    return None
                answer = modbus.parse_answer(self._buffer[:size])
            except FrameError:
                self._buffer = self._buffer[1:]
                continue
            self._buffer = self._buffer[size:]
            if (answer.unit, answer.function, answer.transaction) == self._wanted:
                return answer
        return None


class TcpLink:
    """Modbus over TCP, with its own header or with RTU frames inside."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, framing: Framing) -> None:
        self._reader = reader
        self._writer = writer
        self._framing = framing
        self._transaction = 0

    @classmethod
    async def open(cls, host: str, port: int, framing: Framing, within_s: float = _CONNECT_S) -> TcpLink:
        """Connect. Raises OSError."""
        try:
            async with asyncio.timeout(within_s):
                return cls(*await asyncio.open_connection(host, port), framing)
        except TimeoutError:
            raise OSError(f"{host}:{port} does not answer within {within_s:g} s") from None

    async def ask(self, unit: int, pdu: bytes, within_s: float) -> Answer | None:
        """The answer; None for silence. Raises OSError."""
        self._transaction = self._transaction % 0xFFFF + 1
        asking = _Asking(self._framing, unit, pdu[0], self._transaction)
        await self._drain()
        self._writer.write(modbus.frame(self._framing, unit, pdu, self._transaction))
        await self._writer.drain()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while True:
                    data = await self._reader.read(_CHUNK)
                    if not data:
                        raise ConnectionResetError("the device closed the connection")
                    answer = asking.feed(data)
                    if answer is not None:
                        return answer
        return None

    async def _drain(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.001):
                while await self._reader.read(_CHUNK):
                    pass

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class SerialLink:
    """Modbus RTU on a serial line of our own."""

    def __init__(self, port: SerialPort) -> None:
        self._port = port

    @classmethod
    def open(cls, selector: str, line: LineSettings) -> SerialLink:
        """Open the port. Raises OSError."""
        return cls(SerialPort.open(selector, line))

    async def ask(self, unit: int, pdu: bytes, within_s: float) -> Answer | None:
        """The answer; None for silence. Raises OSError."""
        asking = _Asking("rtu", unit, pdu[0], 0)
        while await self._port.read(_PAUSE_S):
            pass
        self._port.write(modbus.frame("rtu", unit, pdu))
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while (left_s := until - loop.time()) > 0:
            answer = asking.feed(await self._port.read(left_s))
            if answer is not None:
                return answer
        return None

    async def close(self) -> None:
        """Close the port."""
        self._port.close()
