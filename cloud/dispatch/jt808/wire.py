"""Connections of terminals: bounded in number, in silence, in pace, in damaged frames, in unread answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

from runtime.allowance import Rate
from runtime.tcp_door import TcpConnection, TcpDoor
from telemetry.jt808.receiver import Receiver, ReceiverEvent, Refused

#: A connection that has not logged in is closed after this.
HELLO_S = 30.0
#: Damaged frames in a row after which it is no terminal that speaks.
STRIKES = 20
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


class TcpLine(TcpConnection):
    """One connection. `meet` makes what hears it; `frames_per_s` is its pace."""

    __slots__ = ("_heard_at", "_idle_s", "_meet", "_pending", "_rate", "_receiver", "_speaker", "_strikes")

    def __init__(
        self, door: TcpDoor, meet: Callable[[Line], Speaker], *, idle_s: float, frames_per_s: float
    ) -> None:
        super().__init__(door)
        self._meet, self._idle_s = meet, idle_s
        self._receiver = Receiver()
        self._rate = Rate(frames_per_s)
        self._pending: deque[ReceiverEvent] = deque()
        self._strikes = 0
        #: When it came; since then, when its last whole frame did.
        self._heard_at = self._loop.time()
        self._speaker: Speaker | None = None

    def met(self) -> None:
        """It was let in."""
        self._speaker = self._meet(self)

    def gone(self) -> None:
        """It has gone."""
        if self._speaker is not None:
            self._speaker.gone()
        self._pending.clear()

    def data_received(self, data: bytes) -> None:
        """Bytes in pieces of any size."""
        self._pending.extend(self._receiver.feed(data))
        if self._pending and not self.paused:
            self.drain()

    def look(self, now: float) -> None:
        """Do what is due, and give up whoever says nothing for too long."""
        speaker = self._speaker
        # Of one that has logged in, what waits is kept from us by our own pace.
        if speaker is None or (self._pending and speaker.known):
            return
        speaker.look(now)
        limit = self._idle_s if speaker.known else min(HELLO_S, self._idle_s)
        if now - self._heard_at >= limit:
            self.abort("idle_closed")

    def drain(self) -> None:
        """Hand over what came; what must wait stops the reading."""
        speaker, pending = self._speaker, self._pending
        if speaker is None:
            return
        now = self._loop.time()
        while pending and self.open:
            wait_s = _FULL_WAIT_S if speaker.waits else self._rate.wait_s(now)
            if wait_s:
                self._door.count("paced")
                self.pause(wait_s)
                return
            event = pending.popleft()
            if isinstance(event, Refused):
                self._strike()
            else:
                self._strikes = 0
                if speaker.known:
                    self._heard_at = now
            speaker.take(event)
        self.go_on()

    def _strike(self) -> None:
        self._strikes += 1
        if self._strikes >= STRIKES:
            self.abort("strikes_closed")
