"""A location (位置信息): the 28 bytes at the heart of 0x0200, 0x0201 and 0x0704, and the items behind them.

    alarms 4 | status 4 | latitude 4 | longitude 4 | altitude 2 | speed 2 | direction 2 | time BCD 6 | items

An item is id 1, length 1, value. Terminals write China Standard Time.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from telemetry.errors import FrameError
from telemetry.jt808.location_terms import FIXED, SOUTH, WEST, number_of

CHINA = timezone(timedelta(hours=8))
HEAD = struct.Struct(">IIIIHHH6s")
HEAD_BYTES = HEAD.size
#: In 10⁻⁶ degree.
MAX_LATITUDE, MAX_LONGITUDE = 90_000_000, 180_000_000
MAX_DIRECTION_DEG = 359
_NO_DIRECTION = 0xFFFF
_NO_TIME = bytes(6)
_CURE = "restart the terminal's positioning module, or correct the terminal"


class Location(NamedTuple):
    """Where a vehicle was. South and west are negative degrees."""

    alarms: int
    status: int
    latitude_deg: float
    longitude_deg: float
    altitude_m: int
    #: In steps of 0.1.
    speed_kmh: float
    #: North 0, clockwise; None: the terminal knows none.
    direction_deg: int | None
    #: In steps of a second; None: what was written is no time.
    at: datetime | None
    #: Id and value of each item, as they came.
    items: tuple[tuple[int, bytes], ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether the position can be believed."""
        return bool(self.status & FIXED)

    def number(self, item: int) -> float | int | None:
        """The number that an item holds, in its unit; None: it is not there."""
        found = [number_of(known, value) for known, value in self.items if known == item]
        return found[-1] if found else None


def read(data: bytes) -> Location:
    """A location that fills `data`. Raises FrameError naming the byte, the field and the cure."""
    if len(data) < HEAD_BYTES:
        raise FrameError(
            f"location byte 0: needs {HEAD_BYTES} bytes, {len(data)} are there; "
            "the message was cut, send it again"
        )
    alarms, status, latitude, longitude, altitude, speed, direction, at = HEAD.unpack_from(data)
    if latitude > MAX_LATITUDE:
        raise FrameError(
            f"location byte 8: latitude (纬度): {latitude / 1e6} degrees is out of range; 0 to 90: {_CURE}"
        )
    if longitude > MAX_LONGITUDE:
        raise FrameError(
            f"location byte 12: longitude (经度): {longitude / 1e6} degrees is out of range; "
            f"0 to 180: {_CURE}"
        )
    return Location(
        alarms,
        status,
        round(latitude / 1e6, 6) * (-1 if status & SOUTH else 1),
        round(longitude / 1e6, 6) * (-1 if status & WEST else 1),
        altitude,
        round(speed / 10, 1),
        direction if direction <= MAX_DIRECTION_DEG else None,
        read_time(at),
        read_items(data),
    )


def read_items(data: bytes) -> tuple[tuple[int, bytes], ...]:
    """The items behind the 28 bytes. Raises FrameError where one runs past the end."""
    items = []
    at, size = HEAD_BYTES, len(data)
    while at < size:
        behind = at + 2 + data[at + 1] if at + 2 <= size else size + 1
        if behind > size:
            raise FrameError(
                f"location byte {at}: item {data[at]:02X} (附加信息) runs past the end; "
                "correct the length the terminal writes for it"
            )
        items.append((data[at], data[at + 2 : behind]))
        at = behind
    return tuple(items)


def pack(location: Location) -> bytes:
    """The location as it travels. Raises ValueError naming the field."""
    latitude, longitude = round(abs(location.latitude_deg) * 1e6), round(abs(location.longitude_deg) * 1e6)
    speed = round(location.speed_kmh * 10)
    direction = location.direction_deg
    for name, value, raw, most in (
        ("alarms (报警标志)", location.alarms, location.alarms, 0xFFFF_FFFF),
        ("status (状态)", location.status, location.status, 0xFFFF_FFFF),
        ("latitude (纬度)", location.latitude_deg, latitude, MAX_LATITUDE),
        ("longitude (经度)", location.longitude_deg, longitude, MAX_LONGITUDE),
        ("altitude (高程)", location.altitude_m, location.altitude_m, 0xFFFF),
        ("speed (速度)", location.speed_kmh, speed, 0xFFFF),
        ("direction (方向)", direction, direction or 0, MAX_DIRECTION_DEG),
    ):
        if not 0 <= raw <= most:
            raise ValueError(f"{name}: {value} is out of range")
    # On the equator and the meridian of Greenwich the bits may be as they are.
    south = location.status & SOUTH if latitude == 0 else SOUTH * (location.latitude_deg < 0)
    west = location.status & WEST if longitude == 0 else WEST * (location.longitude_deg < 0)
    head = HEAD.pack(
        location.alarms,
        location.status & ~(SOUTH | WEST) | south | west,
        latitude,
        longitude,
        location.altitude_m,
        speed,
        _NO_DIRECTION if direction is None else direction,
        pack_time(location.at),
    )
    for item, held in location.items:
        if not 0 <= item <= 0xFF or len(held) > 0xFF:
            raise ValueError(f"item {item} (附加信息): {len(held)} bytes; ids to 255, at most 255 bytes")
    return head + b"".join(bytes((item, len(held))) + held for item, held in location.items)


def read_time(raw: bytes) -> datetime | None:
    """The time that six BCD bytes hold, YYMMDDhhmmss; None where they are no time."""
    digits = raw.hex()
    if not digits.isdecimal():
        return None
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return None


def pack_time(at: datetime | None) -> bytes:
    """Six BCD bytes. Raises ValueError for a year that two digits do not hold."""
    if at is None:
        return _NO_TIME
    local = at.astimezone(CHINA)
    if not 2000 <= local.year <= 2099:
        raise ValueError(f"time (时间): year {local.year} is out of range; 2000 to 2099")
    return bytes.fromhex(f"{local:%y%m%d%H%M%S}")


@dataclass(frozen=True)
class OneLocation:
    """A location up to the body's end, as a field."""

    def read(self, data: bytes, at: int) -> tuple[Location, int]:
        """The location."""
        return read(data[at:]), len(data)

    def pack(self, value: Location) -> bytes:
        """The location as it travels."""
        return pack(value)


@dataclass(frozen=True)
class Locations:
    """Locations up to the body's end, each behind its length of two bytes. Their count stands elsewhere."""

    def read(self, data: bytes, at: int) -> tuple[tuple[Location, ...], int]:
        """The locations, oldest as the terminal has them."""
        return tuple(read(piece) for piece in pieces(data, at)), len(data)

    def pack(self, value: tuple[Location, ...]) -> bytes:
        """The locations, each behind its length."""
        packed = [pack(location) for location in value]
        return b"".join(len(piece).to_bytes(2, "big") + piece for piece in packed)


def pieces(data: bytes, at: int) -> list[bytes]:
    """The bytes of each location of a batch, from `at` on. Raises FrameError where one runs past the end."""
    found: list[bytes] = []
    while at < len(data):
        behind = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or behind > len(data):
            raise FrameError(f"location {len(found) + 1} runs past the end at body byte {at}; send it again")
        found.append(data[at + 2 : behind])
        at = behind
    return found
