"""A TCP port at which strangers speak: bounded in number, in silence, in pace and in unread answers."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Callable

from runtime.settings import HostPort

#: Answers are short: a peer that leaves more than this unread is let go.
_UNREAD_LIMIT = 65_536
#: It must not fill the kernel's memory either.
_KERNEL_BUFFER = 32_768
_SWEEP_S = 1.0


class TcpDoor:
    """Accepts connections until closed. One sweep a second looks after everybody's patience.

    `meet` makes what hears a connection; `let_in` says whether a host may speak; `count` counts by name what
    went wrong.
    """

    def __init__(
        self,
        meet: Callable[[TcpDoor], TcpConnection],
        let_in: Callable[[str], bool],
        count: Callable[[str], None],
        *,
        max_connections: int,
        per_source: int,
    ) -> None:
        self.connections: set[TcpConnection] = set()
        self.count = count
        self._meet, self._let_in = meet, let_in
        self._max, self._per_source = max_connections, per_source
        self._sources: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self, listen: HostPort) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: self._meet(self), listen.host, listen.port, backlog=1024
        )
        self._sweeper = asyncio.create_task(self._sweep())

    @property
    def port(self) -> int:
        """The port that is open, also when any was asked for (0)."""
        sockets = self._server.sockets if self._server is not None else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    def close(self) -> None:
        """Close the port and every connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._server is not None:
            self._server.close()
        for connection in list(self.connections):
            connection.abort()

    def admit(self, connection: TcpConnection) -> bool:
        """Whether the connection may stay."""
        host = connection.host
        if not self._let_in(host):
            return False
        if len(self.connections) >= self._max or self._sources[host] >= self._per_source:
            self.count("connections_refused")
            return False
        self.connections.add(connection)
        self._sources[host] += 1
        return True

    def leave(self, connection: TcpConnection) -> bool:
        """The connection has ended; False: it had never been let in."""
        if connection not in self.connections:
            return False
        self.connections.discard(connection)
        self._sources[connection.host] -= 1
        if not self._sources[connection.host]:
            del self._sources[connection.host]
        return True

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP_S)
            now = loop.time()
            for connection in list(self.connections):
                connection.look(now)


class TcpConnection(asyncio.Protocol):
    """One connection. What hears it says what its bytes mean: `data_received`, `drain`, `look`."""

    __slots__ = ("_door", "_loop", "_timer", "host", "transport")

    def __init__(self, door: TcpDoor) -> None:
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.transport: asyncio.Transport | None = None
        self.host = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream server's
        self.transport = transport
        self.host = str((transport.get_extra_info("peername") or ("",))[0])
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER)
        if self._door.admit(self):
            self.met()
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        if self._timer is not None:
            self._timer.cancel()
        if self._door.leave(self):
            self.gone()

    def met(self) -> None:
        """It was let in."""

    def gone(self) -> None:
        """What was let in has ended."""

    def look(self, now: float) -> None:
        """Do what is due at `now`, in the loop's seconds."""

    def drain(self) -> None:
        """Hand over what has come and waits."""

    @property
    def open(self) -> bool:
        """Whether anything can still be said to it."""
        return self.transport is not None and not self.transport.is_closing()

    @property
    def paused(self) -> bool:
        """Whether nothing is read for now."""
        return self._timer is not None

    def send(self, data: bytes) -> None:
        """Write; a peer that does not read is let go."""
        if self.transport is None or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > _UNREAD_LIMIT:
            self.abort("unread_closed")
            return
        self.transport.write(data)

    def abort(self, why: str = "") -> None:
        """Close at once, and count why."""
        if self.transport is not None and not self.transport.is_closing():
            if why:
                self._door.count(why)
            self.transport.abort()

    def pause(self, seconds: float) -> None:
        """Read nothing for so long; then `drain`."""
        if self.transport is not None:
            self.transport.pause_reading()
            self._timer = self._loop.call_later(seconds, self._go_on)

    def go_on(self) -> None:
        """Read again."""
        if self.transport is not None and self.open and not self.transport.is_reading():
            self.transport.resume_reading()

    def _go_on(self) -> None:
        self._timer = None
        self.drain()
