"""JBF-193K (北大青鸟): the interface board of JBF-11S and JBF-11SF panels. 9600 8N1.

    82  command panel loop address type year month day hour minute second sum  83

Each of the twelve bytes travels as two characters: 30 + high half, 30 + low half; so 82 and 83 occur nowhere
else. Addresses are `panel-loop-address`.

Traps
-----
- Two conventions for the sum are in the field: of data 1 to 11 (`whole`), and of the first five (`short`).
  A receiver takes both and says which. One flipped character of a `whole` frame can look like a `short` one,
  so `short` alone is believed only from a panel that is known to use it: told by its profile, or shown by
  the same frame coming twice.
- Commands 97 and 98 (release, isolate) are swapped in documents before version 2.3.
- The panel's clock is random after power-up.
- A frame of command FC (electrical fire) is longer; the check of its further bytes could not be reproduced
  from the documents' example. They are kept as evidence and not believed.
- The panel leaves its polled mode by itself: 3 min without a poll in version 2.0, 3 s from 2.1 on.

    python -m telemetry.jbf193k 82 38 30 ... 83

Sources: JBF-193K communication protocol 2.0 to 2.3 (https://github.com/georgewzy/KS_old_gateway, panel
documents); https://github.com/kobezhao513/9608eigit (commands).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

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
    ends,
    operation,
    sets,
)
from telemetry.panel_time import moment

HEAD, TAIL = 0x82, 0x83
DATA_BYTES = 12
FRAME_BYTES = 2 + 2 * DATA_BYTES
MAX_FRAME_BYTES = 80
HEARTBEAT, OK, ELECTRICAL = 0x00, 0x09, 0xFC
Convention = Literal["whole", "short"]
_SHORT_SUM = 5
#: Frames in a row that must contradict the convention a panel was known by before the other is believed.
_RELEARN = 3

COMMANDS = {
    0x00: Meaning("heartbeat", "心跳"),
    0x09: Meaning("ok", "正常"),
    0xEF: sets("panel fault", "控制器故障", "fault", panel=True),
    0x01: RESET,
    0x0B: operation("silence", "消音"),
    0x80: sets("fire", "火警", "fire"),
    0x0A: sets("fire", "火警", "fire"),
    0x81: sets("fault", "故障", "fault"),
    0x82: ends("fault restored", "故障恢复", "fault"),
    0x83: sets("automatic start", "自动启动", "started"),
    0x84: ends("automatic stop", "自动停止", "started"),
    0x85: sets("answer", "应答", "feedback"),
    0x86: ends("answer withdrawn", "应答撤销", "feedback"),
    0x87: sets("loop fault", "回路故障", "fault"),
    0x88: ends("loop restored", "回路故障恢复", "fault"),
    0x90: sets("manual start", "手动启动", "started"),
    0x91: ends("manual stop", "手动停止", "started"),
    0x97: ends("released", "释放", "disabled"),
    0x98: sets("isolated", "隔离", "disabled"),
    0x8B: sets("simulated fire", "模拟火警", "test"),
    0x8C: sets("supervision", "监管", "supervisory"),
    0x8D: ends("supervision over", "监管取消", "supervisory"),
    0x51: sets("direct line: manual start", "多线手动启动", "started"),
    0x52: ends("direct line: manual stop", "多线手动停止", "started"),
    0x53: sets("direct line: answer", "多线应答", "feedback"),
    0x54: ends("direct line: answer over", "多线应答停止", "feedback"),
    0x55: sets("direct line: automatic start", "多线自动启动", "started"),
    0x56: ends("direct line: automatic stop", "多线自动停止", "started"),
    0x57: operation("direct line: start delayed", "多线自动启动延时"),
    0x58: sets("direct line: no answer", "多线应答缺失", "fault"),
    0x59: sets("direct line: line fault", "多线线路故障", "fault"),
    0x5A: ends("direct line: line restored", "多线线路故障恢复", "fault"),
    0xFA: sets("combustible gas", "可燃气体", "supervisory"),
    0xFB: sets("fire door", "防火门", "supervisory"),
    0xFC: sets("electrical fire monitoring", "电气火灾监控", "supervisory"),
}
#: Boards and power carry their state in the loop byte: 80 fault, 90 restored.
CONDITIONED = {
    0x70: ("board", "电路板", "fault"),
    0x71: ("mains", "主电", "power-fault"),
    0x72: ("battery", "备电", "power-fault"),
}
_FAULT, _RESTORED = 0x80, 0x90


class Frame(NamedTuple):
    """The twelve bytes of a frame, the conventions its sum fits, and what comes after them (FC only)."""

    data: bytes
    conventions: frozenset[Convention]
    further: bytes = b""

    @property
    def command(self) -> int:
        """The first byte."""
        return self.data[0]


def encode(data: bytes, convention: Convention = "whole") -> bytes:
    """A frame of the first eleven bytes; the sum is added."""
    if len(data) != DATA_BYTES - 1:
        raise ValueError(f"{len(data)} bytes; a frame carries {DATA_BYTES - 1} and their sum")
    summed = sum8(data if convention == "whole" else data[:_SHORT_SUM])
    halves = (half for byte in (*data, summed) for half in (0x30 + (byte >> 4), 0x30 + (byte & 0x0F)))
    return bytes((HEAD, *halves, TAIL))


def parse(frame: bytes) -> Frame:
    """Read a frame from 82 to 83. Raises FrameError naming the byte that is wrong."""
    if frame[:1] != bytes((HEAD,)):
        raise FrameError(f"byte 0 is {frame[:1].hex().upper() or 'missing'}, not 82")
    if frame[-1] != TAIL:
        raise FrameError(f"byte {len(frame) - 1} is {frame[-1]:02X}, not 83")
    inner = frame[1:-1]
    for at, byte in enumerate(inner, 1):
        if byte >> 4 != 3:
            raise FrameError(f"byte {at} is {byte:02X}; each half of a byte travels as 30 to 3F")
    if len(inner) < 2 * DATA_BYTES:
        raise FrameError(f"{len(frame)} bytes; a frame has {FRAME_BYTES}")
    halves = [byte & 0x0F for byte in inner]
    whole = [high << 4 | low for high, low in zip(halves[::2], halves[1::2], strict=False)]
    data = bytes(whole[:DATA_BYTES])
    if len(inner) > 2 * DATA_BYTES and data[0] != ELECTRICAL:
        raise FrameError(f"{len(frame)} bytes; a frame of command {data[0]:02X} has {FRAME_BYTES}")
    sums: dict[Convention, int] = {"whole": sum8(data[:-1]), "short": sum8(data[:_SHORT_SUM])}
    fits = frozenset(name for name, value in sums.items() if value == data[-1])
    if not fits:
        raise FrameError(
            f"sum is {data[-1]:02X}, computed {sums['whole']:02X} of all or {sums['short']:02X} of five"
        )
    return Frame(data, fits, inner[2 * DATA_BYTES :])


def statement(frame: Frame, swapped: bool = False) -> Statement:
    """What a frame says; `swapped` for documents before 2.3, where 97 isolates and 98 releases."""
    command, panel, loop, address, kind, year, month, day, hour, minute, second, _ = frame.data
    named = {0x97: 0x98, 0x98: 0x97}.get(command, command) if swapped else command
    meaning = COMMANDS.get(named) or _conditioned(command, loop) or panel_line.unknown(f"{command:02X}")
    of_panel = meaning.panel or meaning.everywhere
    evidence: dict[str, str | float | bool | None] = {
        "sum": " or ".join(sorted(frame.conventions)),
        "panel": panel,
        "device_type": kind,
    }
    if frame.further:
        evidence["unchecked"] = frame.further.hex(" ").upper()
    return Statement(
        meaning,
        code=f"{command:02X}",
        address=None if of_panel else f"{panel}-{loop}-{address}",
        time=moment(year, month, day, hour, minute, second),
        unit=CONDITIONED[command][0] if command in CONDITIONED else "",
        evidence=evidence,
    )


def _conditioned(command: int, condition: int) -> Meaning | None:
    if command not in CONDITIONED:
        return None
    en, zh, state = CONDITIONED[command]
    if condition == _FAULT:
        return sets(f"{en} fault", f"{zh}故障", state, panel=True)
    if condition == _RESTORED:
        return ends(f"{en} restored", f"{zh}恢复", state, panel=True)
    return panel_line.unknown(f"{command:02X} {condition:02X}")._replace(panel=True)


class Receiver(FrameStream):
    """Listens to the board, confirms with `09`, and polls with `00` when asked to.

    `checksum` is the panel's convention when it is known; None learns it.
    """

    max_bytes = MAX_FRAME_BYTES
    first_bytes = frozenset({HEAD})

    def __init__(self, checksum: Convention | None = None, swapped: bool = False) -> None:
        super().__init__()
        self._known = checksum
        self._fixed = checksum is not None
        self._swapped = swapped
        self._doubted = b""
        self._contradictions = 0

    def poll(self) -> bytes:
        """A heartbeat; the board answers it with `09`."""
        return encode(bytes(DATA_BYTES - 1))

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one frame."""
        end = next((at for at, byte in enumerate(data[1:], 1) if byte >> 4 != 3), None)
        if end is None:
            return (1, FrameRefused(f"no end after {len(data)} bytes", data)) if final else (0, None)
        raw = data[: end + 1]
        if data[end] != TAIL:
            return end, FrameRefused(f"byte {end} is {data[end]:02X}, not 83", raw)
        try:
            frame = parse(raw)
        except FrameError as fault:
            return end + 1, FrameRefused(str(fault), raw)
        return end + 1, self._judged(frame, raw)

    def _judged(self, frame: Frame, raw: bytes) -> LineEvent:
        doubt = self._doubt(frame, raw)
        if doubt:
            return FrameRefused(doubt, raw)
        confirm = encode(bytes((OK, frame.data[1], *bytes(DATA_BYTES - 3))), self._known or "whole")
        if frame.command == HEARTBEAT:
            self._answer += confirm
            return Heard("heartbeat")
        if frame.command == OK:
            return Heard("ok")
        return FrameReceived((statement(frame, self._swapped),), raw, confirm, repeats=True)

    def _doubt(self, frame: Frame, raw: bytes) -> str:
        """Why the frame's sum is not to be believed; empty when it is."""
        if len(frame.conventions) == 2 or self._known in frame.conventions:
            self._contradictions = 0
            return ""
        (other,) = frame.conventions
        if self._fixed:
            return f"the sum fits the {other} convention; the profile says {self._known}"
        again = raw == self._doubted
        self._doubted = raw
        self._contradictions += 1
        if self._known is None and (other == "whole" or again):
            self._known, self._contradictions = other, 0
            return ""
        if self._known is not None and self._contradictions >= _RELEARN and again:
            self._known, self._contradictions = other, 0
            return ""
        return f"the sum fits only the {other} convention; believed when the same frame comes again"


def describe(frame: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    return panel_line.described("JBF-193K", statement(parse(frame)))


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.jbf193k", describe))
