"""Connections of terminals: bounded in number, in silence, in pace, in damaged frames, in unread answers."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter, deque
from collections.abc import Callable
from typing import Protocol

from runtime.allowance import Rate
from runtime.settings import HostPort
from telemetry.jt808.receiver import Receiver, ReceiverEvent, Refused

#: A connection that has not logged in is closed after this.
HELLO_S = 30.0
#: Damaged frames in a row after which it is no terminal that speaks.
STRIKES = 20
_UNREAD_LIMIT = 65_536
_KERNEL_BUFFER = 32_768
_SWEEP_S = 1.0
_FULL_WAIT_S = 0.1


class Line(Protocol):
    """Where a session's bytes go."""

    host: str

    def send(self, data: bytes) -> None:
        """Write; a peer that does not read is let go."""
        ...

    def abort(self, why: str) -> None:
        """Close at once, and count why."""
        ...


class Speaker(Protocol):
    """What hears one connection."""

    @property
    def known(self) -> bool:
        """Whether it has logged in."""
        ...

    @property
    def waits(self) -> bool:
        """Whether nothing may be taken until something is done."""
        ...

    def take(self, message: ReceiverEvent) -> None:
        """Take one frame."""
        ...

    def look(self, now: float) -> None:
        """Do what is due."""
        ...

    def gone(self) -> None:
        """The connection has ended."""
        ...


class TcpServer:
    """Accepts terminals until closed. One sweep a second looks after every connection's patience."""

    def __init__(
        self,
        meet: Callable[[Line], Speaker],
        let_in: Callable[[str], bool],
        counts: Counter[str],
        *,
        max_connections: int,
        per_source: int,
        idle_s: float,
        frames_per_s: float,
    ) -> None:
        self.meet = meet
        self.counts = counts
        self.idle_s = idle_s
        self.frames_per_s = frames_per_s
        self._let_in = let_in
        self._max = max_connections
        self._per_source = per_source
        self._sources: Counter[str] = Counter()
        self.connections: set[TcpLine] = set()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self, listen: HostPort) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: TcpLine(self), listen.host, listen.port, backlog=1024)
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
        for line in list(self.connections):
            line.abort("closed")

    def admit(self, line: TcpLine) -> bool:
        """Whether the connection may stay."""
        if not self._let_in(line.host):
            self.counts["not_let_in"] += 1
            return False
        if len(self.connections) >= self._max or self._sources[line.host] >= self._per_source:
            self.counts["connections_refused"] += 1
            return False
        self.connections.add(line)
        self._sources[line.host] += 1
        return True

    def leave(self, line: TcpLine) -> None:
        """The connection has ended."""
        if line in self.connections:
            self.connections.discard(line)
            self._sources[line.host] -= 1
            if not self._sources[line.host]:
                del self._sources[line.host]

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP_S)
            now = loop.time()
            for line in list(self.connections):
                line.look(now)


class TcpLine(asyncio.Protocol):
    """One connection."""

    __slots__ = (
        "_heard_at",
        "_loop",
        "_pending",
        "_rate",
        "_receiver",
        "_server",
        "_speaker",
        "_strikes",
        "_timer",
        "_transport",
        "host",
    )

    def __init__(self, server: TcpServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._receiver = Receiver()
        self._rate = Rate(server.frames_per_s)
        self._pending: deque[ReceiverEvent] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._strikes = 0
        #: When it came; since then, when its last whole frame did.
        self._heard_at = self._loop.time()
        self._speaker: Speaker | None = None
        self.host = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A terminal, or somebody, has connected."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream server's
        self._transport = transport
        self.host = str((transport.get_extra_info("peername") or ("",))[0])
        # Answers are short: a terminal that does not read them must not fill the kernel's memory either.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER)
        if self._server.admit(self):
            self._speaker = self._server.meet(self)
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        if self._timer is not None:
            self._timer.cancel()
        self._server.leave(self)
        if self._speaker is not None:
            self._speaker.gone()
        self._pending.clear()

    def data_received(self, data: bytes) -> None:
        """Bytes in pieces of any size."""
        self._pending.extend(self._receiver.feed(data))
        if self._pending and self._timer is None:
            self._drain()

    def look(self, now: float) -> None:
        """Do what is due, and give up whoever says nothing for too long."""
        speaker = self._speaker
        # Of one that has logged in, what waits is kept from us by our own pace.
        if speaker is None or (self._pending and speaker.known):
            return
        speaker.look(now)
        limit = self._server.idle_s if speaker.known else min(HELLO_S, self._server.idle_s)
        if now - self._heard_at >= limit:
            self.abort("idle_closed")

    def send(self, data: bytes) -> None:
        """Write; a peer that does not read is let go."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > _UNREAD_LIMIT:
            self.abort("unread_closed")
            return
        transport.write(data)

    def abort(self, why: str) -> None:
        """Close at once, and count why."""
        if self._transport is not None and not self._transport.is_closing():
            self._server.counts[why] += 1
            self._transport.abort()

    def _drain(self) -> None:
        """Hand over what came; what must wait stops the reading."""
        self._timer = None
        speaker, transport, pending = self._speaker, self._transport, self._pending
        if speaker is None or transport is None:
            return
        now = self._loop.time()
        while pending and not transport.is_closing():
            wait_s = _FULL_WAIT_S if speaker.waits else self._rate.wait_s(now)
            if wait_s:
                self._server.counts["paced"] += 1
                transport.pause_reading()
                self._timer = self._loop.call_later(wait_s, self._drain)
                return
            event = pending.popleft()
            if isinstance(event, Refused):
                self._strike()
            else:
                self._strikes = 0
                if speaker.known:
                    self._heard_at = now
            speaker.take(event)
        if not transport.is_closing() and not transport.is_reading():
            transport.resume_reading()

    def _strike(self) -> None:
        self._strikes += 1
        if self._strikes >= STRIKES:
            self.abort("strikes_closed")
