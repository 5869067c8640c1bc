"""How people read addresses. The standard fixes only their sizes; makers fill them as they like.

Inside the suite a component address is a string of numbers joined by "-" without leading zeros ("2-17"); each
habit below turns the four bytes into one and back. Device addresses are written as the device's own settings
show them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple


class ComponentHabit(NamedTuple):
    """How a make fills the four bytes of a component address (部件地址)."""

    en: str
    zh: str
    read: Callable[[bytes], str]
    pack: Callable[[str], bytes]


class DeviceHabit(NamedTuple):
    """How a make fills the six bytes of a source or destination address."""

    en: str
    zh: str
    read: Callable[[bytes], str]
    pack: Callable[[str], bytes]


def _numbers(layout: str) -> tuple[Callable[[bytes], str], Callable[[str], bytes]]:
    packed = struct.Struct(layout)
    count = len(layout) - 1

    def read(raw: bytes) -> str:
        return "-".join(str(number) for number in packed.unpack(raw))

    def pack(shown: str) -> bytes:
        parts = shown.split("-")
        if len(parts) != count or not all(part.isascii() and part.isdecimal() for part in parts):
            raise ValueError(f"address {shown!r}: give {count} number(s) joined by '-'")
        try:
            return packed.pack(*(int(part) for part in parts))
        except struct.error as fault:
            raise ValueError(f"address {shown!r}: a number is too large") from fault

    return read, pack


#: The habits by name, as profiles give them.
COMPONENT_HABITS = {
    "zone-point": ComponentHabit(
        "zone and point, low byte first", "区号、位号各两字节,低字节在前", *_numbers("<HH")
    ),
    "u32": ComponentHabit("one number, low byte first", "一个四字节数,低字节在前", *_numbers("<I")),
    "loop-point-be": ComponentHabit(
        "loop and point, high byte first", "回路、点位各两字节,高字节在前", *_numbers(">HH")
    ),
    "bytes": ComponentHabit("four bytes in order", "按序四个字节", *_numbers("<BBBB")),
}


def _read_integer(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little"))


def _pack_integer(shown: str) -> bytes:
    if not (shown.isascii() and shown.isdecimal()) or int(shown) >= 1 << 48:
        raise ValueError(f"device address {shown!r}: a number from 0 to {(1 << 48) - 1}")
    return int(shown).to_bytes(6, "little")


def _read_ip(raw: bytes) -> str:
    return f"{'.'.join(str(byte) for byte in raw[:4])}:{int.from_bytes(raw[4:], 'big')}"


def _pack_ip(shown: str) -> bytes:
    host, _, port = shown.partition(":")
    numbers = host.split(".")
    sound = all(part.isascii() and part.isdecimal() for part in (*numbers, port or "x"))
    if len(numbers) != 4 or not sound or max(map(int, numbers)) > 255 or int(port) > 65535:
        raise ValueError(f"device address {shown!r}: write it as 192.168.1.4:27933")
    return bytes(int(part) for part in numbers) + int(port).to_bytes(2, "big")


def _read_digits(raw: bytes) -> str:
    return raw.hex().upper()


def _pack_digits(shown: str) -> bytes:
    """Twelve digits; of a longer serial number or IMEI the last twelve count."""
    try:
        raw = bytes.fromhex(shown[-12:].rjust(12, "0"))
    except ValueError:
        raw = b""
    if len(raw) != 6:
        raise ValueError(f"device address {shown!r}: the last twelve digits of the serial number or IMEI")
    return raw


DEVICE_HABITS = {
    "integer": DeviceHabit("one number, low byte first", "六字节数,低字节在前", _read_integer, _pack_integer),
    "ip": DeviceHabit("IPv4 address and port", "IPv4 地址加端口", _read_ip, _pack_ip),
    "imei": DeviceHabit(
        "last twelve digits of serial number or IMEI", "序列号或 IMEI 的末 12 位", _read_digits, _pack_digits
    ),
}


def readings(raw: bytes) -> dict[str, object]:
    """A component address in every habit, for who does not know the make, and as zone and point."""
    zone, point = struct.unpack("<HH", raw)
    shown = {name: habit.read(raw) for name, habit in COMPONENT_HABITS.items()}
    return {"hex": raw.hex(" ").upper(), "zone": zone, "point": point, **shown}


def device_readings(raw: bytes) -> dict[str, object]:
    """A device address in every habit."""
    return {"hex": raw.hex(" ").upper(), **{name: habit.read(raw) for name, habit in DEVICE_HABITS.items()}}
