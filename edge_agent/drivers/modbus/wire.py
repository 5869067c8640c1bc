"""What bytes go over: a TCP connection or a serial port, as the same small thing."""

from __future__ import annotations

import asyncio
import socket
from typing import Protocol

from edge_agent.drivers.serial_port import LineSettings, SerialPort


class Listener(Protocol):
    """Who hears what comes over a wire."""

    def received(self, data: bytes) -> None:
        """Bytes came."""
        ...

    def lost(self, why: str) -> None:
        """The wire is gone, and nothing more will come."""
        ...


class Wire(Protocol):
    """An open wire."""

    def write(self, data: bytes) -> None:
        """Send. Raises OSError when that cannot be."""
        ...

    def close(self) -> None:
        """Close it; `lost` is not called."""
        ...


class TcpWire(asyncio.Protocol):
    """A TCP connection, without delay for small packets."""

    def __init__(self, listener: Listener) -> None:
        self._listener: Listener | None = listener
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, host: str, port: int, listener: Listener, within_s: float) -> TcpWire:
        """Connect. Raises OSError or TimeoutError."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(within_s):
            _, wire = await loop.create_connection(lambda: cls(listener), host, port)
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            connection = transport.get_extra_info("socket")
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        if self._listener is not None:
            self._listener.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        if self._listener is not None:
            self._listener.lost(str(exc) if exc is not None else "the other end closed the connection")

    def write(self, data: bytes) -> None:
        """Send."""
        if self._transport is None or self._transport.is_closing():
            raise OSError("the connection is closed")
        self._transport.write(data)

    def close(self) -> None:
        """Close at once: nothing that waits is worth sending."""
        self._listener = None
        if self._transport is not None:
            self._transport.abort()


class SerialWire:
    """A serial port, read by a task of its own."""

    def __init__(self, port: SerialPort, listener: Listener) -> None:
        self._port = port
        self._listener = listener
        self._reader = asyncio.create_task(self._read(), name="modbus serial reader")

    @classmethod
    async def open(cls, selector: str, line: LineSettings, listener: Listener) -> SerialWire:
        """Open the port. Raises OSError, which says what is there instead."""
        return cls(SerialPort.open(selector, line), listener)

    async def _read(self) -> None:
        try:
            async for piece in self._port.pieces():
                self._listener.received(piece)
        except OSError as fault:
            self._listener.lost(str(fault))

    def write(self, data: bytes) -> None:
        """Send."""
        self._port.write(data)

    def close(self) -> None:
        """Close the port; another may open it at once."""
        self._reader.cancel()
        self._port.close()
