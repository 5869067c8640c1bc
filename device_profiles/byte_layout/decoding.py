"""Reading a binary report with its layout. Pure: bytes in, named values out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor

from device_profiles.byte_layout.schema import MAX_BYTES, ByteField, ByteLayout, Tlv, TlvItem
from device_profiles.finding import Evidence, ReportError

_SIGNED = frozenset({"i8", "i16", "i32"})

#: The checks over a whole report, by their name in a layout.
CHECKS: Mapping[str, Callable[[bytes], bool]] = {
    "none": lambda data: True,
    "sum8-zero": lambda data: sum(data) & 0xFF == 0,
    "sum8-last": lambda data: sum(data[:-1]) & 0xFF == data[-1],
    "xor8-last": lambda data: reduce(xor, data[:-1], 0) == data[-1],
}

#: Where bytes stay that no tag of the layout explains: shown as they came.
UNREAD = "unread"


def decode(layout: ByteLayout, data: bytes) -> Evidence:
    """The report's values by name. Raises ReportError naming the byte that is wrong."""
    if not data or len(data) > MAX_BYTES:
        raise ReportError(f"{len(data)} bytes; a report has 1 to {MAX_BYTES}")
    if layout.lengths and len(data) not in layout.lengths:
        allowed = ", ".join(map(str, layout.lengths))
        raise ReportError(f"{len(data)} bytes; a report has {allowed}")
    begins = bytes.fromhex(layout.begins)
    if not data.startswith(begins):
        raise ReportError(f"byte 0: begins with {data[: len(begins)].hex(' ')}, not {begins.hex(' ')}")
    if not CHECKS[layout.check](data):
        raise ReportError(f"byte {len(data) - 1}: the check sum ({layout.check}) does not hold")
    values = _fields(layout.fields, data, layout.endian)
    if layout.tlv is not None:
        values |= _tlv(layout.tlv, data, layout.endian)
    return values


def _fields(fields: tuple[ByteField, ...], data: bytes, endian: str) -> Evidence:
    values: Evidence = {}
    for field in fields:
        start = field.at if field.at >= 0 else len(data) + field.at
        raw = data[start : start + field.width] if start >= 0 else b""
        if len(raw) == field.width:
            values[field.name] = _value(field, raw, endian)
    return values


def _value(field: ByteField, raw: bytes, endian: str) -> str | float | bool | None:
    if field.type == "hex":
        return raw.hex()
    if field.type == "ascii":
        return raw.decode("ascii", "backslashreplace").rstrip("\0 ")
    if field.type == "f32":
        number: float = struct.unpack("<f" if endian == "little" else ">f", raw)[0]
        return _scaled(field, number)
    count = int.from_bytes(raw, "little" if endian == "little" else "big", signed=field.type in _SIGNED)
    if field.bit is not None:
        return bool(count >> field.bit & 1)
    if field.bits is not None:
        low, high = field.bits
        count = count >> low & ((1 << high - low + 1) - 1)
    if count in field.none:
        return None
    return count if field.scale == 1 and not field.offset else _scaled(field, count)


def _scaled(field: ByteField, number: float) -> float:
    """The value in its unit, without what binary fractions add behind it."""
    return round(number * field.scale + field.offset, 9)


def _tlv(tlv: Tlv, data: bytes, endian: str) -> Evidence:
    values: Evidence = {}
    left = len(data)  # a tag takes at least one byte, so this many is no bound at all
    if tlv.count_at is not None:
        if tlv.count_at >= len(data):
            raise ReportError(f"byte {tlv.count_at}: the number of items is missing")
        left = data[tlv.count_at]
    place = tlv.start
    while place < len(data) and left:
        item = tlv.items.get(data[place])
        if item is None:
            break
        size = _size(item, data, place + 1)
        value = data[place + 1 : place + 1 + size]
        if len(value) < size:
            raise ReportError(
                f"byte {place}: tag {data[place]:02x} needs {size} bytes, {len(value)} are left"
            )
        values |= _fields(item.fields, value, endian)
        place += 1 + size
        left -= 1
    if tlv.count_at is not None and left and place >= len(data):
        raise ReportError(f"byte {len(data)}: {left} more items were announced")
    if place < len(data):
        values[UNREAD] = data[place:].hex()
    return values


def _size(item: TlvItem, data: bytes, place: int) -> int:
    if item.size_by_first and place < len(data):
        return item.size_by_first.get(data[place], item.size)
    return item.size
