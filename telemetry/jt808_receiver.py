"""JT/T 808 messages out of a byte stream: split, merged, damaged, hostile. Bytes in, events out.

Every message stands between two 7E, and 7E never stands inside one, so a damaged message costs no other: the
next 7E begins anew. One 7E may end a message and begin the next.
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry import jt808
from telemetry.errors import FrameError
from telemetry.jt808 import Message

_FLAG = bytes((jt808.FLAG,))


class Refused(NamedTuple):
    """Bytes between two flags that are no message."""

    reason: str
    data: bytes


class Receiver:
    """One direction of one connection."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        #: Whether a flag stands before what is in the buffer.
        self._begun = False
        #: Bytes before the first flag, and of messages longer than any can be.
        self.noise = 0

    def feed(self, data: bytes) -> list[Message | Refused]:
        """Take bytes in pieces of any size."""
        events: list[Message | Refused] = []
        self._buffer += data
        *whole, rest = self._buffer.split(_FLAG)
        for number, body in enumerate(whole):
            if number == 0 and not self._begun:
                self.noise += len(body)
            elif body:
                events.append(_read(bytes(body)))
        self._begun = self._begun or bool(whole)
        if len(rest) > jt808.MAX_BYTES or not self._begun:
            self.noise += len(rest)
            self._begun = False
            rest = bytearray()
        self._buffer = rest
        return events


def _read(body: bytes) -> Message | Refused:
    framed = _FLAG + body + _FLAG
    try:
        return jt808.parse(framed)
    except FrameError as fault:
        return Refused(str(fault), framed[: jt808.MAX_BYTES])
