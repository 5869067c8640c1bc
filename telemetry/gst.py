"""GST (海湾) panels on a serial line: frames of the CRT port of GST500/GST5000 and of the panel's own bus.

CRT port (2400 baud, the address bytes with mark parity, the rest with space). An event frame is nine bytes:

    class class address(3) type state checksum BB        checksum = sum of bytes 2 to 6, modulo 256

`0D DD` carries alarms and controls, `0E EE` faults. `0C CB` state checksum BB is the panel's own condition;
three-byte frames say idle, reset and silence. A point of a type that is no detector (a valve, a pressure
switch) says with state 01 that it has acted, not that it burns.

Bus listening (2400 baud, each frame three times) is twenty-four bytes, or seven:

    AA event address(3) type b6 … last     b6 = sum of bytes 0 to 5, last = sum of all before it

Addresses are printed by the panel as six digits, and travel as three bytes that read the same in hex. The
device type is decimal digits on the CRT port and binary on the bus.
Codes that no source names are kept and shown as unknown.

    python -m telemetry.gst 0D DD 00 10 04 03 01 18 BB

Sources: GSTCOM interface protocol; captures of GST5000 panels; https://github.com/georgewzy/KS_old_gateway
(panel documents); https://github.com/kobezhao513/9608eigit (device classes of the CRT port).
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry import command_line, panel_line
from telemetry.checksums import sum8
from telemetry.errors import FrameError
from telemetry.panel_line import RESET, Device, Meaning, Statement, ends, operation, sets
from telemetry.panel_time import bcd

CRT_BYTES = 9
CRT_CONDITION_BYTES = 5
BUS_BYTES = 24
BUS_SHORT_BYTES = 7
_END = 0xBB
_ACTED = sets("acted", "动作", "feedback")
_IDLE = Meaning("idle", "空闲")

#: (class byte 0, state byte) of the CRT port.
CRT_STATES = {
    (0x0D, 0x01): sets("fire", "火警", "fire"),
    (0x0D, 0x02): sets("start", "启动", "started"),
    (0x0D, 0x03): ends("stop", "停止", "started", "feedback"),
    (0x0D, 0x04): sets("test", "测试", "test"),
    (0x0E, 0x00): sets("fault", "故障", "fault"),
    (0x0E, 0x01): sets("isolated", "隔离", "disabled"),
    (0x0E, 0x10): ends("released", "释放", "disabled"),
    (0x0E, 0x20): sets("damaged", "损坏", "fault"),
    (0x0E, 0x30): sets("power fault", "电源故障", "power-fault"),
    (0x0E, 0x40): sets("sensor fault", "传感器故障", "fault"),
}
#: Low half of the panel's own condition on the CRT port; the high half says what is allowed.
CRT_CONDITIONS = {
    0x01: sets("mains fault", "主电故障", "power-fault", panel=True),
    0x02: ends("mains restored", "主电恢复", "power-fault", panel=True),
    0x03: sets("battery fault", "备电故障", "power-fault", panel=True),
    0x04: ends("battery restored", "备电恢复", "power-fault", panel=True),
}
CRT_SHORT = {
    bytes((0xF0, 0xF0, _END)): _IDLE,
    bytes((0x0A, 0xAA, _END)): RESET,
    bytes((0xFA, 0xAB, _END)): operation("silence", "消音"),
}
BUS_EVENTS = {
    0x15: sets("fire", "火警", "fire"),
    0x21: sets("fault", "故障", "fault"),
    0x22: sets("feedback", "反馈", "feedback"),
    0x02: sets("start", "启动", "started"),
    0x03: ends("stop", "停止", "started", "feedback"),
    0x11: ends("resumed", "恢复", "fault", "power-fault"),
    0xDE: sets("isolated", "隔离", "disabled"),
    0xDF: ends("released", "释放", "disabled"),
    0x04: RESET,
    0x61: operation("silence", "消音"),
    0x08: Meaning("keep-alive", "心跳"),
}
#: Events of the bus that captures show in seven bytes, and those that name a point and take twenty-four.
BUS_SHORT_EVENTS = frozenset({0x04, 0x08})
BUS_LONG_EVENTS = frozenset({0x15, 0x21, 0x22, 0x02, 0x03, 0x11, 0xDE, 0xDF})

#: Device types that sources confirm; the panel's own list differs by firmware.
DEVICE_TYPES = {
    3: ("smoke detector", "感烟探测器"),
    11: ("manual call point", "手动报警按钮"),
    29: ("pressure switch", "压力开关"),
    30: ("water flow indicator", "水流指示器"),
    31: ("lift", "电梯"),
    32: ("air handling unit", "空调机组"),
    69: ("combustible gas detector", "可燃气体探测器"),
}
#: Types 12 to 79 are devices that are driven or act; the others detect.
ACTING_TYPES = range(12, 80)


class Frame(NamedTuple):
    """One frame. Frames without an address (idle, reset, silence) have None there."""

    line: str
    meaning: Meaning
    code: int
    address: str | None
    device_type: int | None


def parse(data: bytes) -> Frame:
    """Read one whole frame of either line. Raises FrameError with the byte that is wrong."""
    if data in CRT_SHORT:
        return Frame("crt", CRT_SHORT[data], data[0], None, None)
    if data[:1] == b"\xaa":
        return _parse_bus(data)
    if data[:2] in (b"\x0d\xdd", b"\x0e\xee"):
        return _parse_crt(data)
    if data[:2] == b"\x0c\xcb":
        return _parse_condition(data)
    raise FrameError(f"no frame begins with {data[:2].hex(' ').upper() or 'nothing'}")


def _parse_crt(data: bytes) -> Frame:
    _check_crt(data, CRT_BYTES)
    kind = bcd(data[5]) if bcd(data[5]) != 255 else data[5]
    meaning = CRT_STATES.get((data[0], data[6]), panel_line.unknown(f"{data[6]:02X}"))
    if (data[0], data[6]) == (0x0D, 0x01) and kind in ACTING_TYPES:
        meaning = _ACTED
    return Frame("crt", meaning, data[6], data[2:5].hex(), kind)


def _parse_condition(data: bytes) -> Frame:
    _check_crt(data, CRT_CONDITION_BYTES)
    meaning = CRT_CONDITIONS.get(data[2] & 0x0F, operation("condition of the panel", "控制器状态"))
    return Frame("crt", meaning, data[2], None, None)


def _check_crt(data: bytes, size: int) -> None:
    if len(data) != size:
        raise FrameError(f"{len(data)} bytes; this frame of the CRT port has {size}")
    if data[-1] != _END:
        raise FrameError(f"byte {size - 1} is {data[-1]:02X}, not BB")
    _check(data, 2, size - 2)


def _parse_bus(data: bytes) -> Frame:
    if len(data) not in (BUS_BYTES, BUS_SHORT_BYTES):
        raise FrameError(f"{len(data)} bytes; a bus frame has {BUS_BYTES} or {BUS_SHORT_BYTES}")
    _check(data, 0, 6)
    event = data[1]
    meaning = BUS_EVENTS.get(event, panel_line.unknown(f"{event:02X}"))
    if len(data) == BUS_SHORT_BYTES:
        if event in BUS_LONG_EVENTS:
            raise FrameError(f"{BUS_SHORT_BYTES} bytes; event {event:02X} has {BUS_BYTES}")
        return Frame("bus", meaning, event, None, None)
    _check(data, 0, BUS_BYTES - 1)
    return Frame("bus", meaning, event, data[2:5].hex(), data[5])


def _check(data: bytes, first: int, at: int) -> None:
    expected = sum8(data[first:at])
    if data[at] != expected:
        raise FrameError(f"checksum at byte {at} is {data[at]:02X}, computed {expected:02X}")


def statement(frame: Frame) -> Statement:
    """What a frame says."""
    device = None
    if frame.device_type is not None:
        unknown = (f"unknown type {frame.device_type}", f"未知类型 {frame.device_type}")
        device = Device(frame.device_type, *DEVICE_TYPES.get(frame.device_type, unknown))
    return Statement(
        frame.meaning,
        code=f"{frame.code:02X}",
        address=None if frame.meaning.everywhere or frame.meaning.panel else frame.address,
        device=device,
        unit=frame.meaning.en.split()[0] if frame.meaning in CRT_CONDITIONS.values() else "",
    )


def describe(data: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    frame = parse(data)
    return {
        **panel_line.described("GST CRT" if frame.line == "crt" else "GST bus", statement(frame)),
        "address": frame.address,
    }


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.gst", describe))
