"""The TCP side: connections bounded in number, in silence, in unfinished frames and in unread answers."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from edge_agent.drivers.uitd.troubles import told
from edge_agent.drivers.uitd.wire import Hub
from runtime.logging import get_logger
from runtime.settings import HostPort
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver, ReceiverEvent

log = get_logger("uitd")

#: A frame whose rest does not come within this is given up; so is one that comes byte by byte.
QUIET_S = 2.0
FRAME_S = 10.0
#: A connection without a single whole frame is closed after this.
HELLO_S = 30.0
#: Damaged frames in a row after which it is no transmission device that speaks.
STRIKES = 50
_PIECE = 4096
_UNREAD_LIMIT = 65_536


class TcpListener:
    """Accepts devices until closed."""

    def __init__(self, hub: Hub, max_connections: int, idle_s: float) -> None:
        self._hub = hub
        self._max_connections = max_connections
        self._idle_s = idle_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self, listen: HostPort) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        self._server = await asyncio.start_server(self._accept, listen.host, listen.port)

    @property
    def port(self) -> int:
        """The port that is open, also when any was asked for (0)."""
        sockets = self._server.sockets if self._server is not None else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    @property
    def connections(self) -> int:
        """Devices connected now."""
        return len(self._tasks)

    async def close(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername") or ("",)
        host = str(peer[0])
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine of the server runs in a task
        if not self._hub.let_in(host):
            writer.transport.abort()
            return
        if len(self._tasks) >= self._max_connections:
            self._hub.trouble(told("full", host, self._max_connections))
            writer.transport.abort()
            return
        self._tasks.add(task)
        connection = _Connection(self._hub, reader, writer, self._idle_s)
        try:
            await connection.serve(host)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self._hub.gone(connection.send)
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


class _Connection:
    def __init__(
        self, hub: Hub, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, idle_s: float
    ) -> None:
        self._hub = hub
        self._reader = reader
        self._writer = writer
        self._idle_s = idle_s
        self._receiver = Receiver()
        self._strikes = 0
        self._frames = 0
        self._loop = asyncio.get_running_loop()
        self._last_frame = self._loop.time()
        #: Since when an unfinished frame has been waiting for its rest.
        self._begun: float | None = None

    async def serve(self, host: str) -> None:
        """Read until the peer goes, or must."""
        while True:
            try:
                async with asyncio.timeout(self._patience()):
                    data = await self._reader.read(_PIECE)
            except TimeoutError:
                data = None
            if data == b"":
                return
            if data and self._hub.on_bytes is not None:
                self._hub.on_bytes("rx", data)
            events = self._receiver.feed(data) if data else []
            for event in [*events, *self._given_up(bool(data))]:
                await self._take(event)
            if self._strikes >= STRIKES:
                self._hub.trouble(told("strikes", host, STRIKES))
                return
            if self._loop.time() - self._last_frame >= self._limit():
                self._hub.trouble(told("idle", host, self._limit()))
                return

    def _limit(self) -> float:
        return self._idle_s if self._frames else min(HELLO_S, self._idle_s)

    def _patience(self) -> float:
        if self._receiver.unfinished:
            return QUIET_S
        return max(0.01, self._last_frame + self._limit() - self._loop.time())

    def _given_up(self, came: bool) -> list[ReceiverEvent]:
        """What is left of a frame that stopped half way, or comes too slowly."""
        now = self._loop.time()
        if not self._receiver.unfinished:
            self._begun = None
            return []
        if self._begun is None:
            self._begun = now
        if came and now - self._begun < FRAME_S:
            return []
        self._begun = None
        return self._receiver.give_up()

    async def _take(self, event: ReceiverEvent) -> None:
        if isinstance(event, Frame):
            self._begun = None
            self._strikes = 0
            self._frames += 1
            self._last_frame = self._loop.time()
        else:
            self._strikes += 1
        while True:
            wait_s = self._hub.take(event, self.send)
            if not wait_s:
                return
            await asyncio.sleep(wait_s)

    def send(self, data: bytes) -> None:
        """Write an answer; a peer that does not read them is let go."""
        transport = self._writer.transport
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() > _UNREAD_LIMIT:
            self._hub.trouble(told("unread"))
            transport.abort()
            return
        if self._hub.on_bytes is not None:
            self._hub.on_bytes("tx", data)
        self._writer.write(data)
