"""How fire panels of several makers put what happens into frames, and take the answer. No I/O, no clock.

A voice has a queue of frames that nobody has confirmed yet. Speaking voices send its head until it is
confirmed; voices that are asked give it as the answer; printers send and forget. What each says of a point is
a table: the state of the panel's logic, and the code by which it is told when it begins and when it ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, NamedTuple

from simulators.building import Point
from simulators.panel import STANDING, Change, PanelLogic, State
from telemetry import jb3208, jbf193k, simplex4100
from telemetry.checksums import sum8
from telemetry.errors import FrameError
from telemetry.panel_line import FrameRefused, Heard

#: Frames that may wait; with more the oldest are lost, as panels lose them.
QUEUE = 500
Clock = Callable[[], datetime]


class Codes(NamedTuple):
    """What tells that a state begins, and that it ends; None where the protocol has no word for it."""

    begins: int | str | None
    ends: int | str | None = None


class Voice:
    """The common part: the queue, and what stands after a reset."""

    codes: ClassVar[Mapping[State, Codes]]
    #: Whether the panel speaks by itself, and whether it wants a confirmation.
    speaks = True
    confirmed = True

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: deque[bytes] = deque(maxlen=QUEUE)
        self.delivered = 0

    def frame(self, point: Point, code: int | str) -> bytes:
        """One frame that says `code` of a point."""
        raise NotImplementedError

    def reset_frame(self) -> bytes:
        """The frame of a reset."""
        raise NotImplementedError

    def heard(self, data: bytes) -> bytes:
        """Take the gateway's bytes; what is answered at once."""
        raise NotImplementedError

    def tell(self, changes: list[Change]) -> None:
        """Queue what is said of these changes."""
        for change in changes:
            if change.before in self.codes and change.before is not State.FIRE:
                self._queue(change.point, self.codes[change.before].ends)
            if change.after in self.codes:
                self._queue(change.point, self.codes[change.after].begins)

    def tell_reset(self, logic: PanelLogic) -> None:
        """Queue a reset, and everything that stands behind it."""
        self.waiting.append(self.reset_frame())
        for point in logic.points:
            state = logic.states()[point.id]
            if state in STANDING and state in self.codes:
                self._queue(point, self.codes[state].begins)

    def _queue(self, point: Point, code: int | str | None) -> None:
        if code is not None:
            self.waiting.append(self.frame(point, code))

    def _confirm(self) -> None:
        if self.waiting:
            self.waiting.popleft()
            self.delivered += 1


class Jbf193k(Voice):
    """JBF-193K: speaks, and is confirmed with command 09."""

    codes: ClassVar[Mapping[State, Codes]] = {
        State.FIRE: Codes(0x80),
        State.FAULT: Codes(0x81, 0x82),
        State.START: Codes(0x83, 0x84),
        State.ACTION: Codes(0x85, 0x86),
        State.ISOLATE: Codes(0x98, 0x97),
    }
    convention: jbf193k.Convention = "whole"

    def _frame(self, command: int, loop: int, device: int) -> bytes:
        at = self.clock()
        date = (at.year % 100, at.month, at.day, at.hour, at.minute, at.second)
        return jbf193k.encode(bytes((command, 1, loop, device, 4, *date)), self.convention)

    def frame(self, point: Point, code: int | str) -> bytes:
        """82 … 83 with panel 1."""
        return self._frame(int(code), point.loop, point.device & 0xFF)

    def reset_frame(self) -> bytes:
        """Command 01."""
        return self._frame(0x01, 0, 0)

    def heard(self, data: bytes) -> bytes:
        """09 confirms; a heartbeat is answered with 09."""
        answers = b""
        for piece in data.split(bytes((jbf193k.TAIL,)))[:-1]:
            command = jbf193k.parse(piece + bytes((jbf193k.TAIL,))).command
            if command == jbf193k.OK:
                self._confirm()
            elif command == jbf193k.HEARTBEAT:
                answers += self._frame(jbf193k.OK, 0, 0)
        return answers


class Jb3208(Voice):
    """JB-3208: speaks, and is confirmed with code 100."""

    codes: ClassVar[Mapping[State, Codes]] = {
        State.FIRE: Codes(110),
        State.FAULT: Codes(111),
        State.START: Codes(112),
        State.ACTION: Codes(113),
        State.ISOLATE: Codes(115),
    }

    def frame(self, point: Point, code: int | str) -> bytes:
        """FE … FF with one point of panel 1."""
        at = self.clock()
        digits = f"{at.year % 100:02}{at.month:02}{at.day:02}{at.hour:02}{at.minute:02}"
        words = jb3208.to_row_cell(point.name.zh)
        record = bytes((1, point.loop, point.device & 0xFF, 0, 0, 5, 1)) + bytes.fromhex(digits) + words
        return jb3208.encode(jb3208.Frame(1, int(code), b"\x01\x00" + record))

    def reset_frame(self) -> bytes:
        """Code 0."""
        return jb3208.encode(jb3208.Frame(1, jb3208.RESTART, b"\x00"))

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._line = jb3208.Receiver()

    def heard(self, data: bytes) -> bytes:
        """Code 100 confirms; two that come together answer one frame and its repetition."""
        events = self._line.feed(data)
        if any(isinstance(event, Heard) for event in events):
            self._confirm()
        for event in events:
            if isinstance(event, FrameRefused):
                raise FrameError(event.reason)
        return b""


