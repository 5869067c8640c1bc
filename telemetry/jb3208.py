"""JB-3208 (松江): the CRT port. 2400 to 19200 8N1; an answer is due within 500 ms.

    FE  panel  code  length(2, low first)  body  CRC-16/MODBUS(2, low first)  FF

The CRC runs from the panel's number to the end of the body. The document says that its high byte goes first;
every captured frame has the low byte first, so only that is taken, and a frame that the other order would
have fitted is refused with these words.

Body of codes 110 to 115: count (2, low first), then for each point 32 bytes: panel, loop, point, zone (2, low
first), type, state, five bytes of decimal digits (year month day hour minute), and ten characters as 区位码
(row and cell of GB 2312, 1 to 94 each). Addresses are `panel-loop-point`. Loops 74 and 76 are the mains and
the battery, 78 and 79 a loop's short and open circuit.

What the state byte says beside 01 in fires and 08 in faults is in no source: it travels as evidence, and a
state ends with the panel's restart. The answer to a frame (code 100) has the shape of the captured restart;
no capture shows one.

    python -m telemetry.jb3208 FE 01 00 01 00 00 48 00 FF

Sources: JB3208 serial protocol (CRT) and captures (https://github.com/georgewzy/KS_old_gateway, panel
documents).
"""

from __future__ import annotations

import contextlib
from typing import NamedTuple

from telemetry import command_line, panel_line
from telemetry.checksums import crc16_modbus
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
    sets,
)
from telemetry.panel_time import bcd, moment

HEAD, TAIL = 0xFE, 0xFF
RESTART, POLL = 0, 100
POINT_BYTES = 32
MAX_POINTS = 60
MAX_BODY_BYTES = 2 + MAX_POINTS * POINT_BYTES
_AROUND = 8  # FE, panel, code, length(2), CRC(2), FF

CODES = {
    110: sets("fire", "火警", "fire"),
    111: sets("fault", "故障", "fault"),
    112: sets("start", "启动", "started"),
    113: sets("feedback", "反馈", "feedback"),
    114: sets("supervision", "监管", "supervisory"),
    115: sets("isolated", "屏蔽", "disabled"),
}
#: What a fault of these loops is.
FAULT_LOOPS = {
    74: sets("mains fault", "主电故障", "power-fault", panel=True),
    76: sets("battery fault", "备电故障", "power-fault", panel=True),
    78: sets("loop short circuit", "回路短路", "fault"),
    79: sets("loop open circuit", "回路开路", "fault"),
}


class Frame(NamedTuple):
    """A frame whose CRC agreed."""

    panel: int
    code: int
    body: bytes


def encode(frame: Frame) -> bytes:
    """The frame as it goes over the line."""
    if len(frame.body) > MAX_BODY_BYTES:
        raise ValueError(f"{len(frame.body)} bytes; a body has at most {MAX_BODY_BYTES}")
    inner = bytes((frame.panel, frame.code)) + len(frame.body).to_bytes(2, "little") + frame.body
    return bytes((HEAD,)) + inner + crc16_modbus(inner).to_bytes(2, "little") + bytes((TAIL,))


def parse(frame: bytes) -> Frame:
    """Read a frame from FE to FF. Raises FrameError naming the byte that is wrong."""
    if len(frame) < _AROUND:
        raise FrameError(f"{len(frame)} bytes; a frame has at least {_AROUND}")
    if frame[0] != HEAD:
        raise FrameError(f"byte 0 is {frame[0]:02X}, not FE")
    size = int.from_bytes(frame[3:5], "little")
    if len(frame) != size + _AROUND:
        raise FrameError(f"{len(frame)} bytes; its length field asks for {size + _AROUND}")
    if frame[-1] != TAIL:
        raise FrameError(f"byte {len(frame) - 1} is {frame[-1]:02X}, not FF")
    computed = crc16_modbus(frame[1:-3])
    if frame[-3:-1] != computed.to_bytes(2, "little"):
        if frame[-3:-1] == computed.to_bytes(2, "big"):
            raise FrameError(f"CRC {computed:04X} came high byte first; these panels send the low byte first")
        raise FrameError(f"CRC is {frame[-2]:02X}{frame[-3]:02X}, computed {computed:04X}")
    return Frame(frame[1], frame[2], frame[5:-3])


