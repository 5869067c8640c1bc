"""Frames out of a byte stream: split, merged, damaged, hostile. Bytes in, events out.

Theory of operation
-------------------
1. A frame begins with `@@` and is as long as its length field says. What stands before a beginning is noise.
2. A frame whose end marker or checksum is right, but not both, is damaged and is refused whole: nothing is
   looked for inside it, or a text that holds the picture of a frame would be taken for one.
3. A beginning with neither was none, or its length is damaged: the search goes on two bytes behind it.
4. A length above the limit is refused at once, and the search goes on likewise.
5. A line that falls silent inside a frame will not finish it: the owner says `give_up`, and rule 3 applies to
   what is there. So a damaged length holds up what follows for that long at most.

The buffer never holds more than one unfinished frame.
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry.errors import FrameError
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import EDITION_2011, Dialect
from telemetry.gb26875.frame import HEAD_BYTES, LEAST_BYTES, Frame


class Refused(NamedTuple):
    """Bytes that should have been a frame. `header` is what they claim to be, to answer with a denial."""

    reason: str
    data: bytes
    header: Frame | None


ReceiverEvent = Frame | Refused


class Receiver:
    """One direction of one connection."""

    def __init__(self, dialect: Dialect = EDITION_2011) -> None:
        self._dialect = dialect
        self._buffer = bytearray()
        #: Bytes that belonged to no frame.
        self.noise = 0

    @property
    def unfinished(self) -> int:
        """Bytes that wait for the rest of their frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[ReceiverEvent]:
        """Take bytes in pieces of any size."""
        self._buffer += data
        return self._scan(final=False)

    def give_up(self) -> list[ReceiverEvent]:
        """The line is silent: what is unfinished stays so. Look for whole frames behind its beginning."""
        return self._scan(final=True)

    def _scan(self, *, final: bool) -> list[ReceiverEvent]:
        events: list[ReceiverEvent] = []
        buffer, start = self._buffer, self._dialect.start
        at = 0
        while True:
            found = buffer.find(start, at)
            if found < 0:
                # A start marker may be cut between two pieces.
                keep = int(not final and buffer[at:].endswith(start[:1]))
                self.noise += len(buffer) - at - keep
                at = len(buffer) - keep
                break
            self.noise += found - at
            event, end = self._frame_at(found, final)
            if end is None:
                at = found
                break
            if event is not None:
                events.append(event)
            at = end
        del buffer[:at]
        return events

    def _frame_at(self, at: int, final: bool) -> tuple[ReceiverEvent | None, int | None]:
        """What begins at `at`, and where to go on; None to wait for more."""
        buffer, limit = self._buffer, self._dialect.max_adu_bytes
        there = len(buffer) - at
        length = framing.adu_bytes(buffer[at : at + HEAD_BYTES]) if there >= HEAD_BYTES else 0
        if length > limit:
            head = bytes(buffer[at : at + HEAD_BYTES])
            reason = f"length of the data unit is {length}; at most {limit}"
            return Refused(reason, head, framing.unpack(head + b"\0\0\0")), self._skip(at)
        if there < LEAST_BYTES + length:
            if not final:
                return None, None
            reason = f"{there} bytes and then silence; the frame would have {LEAST_BYTES + length}"
            return Refused(reason, bytes(buffer[at:]), None), self._skip(at)
        data = bytes(buffer[at : at + LEAST_BYTES + length])
        try:
            return framing.parse(data, self._dialect), at + len(data)
        except FrameError as fault:
            ended = data.endswith(self._dialect.end)
            summed = data[-3] == framing.checksum(memoryview(data)[2:-3])
            behind = at + len(data) if ended or summed else self._skip(at)
            return Refused(str(fault), data, framing.unpack(data)), behind

    def _skip(self, at: int) -> int:
        self.noise += len(self._dialect.start)
        return at + len(self._dialect.start)


def datagram(data: bytes, dialect: Dialect = EDITION_2011) -> list[ReceiverEvent]:
    """The frames of one UDP datagram: it begins and ends with a frame, and nothing is carried over."""
    receiver = Receiver(dialect)
    return [*receiver.feed(data), *receiver.give_up()]