class Simplex4100(Voice):
    """Simplex 4100: speaks, and is confirmed with ACK."""

    codes: ClassVar[Mapping[State, Codes]] = {
        State.FIRE: Codes("F1", "F0"),
        State.FAULT: Codes("T1", "T0"),
        State.START: Codes("C1", "C0"),
        State.ACTION: Codes("U1", "U0"),
    }

    def frame(self, point: Point, code: int | str) -> bytes:
        """FS … ck2 with one line of text."""
        at = self.clock()
        weekday = at.isoweekday() % 7 + 1
        where = f"1:M{point.loop}-{point.device}-0"
        line = f"{at:%H%M%S}-{weekday}{at:%d%m%y} {where} {code}* {point.text or point.name.en}"
        return self._encoded(simplex4100.EVENT, line)

    def reset_frame(self) -> bytes:
        """A warm start."""
        return self._encoded(simplex4100.START, "W: WARM START")

    def _encoded(self, kind: int, line: str) -> bytes:
        body = line.encode("ascii", "replace")[:200] + b"\r\n"
        return simplex4100.encode(simplex4100.Frame(0x30, kind, body))

    def heard(self, data: bytes) -> bytes:
        """Each ACK confirms one frame."""
        for _ in range(data.count(simplex4100.ACK)):
            self._confirm()
        return b""


class NotifierPrinter(Voice):
    """A Notifier printer line: speaks and forgets."""

    confirmed = False
    codes: ClassVar[Mapping[State, Codes]] = {
        State.FIRE: Codes("FIRE ALARM"),
        State.FAULT: Codes("TROUBLE/FAULT", "CLEARED TROUBLE/FAULT"),
        State.START: Codes("ON", "OFF"),
        State.ACTION: Codes("ACTIVE", "CLEARED ACTIVE"),
        State.ISOLATE: Codes("DISABLED", "CLEARED DISABLED"),
    }

    def _line(self, word: str, label: str, point: str) -> bytes:
        half = f"{self.clock():%I:%M:%S}{'A' if self.clock().hour < 12 else 'P'}"
        date = f"{self.clock():%a %b %d, %Y}".upper()
        return f"{word:<24}{label[:28]:<30}{half} {date}   {point}\r\n".encode("ascii", "replace")

    def frame(self, point: Point, code: int | str) -> bytes:
        """One line of paper."""
        return self._line(str(code), point.text or point.name.en, f"L{point.loop:02}D{point.device:03}")

    def reset_frame(self) -> bytes:
        """SYSTEM RESET."""
        return self._line("SYSTEM RESET", "", "")

    def heard(self, data: bytes) -> bytes:
        """A printer's line goes one way."""
        return b""


class Ld128e(Voice):
    """LD128E: is asked with 20; says each frame in two answers."""

    speaks = False
    codes: ClassVar[Mapping[State, Codes]] = {
        State.FIRE: Codes(0x01),
        State.FAULT: Codes(0x03, 0x06),
        State.START: Codes(0x44, 0x42),
        State.ACTION: Codes(0x09, 0x0B),
    }

    def frame(self, point: Point, code: int | str) -> bytes:
        """Three bytes."""
        return bytes((int(code), point.loop, point.device & 0xFF))

    def reset_frame(self) -> bytes:
        """Command 50."""
        return bytes((0x50, 0, 0))

    def _queue(self, point: Point, code: int | str | None) -> None:
        super()._queue(point, code)
        super()._queue(point, code)

    def heard(self, data: bytes) -> bytes:
        """The head of the queue, or 7F."""
        if b"\x20" not in data:
            return b""
        answer = self.waiting[0] if self.waiting else b"\x7f"
        self._confirm()
        return answer


class GstCrt(Voice):
    """The CRT port of a GST panel: is called with 01 00, asked with 0F, confirmed with 1F."""

    speaks = False
    codes: ClassVar[Mapping[State, Codes]] = {
        State.FIRE: Codes("0D DD 01"),
        State.FAULT: Codes("0E EE 00"),
        State.START: Codes("0D DD 02", "0D DD 03"),
        State.ISOLATE: Codes("0E EE 01", "0E EE 10"),
    }

    def frame(self, point: Point, code: int | str) -> bytes:
        """Nine bytes; the address is loop and device as six digits."""
        first, second, state = bytes.fromhex(str(code))
        inner = bytes.fromhex(f"{point.loop:02}{point.device:04}") + bytes((0x03, state))
        return bytes((first, second)) + inner + bytes((sum8(inner), 0xBB))

    def reset_frame(self) -> bytes:
        """0A AA BB."""
        return bytes((0x0A, 0xAA, 0xBB))

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._given = b""

    def heard(self, data: bytes) -> bytes:
        """The dialogue, byte by byte; 1F confirms what was given, not what has been queued since."""
        answers = b""
        for byte in data:
            if byte == 0x00:
                answers += b"\x01"
            elif byte == 0x0F:
                self._given = self.waiting[0] if self.waiting else b""
                answers += self._given or bytes((0xF0, 0xF0, 0xBB))
            elif byte == 0x1F and self._given:
                self._given = b""
                self._confirm()
        return answers


#: The profile of a panel -> its voice.
VOICES: Mapping[str, Callable[[Clock], Voice]] = {
    "jbf193k": Jbf193k,
    "jb3208": Jb3208,
    "simplex4100": Simplex4100,
    "notifier-printer": NotifierPrinter,
    "ld128e": Ld128e,
    "gst-crt": GstCrt,
}
