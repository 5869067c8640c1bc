"""Peers over TCP and UDP: bounded in number, in silence, in unfinished frames, in unread answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import Any, Protocol

from runtime.allowance import Rate
from runtime.settings import HostPort
from runtime.tcp_door import TcpConnection, TcpDoor
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver, ReceiverEvent, datagram

#: A frame whose rest does not come within this is given up; so is one that comes byte by byte.
QUIET_S = 2.0
FRAME_S = 10.0
#: A connection without a single whole frame is closed after this.
HELLO_S = 30.0
#: Damaged frames in a row after which it is no transmission device that speaks.
STRIKES = 50
_SOURCES_KNOWN = 4096


class Peer(Protocol):
    """Where something came from, and where the answer goes."""

    host: str
    transport_name: str

    def send(self, data: bytes) -> None:
        """Write an answer."""
        ...


class Hub(Protocol):
    """What the listeners feed."""

    def let_in(self, host: str) -> bool:
        """Whether a host may speak; one that may not is counted."""
        ...

    def take(self, event: ReceiverEvent, peer: Peer) -> float:
        """Take what a peer said: 0, or the seconds to wait before it can be taken."""
        ...

    def gone(self, peer: Peer) -> None:
        """A peer has gone; nothing can be sent to it any more."""
        ...

    def count(self, what: str) -> None:
        """Count something that went wrong on the way."""
        ...


class TcpPeer(TcpConnection):
    """One connection."""

    transport_name = "tcp"
    __slots__ = (
        "_begun",
        "_frames",
        "_heard_at",
        "_hub",
        "_idle_s",
        "_last_frame",
        "_pending",
        "_receiver",
        "_strikes",
    )

    def __init__(self, door: TcpDoor, hub: Hub, idle_s: float) -> None:
        super().__init__(door)
        self._hub, self._idle_s = hub, idle_s
        self._receiver = Receiver()
        self._pending: deque[ReceiverEvent] = deque()
        self._strikes = 0
        self._frames = 0
        self._last_frame = self._heard_at = self._loop.time()
        #: Since when an unfinished frame has been waiting for its rest.
        self._begun: float | None = None

    def gone(self) -> None:
        """It has gone."""
        self._hub.gone(self)

    def data_received(self, data: bytes) -> None:
        """Bytes in pieces of any size."""
        self._heard_at = self._loop.time()
        events = self._receiver.feed(data)
        unfinished = bool(self._receiver.unfinished)
        if not unfinished:
            self._begun = None
        elif self._begun is None or events:
            self._begun = self._heard_at
        self._pending.extend(events)
        self.drain()

    def look(self, now: float) -> None:
        """Give up what stays unfinished, and whoever says nothing for too long."""
        if self._pending:
            return
        begun = self._begun
        if begun is not None and (now - self._heard_at >= QUIET_S or now - begun >= FRAME_S):
            self._begun = None
            self._pending.extend(self._receiver.give_up())
            self.drain()
        limit = self._idle_s if self._frames else min(HELLO_S, self._idle_s)
        if now - self._last_frame >= limit:
            self.abort("idle_closed")

    def drain(self) -> None:
        """Hand over what came; what must wait stops the reading."""
        while self._pending and self.open:
            event = self._pending[0]
            wait_s = self._hub.take(event, self)
            if wait_s:
                self.pause(wait_s)
                return
            self._pending.popleft()
            if isinstance(event, Frame):
                self._strikes = 0
                self._frames += 1
                self._last_frame = self._loop.time()
            else:
                self._strikes += 1
                if self._strikes >= STRIKES:
                    self.abort("strikes_closed")
                    return
        self.go_on()


class UdpServer(asyncio.DatagramProtocol):
    """Hears datagrams until closed. A datagram holds whole frames; what comes too fast is left out."""

    def __init__(self, hub: Hub, frames_per_s: float) -> None:
        self._hub = hub
        self._frames_per_s = frames_per_s
        self._rates: OrderedDict[str, Rate] = OrderedDict()
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, listen: HostPort) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(listen.host, listen.port)
        )

    @property
    def port(self) -> int:
        """The port that is open, also when any was asked for (0)."""
        return int(self._transport.get_extra_info("sockname")[1]) if self._transport else 0

    def close(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Take the frames of one datagram."""
        host = str(addr[0])
        if not self._hub.let_in(host):
            return
        peer = UdpPeer(self._transport, addr)
        for event in datagram(data):
            if self._rate(f"{host}:{addr[1]}").wait_s(asyncio.get_running_loop().time()) or self._hub.take(
                event, peer
            ):
                self._hub.count("too_fast")

    def error_received(self, exc: Exception) -> None:
        """An answer could not be delivered: the device is gone, and repeats when it is back."""
        self._hub.count("udp_errors")

    def _rate(self, source: str) -> Rate:
        rate = self._rates.get(source)
        if rate is None:
            rate = self._rates[source] = Rate(self._frames_per_s)
            while len(self._rates) > _SOURCES_KNOWN:
                self._rates.popitem(last=False)
        self._rates.move_to_end(source)
        return rate


class UdpPeer:
    """The sender of one datagram."""

    transport_name = "udp"
    __slots__ = ("_addr", "_transport", "host")

    def __init__(self, transport: asyncio.DatagramTransport | None, addr: tuple[str | Any, int]) -> None:
        self._transport = transport
        self._addr = addr
        self.host = str(addr[0])

    def send(self, data: bytes) -> None:
        """Write an answer."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, self._addr)
