"""MEOKON (铭控) wireless pressure and level sensors: their A5 5A frame over NB-IoT, TCP or MQTT.

    A5 5A | command 1 | length 2 | device 12 ASCII | battery 1 | RSSI 1 signed | interval 2 s | records 2
    | sensor type 1 | alarm bits 1 | alarm low 2, high 2 | current value 2 | UTC 4 s | cached values 2 each
    | CRC 2 | 55 AA

Numbers travel high byte first. The CRC is CRC-16/MODBUS over everything before it. Unknown sensor types keep
their raw counts.

    python -m telemetry.meokon A5 5A 00 00 29 53 48 52 50 ...

Source: the maker's terminal protocol and its worked examples.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import NamedTuple

from telemetry import command_line
from telemetry.errors import FrameError

START, END = b"\xa5\x5a", b"\x55\xaa"
_HEAD = struct.Struct(">2sBH12sBbHHBBhhhI")
_TAIL_BYTES = 4
LEAST_BYTES = _HEAD.size + _TAIL_BYTES
#: The maker's frames hold a day's cache at most; a longer one is not believed.
MAX_BYTES = 2048


class SensorType(NamedTuple):
    """What one count is worth, and in which unit."""

    resolution: float
    unit: str


SENSOR_TYPES = {0: SensorType(0.1, "kPa"), 1: SensorType(0.001, "MPa"), 2: SensorType(0.01, "bar")}
ALARMS = (
    ("low", "低限报警"),
    ("high", "高限报警"),
    ("battery", "电池电量低"),
    ("sensor", "传感器故障"),
    ("hardware", "硬件故障"),
    ("second sensor low", "第二路低限报警"),
    ("second sensor high", "第二路高限报警"),
    ("third sensor or water release", "第三路报警或出水"),
)


class Report(NamedTuple):
    """One frame. Values and limits are raw counts; `scaled` gives them in the sensor's unit."""

    command: int
    device: str
    battery: int
    rssi_dbm: int
    interval_s: int
    sensor_type: int
    alarms: int
    alarm_low: int
    alarm_high: int
    value: int
    time_s: int
    cached: tuple[int, ...]
    #: What the frame says of its number of records; the bytes decide.
    records: int

    def scaled(self, count: int) -> float | None:
        """A count in the sensor's unit; None for a sensor type that the maker's text does not name."""
        known = SENSOR_TYPES.get(self.sensor_type)
        return None if known is None else round(count * known.resolution, 6)

    @property
    def unit(self) -> str | None:
        """The unit of `scaled`."""
        known = SENSOR_TYPES.get(self.sensor_type)
        return None if known is None else known.unit

    def alarm_names(self) -> list[tuple[str, str]]:
        """The alarms that are on, in English and Chinese."""
        return [names for bit, names in enumerate(ALARMS) if self.alarms >> bit & 1]


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS: polynomial A001 reflected, start FFFF."""
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _CRC[(value ^ byte) & 0xFF]
    return value


def _entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


_CRC = tuple(_entry(value) for value in range(256))


def parse(data: bytes) -> Report:
    """Read one whole frame. Raises FrameError naming the byte that is wrong."""
    if not LEAST_BYTES <= len(data) <= MAX_BYTES:
        raise FrameError(f"{len(data)} bytes; a frame has {LEAST_BYTES} to {MAX_BYTES}")
    if data[:2] != START:
        raise FrameError(f"byte 0: start is {data[:2].hex(' ').upper()}, not A5 5A")
    if data[-2:] != END:
        raise FrameError(f"byte {len(data) - 2}: end is {data[-2:].hex(' ').upper()}, not 55 AA")
    length = int.from_bytes(data[3:5], "big")
    if length != len(data):
        raise FrameError(f"byte 3: length says {length} bytes; there are {len(data)}")
    expected, found = crc16(data[:-_TAIL_BYTES]), int.from_bytes(data[-4:-2], "big")
    if found != expected:
        raise FrameError(f"byte {len(data) - 4}: CRC is {found:04X}, computed {expected:04X}")
    cache = data[_HEAD.size : -_TAIL_BYTES]
    if len(cache) % 2:
        raise FrameError(f"byte {_HEAD.size}: {len(cache)} bytes of cached values; each has two")
    _, command, _, device, battery, rssi, interval, records, sensor, alarms, low, high, value, at = (
        _HEAD.unpack_from(data)
    )
    return Report(
        command,
        device.decode("ascii", "backslashreplace").rstrip("\0 "),
        battery,
        rssi,
        interval,
        sensor,
        alarms,
        low,
        high,
        value,
        at,
        struct.unpack(f">{len(cache) // 2}h", cache),
        records,
    )


def encode(report: Report) -> bytes:
    """The frame as it travels. Raises ValueError on a field that does not fit."""
    device = report.device.encode("ascii")
    if len(device) > 12:
        raise ValueError(f"device {report.device!r}: at most 12 characters")
    length = LEAST_BYTES + 2 * len(report.cached)
    if length > MAX_BYTES:
        raise ValueError(f"{len(report.cached)} cached values make {length} bytes; at most {MAX_BYTES}")
    try:
        body = _HEAD.pack(
            START,
            report.command,
            length,
            device.ljust(12, b"\0"),
            report.battery,
            report.rssi_dbm,
            report.interval_s,
            report.records,
            report.sensor_type,
            report.alarms,
            report.alarm_low,
            report.alarm_high,
            report.value,
            report.time_s,
        ) + struct.pack(f">{len(report.cached)}h", *report.cached)
    except struct.error as fault:
        raise ValueError(f"a field is out of range: {fault}") from fault
    return body + crc16(body).to_bytes(2, "big") + END


def describe(data: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    report = parse(data)
    unit = report.unit
    on = report.alarm_names()
    return {
        "protocol": "MEOKON A5 5A",
        "kind": "alarm" if on else "reading",
        "kind_zh": "报警" if on else "读数",
        "command": report.command,
        "device": report.device,
        "battery": report.battery,
        "rssi_dbm": report.rssi_dbm,
        "interval_s": report.interval_s,
        "sensor_type": report.sensor_type,
        "value": report.scaled(report.value) if unit else report.value,
        "unit": unit,
        "alarm_low": report.scaled(report.alarm_low) if unit else report.alarm_low,
        "alarm_high": report.scaled(report.alarm_high) if unit else report.alarm_high,
        "alarms": [{"en": en, "zh": zh} for en, zh in on],
        "time": datetime.fromtimestamp(report.time_s, UTC).isoformat(),
        "cached": [report.scaled(count) if unit else count for count in report.cached],
        "records": report.records,
    }


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.meokon", describe))
