"""Frames out of a byte stream: split, merged, damaged, hostile. Bytes in, events out.

Every frame stands between two 7E, and 7E never stands inside one, so a damaged frame costs no other: the next
7E begins anew. One 7E may end a frame and begin the next. The buffer never holds more than one unfinished
frame.
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry.errors import FrameError
from telemetry.jt808.frame import FLAG, MAX_BYTES, Message, parse_inside


class Refused(NamedTuple):
    """Bytes between two flags that are no frame."""

    reason: str
    data: bytes


ReceiverEvent = Message | Refused


class Receiver:
    """One direction of one connection."""

    __slots__ = ("_begun", "_buffer", "noise")

    def __init__(self) -> None:
        self._buffer = b""
        #: Whether a flag stands before what is in the buffer.
        self._begun = False
        #: Bytes before the first flag, and of frames longer than any can be.
        self.noise = 0

    @property
    def unfinished(self) -> int:
        """Bytes that wait for the rest of their frame; a flag alone is none."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[ReceiverEvent]:
        """Take bytes in pieces of any size."""
        *whole, rest = (self._buffer + data).split(FLAG)
        events: list[ReceiverEvent] = []
        for number, inside in enumerate(whole):
            if number == 0 and not self._begun:
                self.noise += len(inside)
            elif inside:
                events.append(_read(inside))
        self._begun = self._begun or bool(whole)
        if len(rest) > MAX_BYTES or not self._begun:
            self.noise += len(rest)
            self._begun = False
            rest = b""
        self._buffer = rest
        return events


def _read(inside: bytes) -> ReceiverEvent:
    try:
        return parse_inside(inside)
    except FrameError as fault:
        return Refused(str(fault), (FLAG + inside + FLAG)[:MAX_BYTES])
