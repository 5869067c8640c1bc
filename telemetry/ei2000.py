"""EI2000 (依爱): the interface of EI-2000 panels. The line's speed is in no source.

    68  length length  68  from(2) to(2) 00 version  command  count  records  sum  16

The length counts from behind the second 68 up to the sum, which is the sum of just those bytes. Commands:
135 alarms, 138 loop faults, 139 reset, 140 answer to a poll, 141 other alarms, 206 poll (ours), 250 answer. A
record of 135 has 38 bytes: loop, address, event, active, hour, minute, 32 bytes of text; of 138 and 141 five:
event (bit 7: over), panel, place, hour, minute. Addresses are `loop-address`.

Only one implementation of this protocol is known, and no capture: nothing here was checked against a panel.

    python -m telemetry.ei2000 68 09 09 68 ...

Source: https://github.com/kobezhao513/9608eigit.
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry import command_line, panel_line
from telemetry.checksums import sum8
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
    operation,
    sets,
)

HEAD, TAIL = 0x68, 0x16
ALARM, LOOP_FAULT, RESET_COMMAND, POLLED, OTHER, POLL, ANSWER = 135, 138, 139, 140, 141, 206, 250
VERSION = 0x10
_AROUND = 6  # 68, length twice, 68, sum, 16
_MIN_LENGTH = 8
MAX_LENGTH = 250
ALARM_BYTES, OTHER_BYTES = 38, 5
MAX_ALARMS = 6

EVENTS = {
    0x01: sets("fire", "火警", "fire"),
    0x02: sets("intruder alarm", "盗警", "supervisory"),
    0x03: sets("pre-alarm", "预警", "pre-alarm"),
    0x04: sets("detector fault", "探头故障", "fault"),
    0x05: sets("detector aged", "老化故障", "fault"),
    0x07: sets("short circuit isolated", "短路隔离故障", "fault"),
    0x08: sets("not configured", "未编故障", "fault"),
    0x0A: sets("acted", "动作", "feedback"),
    0x0B: sets("isolated", "隔离", "disabled"),
    0x0C: sets("started", "启动", "started"),
    0x0D: sets("gas leak", "泄露", "supervisory"),
    0x0E: sets("fire from input module", "输入模块火警", "fire"),
    0x0F: operation("control delayed", "控制模块正在延时"),
    0x10: sets("loop short circuit", "回路短路", "fault"),
    0x11: sets("loop open circuit", "回路开路", "fault"),
    0x13: sets("direct key output open", "直接按键输出断路", "fault"),
    0x14: sets("direct key output short", "直接按键输出短路", "fault"),
    0x15: sets("24 V output short", "24V电源输出短路", "fault"),
    0x16: sets("fire, smoke", "感烟火警", "fire"),
    0x17: sets("fire, heat", "感温火警", "fire"),
    0x18: sets("smoke sensor fault", "烟传感故障", "fault"),
    0x19: sets("heat sensor fault", "温传感故障", "fault"),
    0x1A: sets("address used twice", "地址重复", "fault"),
    0x1B: sets("24 V line open", "24V断线", "fault"),
    0x28: sets("mains fault", "主电故障", "power-fault", panel=True),
    0x29: sets("battery fault", "备电故障", "power-fault", panel=True),
    0x2A: sets("input or output out of bounds", "输入输出口越界", "fault"),
    0x2B: sets("signal line open", "信号线断线", "fault"),
    0x30: sets("supervision", "监管报警", "supervisory"),
    0x33: sets("fire of an area", "区域火警", "fire"),
    0x34: sets("direct line started", "多线启动", "started"),
    0x3B: sets("sounder communication fault", "声光通讯故障", "fault"),
    0x3C: sets("bus board fault", "总线板故障", "fault"),
    0x3E: sets("sounders started", "声光启动", "started"),
    **{code: sets("key board fault", "键盘板故障", "fault") for code in (0x1C, 0x1F, 0x20, 0x21)},
    **{code: sets("direct line fault", "多线线路故障", "fault") for code in (0x36, 0x37, 0x38, 0x39)},
    **{code: sets("sounder line fault", "声光线路故障", "fault") for code in (0x3F, 0x40)},
}
_OVER = 0x80


class Frame(NamedTuple):
    """A frame whose sum agreed."""

    sender: bytes
    receiver: bytes
    command: int
    body: bytes


def encode(frame: Frame) -> bytes:
    """The frame as it goes over the line."""
    inner = frame.sender + frame.receiver + bytes((0, VERSION, frame.command)) + frame.body
    if not _MIN_LENGTH <= len(inner) <= MAX_LENGTH:
        raise ValueError(f"{len(inner)} bytes; a frame carries {_MIN_LENGTH} to {MAX_LENGTH}")
    return bytes((HEAD, len(inner), len(inner), HEAD)) + inner + bytes((sum8(inner), TAIL))


def parse(frame: bytes) -> Frame:
    """Read a frame from 68 to 16. Raises FrameError naming the byte that is wrong."""
    if len(frame) < _MIN_LENGTH + _AROUND:
        raise FrameError(f"{len(frame)} bytes; a frame has at least {_MIN_LENGTH + _AROUND}")
    if frame[0] != HEAD or frame[3] != HEAD:
        raise FrameError(f"bytes 0 and 3 are {frame[0]:02X} and {frame[3]:02X}, not 68")
    if frame[1] != frame[2] or len(frame) != frame[1] + _AROUND:
        raise FrameError(f"lengths are {frame[1]} and {frame[2]}; these are {len(frame) - _AROUND} bytes")
    if frame[-1] != TAIL:
        raise FrameError(f"byte {len(frame) - 1} is {frame[-1]:02X}, not 16")
    inner = frame[4:-2]
    if frame[-2] != sum8(inner):
        raise FrameError(f"sum is {frame[-2]:02X}, computed {sum8(inner):02X}")
    return Frame(inner[:2], inner[2:4], inner[6], inner[7:])


def statements(frame: Frame) -> tuple[Statement, ...]:
    """What a frame says. Raises FrameError when its body is not what its command promises."""
    code = str(frame.command)
    if frame.command == RESET_COMMAND:
        return (Statement(RESET, code=code),)
    if frame.command in (POLLED, ANSWER):
        return (Statement(Meaning("poll answered", "巡检应答"), code=code),)
    if frame.command == ALARM:
        return tuple(_alarm(record) for record in _records(frame.body, ALARM_BYTES, MAX_ALARMS))
    if frame.command in (LOOP_FAULT, OTHER):
        return tuple(_other(record) for record in _records(frame.body, OTHER_BYTES, 48))
    odd = panel_line.unknown(f"command {code}")._replace(panel=True)
    return (Statement(odd, code=f"command {code}", evidence={"body": frame.body.hex(" ").upper()}),)


def _records(body: bytes, size: int, most: int) -> list[bytes]:
    count = body[0] if body else 0
    if count > most or len(body) < 1 + count * size:
        raise FrameError(f"{count} records in {len(body)} bytes; each takes {size}, at most {most} travel")
    return [body[at : at + size] for at in range(1, 1 + count * size, size)]


def _alarm(record: bytes) -> Statement:
    loop, address, event, active = record[:4]
    meaning = _meaning(event, over=not active)
    return Statement(
        meaning,
        code=f"{event:02X}",
        address=None if meaning.panel else f"{loop}-{address}",
        words=record[6:].split(b"\x00")[0].decode("gb18030", "replace").strip(),
        evidence={"panel_time": f"{record[4]:02}:{record[5]:02}"},
    )


def _other(record: bytes) -> Statement:
    event, panel, place = record[:3]
    meaning = _meaning(event & ~_OVER, over=bool(event & _OVER))._replace(panel=True)
    return Statement(
        meaning,
        code=f"{event:02X}",
        words=f"{panel}-{place}",
        unit=f"{event & ~_OVER:02X} {panel}-{place}",
        evidence={"panel": panel, "place": place, "panel_time": f"{record[3]:02}:{record[4]:02}"},
    )


def _meaning(event: int, over: bool) -> Meaning:
    meaning = EVENTS.get(event) or panel_line.unknown(f"{event:02X}")
    if not over or not meaning.sets:
        return meaning
    return meaning._replace(
        en=f"{meaning.en} over", zh=f"{meaning.zh}恢复", sets=frozenset(), clears=meaning.sets
    )


class Receiver(FrameStream):
    """Listens to the panel, answers what is stored with command 250, and polls with 206."""

    max_bytes = MAX_LENGTH + _AROUND
    first_bytes = frozenset({HEAD})

    def __init__(self, own: bytes = b"\x01\x00", panel: bytes = b"\x01\x00") -> None:
        super().__init__()
        self._own = own
        self._panel = panel

    def poll(self) -> bytes:
        """The question."""
        return encode(Frame(self._own, self._panel, POLL, b"\x01\x00"))

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one frame."""
        if len(data) < 4:
            return 0, None
        if data[1] != data[2] or data[3] != HEAD or not _MIN_LENGTH <= data[1] <= MAX_LENGTH:
            return 1, None
        size = data[1] + _AROUND
        if len(data) < size:
            return (0, None) if not final else (1, FrameRefused("the frame ends too soon", data))
        raw = data[:size]
        try:
            frame = parse(raw)
        except FrameError as fault:
            return 1, FrameRefused(str(fault), raw)
        try:
            said = statements(frame)
        except FrameError as fault:
            said = (Statement(panel_line.unread(str(fault)), code=str(frame.command)),)
        if frame.command in (POLLED, ANSWER):
            return size, Heard("poll answered")
        confirm = encode(Frame(self._own, frame.sender, ANSWER, bytes((1, frame.command))))
        return size, FrameReceived(said, raw, confirm, repeats=True)


def describe(frame: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    return panel_line.described_all("EI2000", statements(parse(frame)))


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.ei2000", describe))
