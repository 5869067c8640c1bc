"""A Modbus slave on a TCP port: Modbus TCP, or RTU frames in TCP as serial-to-Ethernet boxes carry them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Self

from runtime.process import open_listener
from runtime.settings import HostPort
from simulators.modbus_framing import Framing, Mbap
from simulators.modbus_slave import Request, Slave

ANY_PORT = HostPort("127.0.0.1", 0)
#: A frame in TCP that pauses for longer has ended, whatever its length.
_PAUSE_S = 0.05


class ModbusTcp:
    """A slave's TCP side. `plug` opens the port; `unplug` closes it and every connection."""

    def __init__(
        self, slave: Slave, listen: HostPort = ANY_PORT, framing: Callable[[], Framing] = Mbap
    ) -> None:
        self.slave = slave
        self.listen = listen
        self._framing = framing
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()
        self.connections = 0

    @property
    def port(self) -> int:
        """The port that is open, also when any was asked for (0)."""
        return self.listen.port

    async def plug(self) -> None:
        """Open the port. Raises PlainFault when it is taken."""
        if self._server is not None:
            return
        host, port = self.listen
        listener = open_listener(host, port)
        self.listen = HostPort(host, int(listener.getsockname()[1]))
        self._server = await asyncio.get_running_loop().create_server(self._connection, sock=listener)

    async def unplug(self) -> None:
        """Close the port; connections fall."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for connection in list(self._open):
            connection.abort()
        await server.wait_closed()

    async def __aenter__(self) -> Self:
        await self.plug()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.unplug()

    def _connection(self) -> asyncio.Protocol:
        self.connections += 1
        return _Connection(self.slave, self._framing(), self._open)


class _Connection(asyncio.Protocol):
    """One master. Replies leave in the order of the requests, a delayed one holding those behind it."""

    def __init__(self, slave: Slave, framing: Framing, register: set[_Connection]) -> None:
        self._slave = slave
        self._framing = framing
        self._register = register
        self._transport: asyncio.Transport | None = None
        self._free_at = 0.0
        self._silence: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._register.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._silence is not None:
            self._silence.cancel()
        self._register.discard(self)

    def data_received(self, data: bytes) -> None:
        try:
            requests = self._framing.feed(data)
        except ValueError:
            self.abort()
            return
        self._serve_all(requests)
        if self._silence is not None:
            self._silence.cancel()
        self._silence = asyncio.get_running_loop().call_later(
            _PAUSE_S, lambda: self._serve_all(self._framing.silence())
        )

    def abort(self) -> None:
        """Cut the connection."""
        if self._transport is not None:
            self._transport.abort()

    def _serve_all(self, requests: Iterable[Request]) -> None:
        for request in requests:
            self._serve(request)

    def _serve(self, request: Request) -> None:
        reply = self._slave.answer(request)
        if reply is None:
            return
        frame = self._framing.encode(request, reply)
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._free_at = max(now, self._free_at) + reply.delay_s
        if self._free_at <= now:
            self._send(frame)
        else:
            loop.call_at(self._free_at, self._send, frame)

    def _send(self, frame: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame)
