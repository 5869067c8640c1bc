"""Simplex / Tyco 4100: the computer port. 9600 8E1; some sites use 8N1.

    FS(1C)  sequence  kind  body  ETB(17)  ck1 ck2
    x = ~(sum of the bytes from the sequence up to ETB, which is left out) & FFF
    ck1 = 40 + (x >> 6), ck2 = 40 + (x & 3F)

Kinds: ENQ (05) supervision; RS (1E) an event; DC1 (11) a start. A frame comes again every 4 s until it is
acknowledged with ACK (06). The body of an event is a line of text:

    HHMMSS-WDDMMYY panel:Mloop-address-sub  letter value acknowledged

W is the day of the week, 1 = Sunday. Letters: F fire, P priority 2 (pre-alarm), T trouble, S supervisory,
U utility, C control; value 1 on, 0 off; `*` not acknowledged at the panel, `-` acknowledged. Names such as
`P33` are the panel's own. A clock whose day of the week does not agree with its date is not believed.

    python -m telemetry.simplex4100 1C 30 05 17 7F 4A

Sources: captures of 4100ES panels (https://github.com/georgewzy/KS_old_gateway, panel documents);
https://github.com/kobezhao513/9608eigit (kinds); FieldServer FS-8700-41.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from telemetry import command_line, panel_line
from telemetry.errors import FrameError
from telemetry.frame_stream import FrameStream
from telemetry.panel_line import (
    RESET,
    FrameReceived,
    FrameRefused,
    Heard,
    LineEvent,
    Meaning,
    Statement,
    ends,
    sets,
)
from telemetry.panel_time import moment

FS, ETB, ACK = 0x1C, 0x17, b"\x06"
SUPERVISION, START, EVENT = 0x05, 0x11, 0x1E
MAX_FRAME_BYTES = 256
_MIN_FRAME_BYTES = 6

_STATES = {
    "F": ("fire", "火警", "fire"),
    "P": ("priority 2", "预警", "pre-alarm"),
    "T": ("trouble", "故障", "fault"),
    "S": ("supervisory", "监管", "supervisory"),
    "U": ("utility", "反馈", "feedback"),
    "C": ("control", "启动", "started"),
}
LETTERS: dict[str, Meaning] = {
    **{f"{letter}1": sets(en, zh, state) for letter, (en, zh, state) in _STATES.items()},
    **{f"{letter}0": ends(f"{en} over", f"{zh}恢复", state) for letter, (en, zh, state) in _STATES.items()},
}
_EVENT = re.compile(
    r"(?P<time>\d{6})-(?P<weekday>\d)(?P<date>\d{6})\s+(?P<point>\S+)\s+(?P<code>[A-Z]\d)(?P<acked>[*-])\s*(?P<label>.*)"
)
_POINT = re.compile(r"(?:(?P<panel>\d+):)?M?(?P<path>\d+(?:-\d+){0,3})")


class Frame(NamedTuple):
    """A frame whose checksum agreed."""

    sequence: int
    kind: int
    body: bytes


def checksum(inner: bytes) -> bytes:
    """Both check characters of the bytes between FS and ETB."""
    x = ~sum(inner) & 0xFFF
    return bytes((0x40 + (x >> 6), 0x40 + (x & 0x3F)))


def encode(frame: Frame) -> bytes:
    """The frame as it goes over the line."""
    inner = bytes((frame.sequence, frame.kind)) + frame.body
    if ETB in inner or FS in inner or len(inner) + 4 > MAX_FRAME_BYTES:
        raise ValueError("a frame carries no FS, no ETB, and at most 252 bytes")
    return bytes((FS,)) + inner + bytes((ETB,)) + checksum(inner)


def parse(frame: bytes) -> Frame:
    """Read a frame from FS to the second check character. Raises FrameError naming the byte that is wrong."""
    if not _MIN_FRAME_BYTES <= len(frame) <= MAX_FRAME_BYTES:
        raise FrameError(f"{len(frame)} bytes; a frame has {_MIN_FRAME_BYTES} to {MAX_FRAME_BYTES}")
    if frame[0] != FS:
        raise FrameError(f"byte 0 is {frame[0]:02X}, not FS (1C)")
    if frame[-3] != ETB:
        raise FrameError(f"byte {len(frame) - 3} is {frame[-3]:02X}, not ETB (17)")
    computed = checksum(frame[1:-3])
    if frame[-2:] != computed:
        raise FrameError(f"checksum is {frame[-2:].hex().upper()}, computed {computed.hex().upper()}")
    return Frame(frame[1], frame[2], frame[3:-3])


def statement(frame: Frame) -> Statement:
    """What a frame says."""
    body = frame.body.decode("gb18030", "backslashreplace").strip()
    if frame.kind == SUPERVISION:
        return Statement(Meaning("supervision", "巡检"), code="ENQ")
    if frame.kind == START:
        return Statement(RESET, code="start", words=body)
    matched = _EVENT.fullmatch(body) if frame.kind == EVENT else None
    if matched is None:
        return Statement(panel_line.unknown(f"{frame.kind:02X} {body}"[:64]), code=f"{frame.kind:02X}")
    point = _POINT.fullmatch(matched["point"])
    path = "-".join(filter(None, (point["panel"], point["path"]))) if point else None
    time = _time(matched["time"], matched["weekday"], matched["date"])
    evidence: dict[str, str | float | bool | None] = {"acknowledged_at_panel": matched["acked"] == "-"}
    if time is None:
        evidence["clock_not_believed"] = f"{matched['time']}-{matched['weekday']}{matched['date']}"
    return Statement(
        LETTERS.get(matched["code"]) or panel_line.unknown(matched["code"]),
        code=matched["code"],
        address=path,
        words=" ".join(filter(None, (matched["point"], matched["label"]))),
        time=time,
        evidence=evidence,
    )


def _time(time: str, weekday: str, date: str) -> datetime | None:
    hour, minute, second = (int(time[at : at + 2]) for at in (0, 2, 4))
    day, month, year = (int(date[at : at + 2]) for at in (0, 2, 4))
    said = moment(year, month, day, hour, minute, second)
    return said if said is not None and said.isoweekday() % 7 + 1 == int(weekday) else None


class Receiver(FrameStream):
    """Listens to the panel and acknowledges: supervision at once, the rest once it is stored."""

    max_bytes = MAX_FRAME_BYTES
    first_bytes = frozenset({FS})

    def __init__(self) -> None:
        super().__init__()
        self._accepted = b""

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one frame; another FS inside it begins anew, and what came before is noise."""
        end = data.find(ETB)
        again = data.find(FS, 1)
        if again != -1 and (end == -1 or again < end):
            return again, None
        if end == -1 or len(data) < end + 3:
            return (0, None) if not final else (1, FrameRefused("the frame ends too soon", data))
        raw = data[: end + 3]
        try:
            frame = parse(raw)
        except FrameError as fault:
            return 1, FrameRefused(str(fault), raw)
        if frame.kind == SUPERVISION:
            self._answer += ACK
            self._accepted = b""
            return len(raw), Heard("supervision")
        if raw == self._accepted:
            self._answer += ACK
            return len(raw), Heard("repetition")
        return len(raw), FrameReceived((statement(frame),), raw, ACK, repeats=True)

    def accept(self, frame: FrameReceived) -> bytes:
        """ACK; the same frame after it is a repetition."""
        self._accepted = frame.frame
        return frame.answer


def missing_start(frame: bytes) -> bytes:
    """FS where a printed frame begins with its sequence number, as listings of captures do; else nothing."""
    return bytes((FS,)) if frame[:1] >= b"\x30" else b""


def describe(frame: bytes) -> dict[str, object]:
    """What a frame says, as plain data; its FS may be left out. Raises FrameError on an invalid one."""
    return panel_line.described("Simplex 4100", statement(parse(missing_start(frame) + frame)))


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.simplex4100", describe))
