"""A panel's date and time from its frame: a moment that exists, or nothing.

A panel whose clock lost its battery gives any digits. Whether a moment that exists is also believable is for
those who have a clock.
"""

from __future__ import annotations

from datetime import datetime


def moment(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime | None:
    """The moment, local and without zone; None when it does not exist. Years below 100 are this century's."""
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second)
    except ValueError:
        return None


def bcd(byte: int) -> int:
    """Two decimal digits in one byte; 255 for a byte that is none, which no field of a date allows."""
    high, low = byte >> 4, byte & 0x0F
    return high * 10 + low if high < 10 and low < 10 else 255
