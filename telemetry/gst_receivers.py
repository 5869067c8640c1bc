"""Our side of a GST line: asking the CRT port, or listening on the panel's bus.

The CRT port answers questions:

1. We send the panel's two address bytes `01 00`; it answers `01`.
2. We send `0F`; it answers with an event, its own condition, or idle.
3. We send `1F`: what it said is taken, and it goes on to the next. An event is confirmed once it is stored;
   unconfirmed, it is the answer to the next question again.

On the bus each frame comes three times: it is told once.

A frame whose checksum is wrong is not confirmed: the panel gives it again. An answer that cannot be read and
comes the same `_UNREADABLE` times is what this panel means to say: it is told with its bytes and confirmed,
for until then the panel gives nothing else, not even a fire.
"""

from __future__ import annotations

from telemetry import gst, panel_line
from telemetry.errors import FrameError
from telemetry.frame_stream import FrameStream
from telemetry.panel_line import FrameReceived, FrameRefused, Heard, LineEvent, Statement

ADDRESS = b"\x01\x00"
PRESENT, ASK, TAKEN = 0x01, b"\x0f", b"\x1f"
REPETITIONS = 3
_CRT_SIZES = {0xDD: gst.CRT_BYTES, 0xEE: gst.CRT_BYTES, 0xCB: gst.CRT_CONDITION_BYTES}
_CRT_SHORT_BYTES = 3
_UNREADABLE = 3
_END = b"\xbb"


class CrtReceiver(FrameStream):
    """Asks the CRT port: write `poll()` at the profile's pace."""

    max_bytes = gst.CRT_BYTES
    first_bytes = frozenset({PRESENT, 0x0A, 0x0C, 0x0D, 0x0E, 0xF0, 0xFA})

    def __init__(self) -> None:
        super().__init__()
        self._called = False
        self._asked = False
        self._answered = bytearray()
        self._unreadable = (b"", 0)
        self._told: list[LineEvent] = []

    def poll(self) -> bytes:
        """Call the panel; an answer still under way is given up."""
        self._noise += len(self._buffer)
        self._buffer.clear()
        self._judge_answer()
        self._called = True
        return ADDRESS

    def feed(self, data: bytes) -> list[LineEvent]:
        """Take bytes from the line, in pieces of any size."""
        if self._asked:
            self._answered += data[: self.max_bytes + 1 - len(self._answered)]
        told, self._told = self._told, []
        return [*told, *super().feed(data)]

    def _judge_answer(self) -> None:
        """Look at what came since the question, if it was not understood."""
        answer = bytes(self._answered)
        if self._asked and answer.endswith(_END) and len(answer) <= self.max_bytes:
            before, times = self._unreadable
            self._unreadable = (answer, times + 1 if answer == before else 1)
            if self._unreadable[1] >= _UNREADABLE:
                self._unreadable = (b"", 0)
                code = answer.hex(" ").upper()
                odd = Statement(panel_line.unknown(code)._replace(panel=True), code=code)
                self._told.append(FrameReceived((odd,), answer, TAKEN, repeats=True))
        self._asked = False
        self._answered.clear()

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one answer."""
        if data[0] == PRESENT:
            return self._present()
        if len(data) < 2:
            return 0, None
        size = _CRT_SIZES.get(data[1], _CRT_SHORT_BYTES)
        if len(data) < size:
            return 0, None
        frame = data[:size]
        try:
            said = gst.statement(gst.parse(frame))
        except FrameError as fault:
            return 1, FrameRefused(str(fault), frame)
        self._asked = False
        if frame in gst.CRT_SHORT and said.meaning is not None and said.meaning.kind is None:
            self._answer += TAKEN
            return size, Heard("idle")
        return size, FrameReceived((said,), frame, TAKEN, repeats=True)

    def _present(self) -> tuple[int, LineEvent | None]:
        if not self._called:
            return 1, None
        self._called = False
        self._asked = True
        self._answer += ASK
        return 1, Heard("present")


class BusReceiver(FrameStream):
    """Listens on the panel's bus."""

    max_bytes = gst.BUS_BYTES
    first_bytes = frozenset({0xAA})

    def __init__(self) -> None:
        super().__init__()
        self._last = b""
        self._times = 0

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one frame: seven bytes or twenty-four, as its event says or as its checksum fits."""
        if len(data) < gst.BUS_SHORT_BYTES:
            return 0, None
        event = data[1]
        if event in gst.BUS_SHORT_EVENTS:
            return self._taken(data[: gst.BUS_SHORT_BYTES])
        if len(data) < gst.BUS_BYTES and not final:
            return self._waiting(data)
        long = self._taken(data[: gst.BUS_BYTES])
        if isinstance(long[1], FrameRefused) and event not in gst.BUS_LONG_EVENTS:
            return self._taken(data[: gst.BUS_SHORT_BYTES])
        return long

    def _waiting(self, data: bytes) -> tuple[int, LineEvent | None]:
        """Refuse at the seventh byte what cannot become a frame."""
        if sum(data[:6]) & 0xFF == data[6]:
            return 0, None
        return self._taken(data[: gst.BUS_SHORT_BYTES])

    def _taken(self, frame: bytes) -> tuple[int, LineEvent | None]:
        try:
            said = gst.statement(gst.parse(frame))
        except FrameError as fault:
            return 1, FrameRefused(str(fault), frame)
        self._times = self._times + 1 if frame == self._last and self._times < REPETITIONS else 1
        self._last = frame
        if self._times > 1:
            return len(frame), Heard("repetition")
        if said.meaning is not None and said.meaning.known and said.meaning.kind is None:
            return len(frame), Heard("keep-alive")
        return len(frame), FrameReceived((said,), frame)
