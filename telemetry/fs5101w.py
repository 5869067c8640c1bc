"""FS5101W (赋安): the panel asks, we are a card that listens. 9600 8N2.

    F0  address  length  data  CRC-16/XMODEM(2, high first), from the address on

The first byte of the data is the command: A1 reset, A2 poll (answered within 100 ms), A4 time, A5 event.
An event is A5, function, source, event, network, panel, year month day hour minute second (binary), loop,
address, and eight bytes whose meaning is known only in part: they travel as evidence. Addresses are
`panel-loop-address`. Events are not confirmed.

    python -m telemetry.fs5101w F0 00 01 A1 96 FA

Sources: captures of a JB-QBH-FS5101W (https://github.com/georgewzy/KS_old_gateway, panel documents);
https://github.com/kobezhao513/9608eigit (events, sources, places of the fields, the answer to a poll).
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry import command_line, panel_line
from telemetry.checksums import crc16_xmodem
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

HEAD = 0xF0
MAX_DATA_BYTES = 0x28
_AROUND = 5  # F0, address, length, CRC(2)
RESET_COMMAND, POLL, TIME, EVENT = 0xA1, 0xA2, 0xA4, 0xA5
_EVENT_BYTES = 14  # A5 up to the address of the point

EVENTS = {
    0x00: ends("device back", "设备上线", "fault"),
    0x01: sets("device lost", "设备掉线", "fault"),
    0x02: sets("wrong device type", "设备类型错误", "fault"),
    0x03: sets("address used twice", "设备重码", "fault"),
    0x04: sets("start failed", "启动失败", "fault"),
    0x05: sets("fire", "火警", "fire"),
    0x06: operation("start requested", "启动请求"),
    0x07: sets("started", "启动成功", "started"),
    0x08: sets("module output fault", "模块输出故障", "fault"),
    0x09: sets("power fault", "电源故障", "power-fault"),
    0x0A: ends("power restored", "电源故障恢复", "power-fault"),
    0x0B: sets("module output short", "模块输出短路", "fault"),
    0x0E: sets("direct line short", "多线短路", "fault"),
    0x0F: sets("direct line open", "多线开路", "fault"),
    0x10: sets("direct line fault", "多线故障", "fault"),
    0x11: ends("direct line restored", "多线故障恢复", "fault"),
    0x12: sets("self-test fault", "自诊断故障", "fault"),
    0x13: sets("detector dirty", "污染", "fault"),
    0x14: sets("communication fault", "通信故障", "fault"),
    0x15: ends("communication restored", "通信故障恢复", "fault"),
    0x16: sets("memory fault", "存储器故障", "fault"),
    0x17: ends("memory restored", "存储器故障恢复", "fault"),
    0x1A: sets("direct line started", "多线启动成功", "started"),
    0x1B: ends("direct line stopped", "多线停止成功", "started"),
    0x1C: sets("direct line started on site", "多线现场启动成功", "started"),
    0x1D: ends("direct line stopped on site", "多线现场停止成功", "started"),
    0x1E: sets("direct line start failed", "多线启动失败", "fault"),
    0x21: operation("panel switched on", "开机"),
    0x22: RESET,
    0x23: operation("automatic control allowed", "自动允许"),
    0x24: operation("fire confirmed at the panel", "火警确认"),
    0x25: operation("pre-alarm confirmed at the panel", "预警确认"),
    0x26: Meaning("pre-alarm reset", "预警复位", clears=frozenset({"pre-alarm"}), everywhere=True),
    0x28: sets("isolated", "屏蔽", "disabled"),
    0x29: ends("released", "屏蔽解除", "disabled"),
    0x2A: sets("loop isolated", "回路屏蔽", "disabled"),
    0x2B: ends("loop released", "回路屏蔽解除", "disabled"),
    0x2C: sets("started by hand", "手动启动", "started"),
    0x2D: ends("stopped by hand", "手动停止", "started"),
    0x2E: sets("started by linkage", "联动启动", "started"),
    0x2F: operation("linkage delayed", "联动延时"),
    0x40: ends("loop restored", "总线故障恢复", "fault"),
    0x41: sets("pre-alarm", "预警", "pre-alarm"),
    0x42: sets("device fault", "设备故障", "fault"),
    **{code: sets("loop fault", "总线故障", "fault") for code in range(0x30, 0x40)},
}
SOURCES = {
    0x01: "探头 detector",
    0x02: "模块 module",
    0x03: "回路 loop",
    0x04: "主电 mains",
    0x05: "备电 battery",
    0x06: "计算机 computer",
    0x07: "显示盘 display",
    0x08: "多线 direct line",
    0x09: "控制器 panel",
    0x0A: "网络模块 network",
    0x0B: "充电 charger",
    0x0C: "系统板 system board",
}
#: Sources that are the panel itself, whatever loop and address travel along.
PANEL_SOURCES = frozenset({0x04, 0x05, 0x06, 0x07, 0x09, 0x0A, 0x0B, 0x0C})


class Frame(NamedTuple):
    """A frame whose CRC agreed; `data` begins with the command."""

    address: int
    data: bytes


def encode(frame: Frame) -> bytes:
    """The frame as it goes over the line."""
    if not 0 < len(frame.data) <= MAX_DATA_BYTES:
        raise ValueError(f"{len(frame.data)} bytes; a frame carries 1 to {MAX_DATA_BYTES}")
    inner = bytes((frame.address, len(frame.data))) + frame.data
    return bytes((HEAD,)) + inner + crc16_xmodem(inner).to_bytes(2, "big")


def parse(frame: bytes) -> Frame:
    """Read a frame. Raises FrameError naming the byte that is wrong."""
    if len(frame) <= _AROUND:
        raise FrameError(f"{len(frame)} bytes; a frame has more than {_AROUND}")
    if frame[0] != HEAD:
        raise FrameError(f"byte 0 is {frame[0]:02X}, not F0")
    if len(frame) != frame[2] + _AROUND:
        raise FrameError(f"{len(frame)} bytes; its length field asks for {frame[2] + _AROUND}")
    computed = crc16_xmodem(frame[1:-2])
    if frame[-2:] != computed.to_bytes(2, "big"):
        raise FrameError(f"CRC is {frame[-2]:02X}{frame[-1]:02X}, computed {computed:04X}")
    return Frame(frame[1], frame[3:-2])


def statement(frame: Frame) -> Statement:
    """What a frame says. Raises FrameError on an event that is too short."""
    data = frame.data
    if data[0] == RESET_COMMAND:
        return Statement(RESET, code="A1")
    if data[0] in (POLL, TIME):
        return Statement(
            Meaning("poll" if data[0] == POLL else "time", "巡检" if data[0] == POLL else "校时")
        )
    if data[0] != EVENT:
        code = f"command {data[0]:02X}"
        return Statement(panel_line.unknown(code)._replace(panel=True), code, evidence=_rest(data[1:]))
    if len(data) < _EVENT_BYTES:
        raise FrameError(f"{len(data)} bytes of data; an event has at least {_EVENT_BYTES}")
    function, source, event, network, panel = data[1:6]
    meaning = EVENTS.get(event) or panel_line.unknown(f"{event:02X}")
    of_panel = source in PANEL_SOURCES or meaning.everywhere or meaning.panel
    return Statement(
        meaning,
        code=f"{event:02X}",
        address=None if of_panel else f"{panel}-{data[12]}-{data[13]}",
        words=SOURCES.get(source, "").partition(" ")[0] if source in PANEL_SOURCES else "",
        time=moment(*data[6:12]),
        unit=SOURCES.get(source, f"{source:02X}") if source in PANEL_SOURCES else "",
        evidence={
            "function": f"{function:02X}",
            "source": SOURCES.get(source, f"未知 unknown {source:02X}"),
            "network": network,
            "panel": panel,
            **_rest(data[_EVENT_BYTES:]),
        },
    )


def _rest(data: bytes) -> dict[str, str | float | bool | None]:
    return {"payload": data.hex(" ").upper()} if data else {}


class Receiver(FrameStream):
    """Listens to the panel and answers its polls, as the station it asked."""

    max_bytes = MAX_DATA_BYTES + _AROUND
    first_bytes = frozenset({HEAD})

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one frame."""
        if len(data) < 3:
            return 0, None
        size = data[2] + _AROUND
        if not _AROUND < size <= self.max_bytes:
            return 1, FrameRefused(f"length {data[2]}; a frame carries 1 to {MAX_DATA_BYTES} bytes", data[:3])
        if len(data) < size:
            return (0, None) if not final else (1, FrameRefused("the frame ends too soon", data))
        raw = data[:size]
        try:
            frame = parse(raw)
        except FrameError as fault:
            return 1, FrameRefused(str(fault), raw)
        try:
            said = statement(frame)
        except FrameError as fault:
            said = Statement(panel_line.unread(str(fault)), code=f"{frame.data[0]:02X}")
        if frame.data[0] == POLL:
            self._answer += encode(Frame(frame.address, bytes((POLL, 0, 0))))
            return size, Heard("poll")
        if frame.data[0] == TIME:
            return size, Heard("time")
        return size, FrameReceived((said,), raw)


def describe(frame: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    return panel_line.described("FS5101W", statement(parse(frame)))


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.fs5101w", describe))