def statements(frame: Frame) -> tuple[Statement, ...]:
    """What a frame says. Raises FrameError when its body is not what its code promises."""
    code = str(frame.code)
    if frame.code == RESTART:
        return (Statement(RESET, code=code, evidence={"panel": frame.panel}),)
    if frame.code == POLL:
        return (Statement(Meaning("poll", "巡检"), code=code),)
    meaning = CODES.get(frame.code)
    if meaning is None:
        odd = panel_line.unknown(code)
        return (Statement(odd, code=code, evidence={"body": frame.body[:128].hex(" ").upper()}),)
    count = int.from_bytes(frame.body[:2], "little")
    if len(frame.body) != 2 + count * POINT_BYTES:
        raise FrameError(f"{len(frame.body)} bytes of body; {count} points take {2 + count * POINT_BYTES}")
    points = [frame.body[at : at + POINT_BYTES] for at in range(2, len(frame.body), POINT_BYTES)]
    return tuple(_point(frame.code, meaning, point) for point in points)


def _point(code: int, meaning: Meaning, point: bytes) -> Statement:
    panel, loop, number = point[:3]
    if code == 111:
        meaning = FAULT_LOOPS.get(loop, meaning)
    year, month, day, hour, minute = (bcd(byte) for byte in point[7:12])
    return Statement(
        meaning,
        code=str(code),
        address=None if meaning.panel else f"{panel}-{loop}-{number}",
        words=row_cell_text(point[12:]),
        time=None if year == 255 else moment(year, month, day, hour, minute),
        time_step_s=60,
        evidence={
            "panel": panel,
            "zone": int.from_bytes(point[3:5], "little"),
            "device_type": point[5],
            "state": point[6],
        },
    )


def row_cell_text(data: bytes) -> str:
    """Characters as 区位码: row and cell of GB 2312, each 1 to 94. 00 and FF fill; others show as ※."""
    text = ""
    for row, cell in zip(data[::2], data[1::2], strict=False):
        if row in (0x00, 0xFF):
            continue
        pair = bytes((row + 0xA0, cell + 0xA0)) if 0 < row < 95 and 0 < cell < 95 else b"\xff"
        text += pair.decode("gb2312", "replace").replace("�", "※")
    return text.strip("　 ")


def to_row_cell(text: str, characters: int = 10) -> bytes:
    """A text as 区位码, filled with FF; characters outside GB 2312 are left out."""
    encoded = (character.encode("gb2312", "ignore") for character in text)
    pairs = b"".join(bytes((pair[0] - 0xA0, pair[1] - 0xA0)) for pair in encoded if len(pair) == 2)
    return pairs[: 2 * characters].ljust(2 * characters, b"\xff")


def _whole_frame_within(data: bytes) -> bool:
    """Whether a frame has come whole behind what looked like a head: nothing longer is waited for then."""
    at = data.find(HEAD, 1)
    while at != -1:
        end = at + int.from_bytes(data[at + 3 : at + 5], "little") + _AROUND
        if at + _AROUND <= len(data) and end <= len(data):
            with contextlib.suppress(FrameError):
                parse(data[at:end])
                return True
        at = data.find(HEAD, at + 1)
    return False


class Receiver(FrameStream):
    """Listens to the panel and answers each frame with code 100."""

    max_bytes = MAX_BODY_BYTES + _AROUND
    first_bytes = frozenset({HEAD})

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one frame."""
        if len(data) < 5:
            return 0, None
        size = int.from_bytes(data[3:5], "little") + _AROUND
        if size > self.max_bytes:
            return 1, FrameRefused(f"{size} bytes; a frame has at most {self.max_bytes}", data[:_AROUND])
        if len(data) < size:
            if final or _whole_frame_within(data):
                return 1, FrameRefused("the frame ends too soon", data)
            return 0, None
        raw = data[:size]
        try:
            frame = parse(raw)
        except FrameError as fault:
            return 1, FrameRefused(str(fault), raw)
        try:
            said = statements(frame)
        except FrameError as fault:
            said = (Statement(panel_line.unread(str(fault)), code=str(frame.code)),)
        answer = encode(Frame(frame.panel, POLL, b"\x00"))
        if frame.code == POLL:
            self._answer += answer
            return size, Heard("poll")
        return size, FrameReceived(said, raw, answer, repeats=True)


def describe(frame: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    return panel_line.described_all("JB-3208", statements(parse(frame)))


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.jb3208", describe))
