"""GST (海湾) panels on a serial line: the CRT port of GST500/GST5000 and the panel's own bus.

CRT port (2400 baud, the address byte with mark parity, the rest with space). An event frame is nine bytes:

    class class address(3) type state checksum BB        checksum = sum of bytes 2 to 6, modulo 256

`0D DD` carries alarms and controls, `0E EE` faults; three-byte frames say idle, reset and silence.

Bus listening (2400 baud, each frame three times) is twenty-four bytes:

    AA event address(3) type b6 … last     b6 = sum of bytes 0 to 5, last = sum of all before it

Addresses are printed by the panel as six digits, and travel as three bytes that read the same in hex.
Codes that no source names are kept and shown as unknown.

    python -m telemetry.gst 0D DD 00 10 04 03 01 18 BB
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry import command_line
from telemetry.errors import FrameError
from telemetry.event_kinds import EventKind

CRT_BYTES = 9
BUS_BYTES = 24
_END = 0xBB


class Meaning(NamedTuple):
    """What a code says: the kind of event, whether it sets or clears it, and its names."""

    kind: EventKind | None
    active: bool
    en: str
    zh: str


_UNKNOWN = Meaning(None, True, "unknown code", "未知代码")

#: (class byte 0, state byte) of the CRT port.
CRT_STATES = {
    (0x0D, 0x01): Meaning(EventKind.FIRE, True, "fire", "火警"),
    (0x0D, 0x02): Meaning(EventKind.LINKAGE, True, "start", "启动"),
    (0x0D, 0x03): Meaning(EventKind.LINKAGE, False, "stop", "停止"),
    (0x0D, 0x04): Meaning(EventKind.TEST, True, "test", "测试"),
    (0x0E, 0x00): Meaning(EventKind.FAULT, True, "fault", "故障"),
    (0x0E, 0x01): Meaning(EventKind.DISABLED, True, "isolated", "隔离"),
    (0x0E, 0x10): Meaning(EventKind.DISABLED, False, "released", "释放"),
    (0x0E, 0x20): Meaning(EventKind.FAULT, True, "damaged", "损坏"),
    (0x0E, 0x30): Meaning(EventKind.FAULT, True, "power fault", "电源故障"),
    (0x0E, 0x40): Meaning(EventKind.FAULT, True, "sensor fault", "传感器故障"),
}
CRT_SHORT = {
    bytes((0xF0, 0xF0, _END)): Meaning(None, False, "idle", "空闲"),
    bytes((0x0A, 0xAA, _END)): Meaning(EventKind.OPERATION, True, "reset", "复位"),
    bytes((0xFA, 0xAB, _END)): Meaning(EventKind.OPERATION, True, "silence", "消音"),
}
BUS_EVENTS = {
    0x15: Meaning(EventKind.FIRE, True, "fire", "火警"),
    0x21: Meaning(EventKind.FAULT, True, "fault", "故障"),
    0x22: Meaning(EventKind.LINKAGE, True, "feedback", "反馈"),
    0x02: Meaning(EventKind.LINKAGE, True, "start", "启动"),
    0x03: Meaning(EventKind.LINKAGE, False, "stop", "停止"),
    0x11: Meaning(EventKind.FAULT, False, "resumed", "恢复"),
    0xDE: Meaning(EventKind.DISABLED, True, "isolated", "隔离"),
    0xDF: Meaning(EventKind.DISABLED, False, "released", "释放"),
    0x04: Meaning(EventKind.OPERATION, True, "reset", "复位"),
    0x61: Meaning(EventKind.OPERATION, True, "silence", "消音"),
    0x08: Meaning(None, False, "keep-alive", "心跳"),
}
#: Device types that captured frames confirm; the panel's own list differs by firmware.
DEVICE_TYPES = {
    0x03: ("smoke detector", "感烟探测器"),
    0x0B: ("manual call point", "手动报警按钮"),
    0x1F: ("lift", "电梯"),
}


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
    raise FrameError(f"no frame begins with {data[:2].hex(' ').upper() or 'nothing'}")


def _parse_crt(data: bytes) -> Frame:
    if len(data) != CRT_BYTES:
        raise FrameError(f"{len(data)} bytes; an event frame of the CRT port has {CRT_BYTES}")
    if data[8] != _END:
        raise FrameError(f"byte 8 is {data[8]:02X}, not BB")
    _check(data, 2, 7)
    meaning = CRT_STATES.get((data[0], data[6]), _UNKNOWN)
    return Frame("crt", meaning, data[6], data[2:5].hex(), data[5])


def _parse_bus(data: bytes) -> Frame:
    if len(data) != BUS_BYTES:
        raise FrameError(f"{len(data)} bytes; a bus frame has {BUS_BYTES}")
    _check(data, 0, 6)
    _check(data, 0, BUS_BYTES - 1)
    meaning = BUS_EVENTS.get(data[1], _UNKNOWN)
    return Frame("bus", meaning, data[1], data[2:5].hex(), data[5])


def _check(data: bytes, first: int, at: int) -> None:
    expected = sum(data[first:at]) & 0xFF
    if data[at] != expected:
        raise FrameError(f"checksum at byte {at} is {data[at]:02X}, computed {expected:02X}")


def describe(data: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    frame = parse(data)
    kind, active, en, zh = frame.meaning
    described: dict[str, object] = {
        "protocol": "GST CRT" if frame.line == "crt" else "GST bus",
        "kind": kind.value if kind else None,
        "active": active,
        "text": en,
        "text_zh": zh,
        "code": frame.code,
        "address": frame.address,
    }
    if frame.device_type is not None:
        unknown = (f"unknown type {frame.device_type}", f"未知类型 {frame.device_type}")
        type_en, type_zh = DEVICE_TYPES.get(frame.device_type, unknown)
        described["device_type"] = {"code": frame.device_type, "en": type_en, "zh": type_zh}
    return described


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.gst", describe))
