"""Analog values in registers: how the words are put together, and what they measure. Pure."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from device_profiles.finding import Sample
from device_profiles.registers.schema import NumberType, RegisterReading
from telemetry.analog_types import BY_SLUG

#: More is noise of the arithmetic.
DECIMALS = 6

_DECIMAL_DIGITS = {"bcd16": 4, "bcd32": 8}


def raw_value(reading: RegisterReading, words: Sequence[int]) -> float:
    """The number as the device means it, not yet scaled; NaN when the registers hold no such number.

    `words` are as many registers as the reading is wide, in the order of their addresses.
    """
    ordered = list(words) if reading.word_order == "big" else list(reversed(words))
    if reading.byte_order == "little":
        ordered = [(word >> 8 | word << 8) & 0xFFFF for word in ordered]
    data = struct.pack(f">{len(ordered)}H", *ordered)
    if reading.type in _DECIMAL_DIGITS:
        digits = data.hex()
        return float(digits) if digits.isdecimal() else float("nan")
    return float(struct.unpack(_FORMATS[reading.type], data)[0])


_FORMATS: dict[NumberType, str] = {"u16": ">H", "i16": ">h", "u32": ">I", "i32": ">i", "f32": ">f"}


def sample(reading: RegisterReading, words: Sequence[int]) -> Sample:
    """What the registers measure, in the unit of the reading's analog type."""
    raw = raw_value(reading, words)
    value = float("nan") if raw in reading.invalid else round(raw * reading.scale + reading.offset, DECIMALS)
    return Sample(
        BY_SLUG[reading.analog].code,
        value,
        reading.deadband,
        reading.min_interval_s,
        reading.max_interval_s,
        reading.always_above,
        reading.always_below,
    )
