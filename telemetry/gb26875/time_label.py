"""The time label (时间标签): six binary bytes, second first (clause 8.2.2).

The standard names no time zone, so a label is a wall-clock time: a `datetime` without zone. Some devices
write BCD, some nothing; what a label cannot mean is said, never guessed.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from telemetry.gb26875.notes import Note, note

CENTURY = 2000
LENGTH = 6


class TimeLabel(NamedTuple):
    """The six bytes as they travel; `bytes(label)` packs them."""

    second: int
    minute: int
    hour: int
    day: int
    month: int
    year: int

    @classmethod
    def of(cls, moment: datetime) -> TimeLabel:
        """The label of a wall-clock time. Raises ValueError outside 2000 to 2099."""
        year = moment.year - CENTURY
        if not 0 <= year <= 99:
            raise ValueError(f"year {moment.year}: a time label holds 2000 to 2099")
        return cls(moment.second, moment.minute, moment.hour, moment.day, moment.month, year)

    @property
    def moment(self) -> datetime | None:
        """The wall-clock time, or None when the six bytes are no time."""
        if self.year > 99 or not (0 < self.month <= 12 and self.hour < 24):
            return None
        try:
            return datetime(CENTURY + self.year, self.month, self.day, self.hour, self.minute, self.second)
        except ValueError:
            return None

    @property
    def as_bcd(self) -> TimeLabel | None:
        """The label whose digits are these bytes' nibbles (0x59 is 59), or None when a nibble is above 9."""
        if any(byte & 0x0F > 9 or byte >> 4 > 9 for byte in self):
            return None
        return TimeLabel._make((byte >> 4) * 10 + (byte & 0x0F) for byte in self)

    @property
    def absent(self) -> bool:
        """Whether the bytes are filling: all 00 or all FF."""
        return len(set(self)) == 1 and self.second in (0x00, 0xFF)

    @property
    def iso(self) -> str | None:
        """The time in ISO 8601 without zone, or None."""
        moment = self.read().moment
        return None if moment is None else moment.isoformat()

    def read(self, *, bcd: bool = False) -> Reading:
        """What the label means. `bcd`: the device is known to write BCD.

        A label that is no binary time but a sound BCD one is read as BCD, and says so.
        """
        digits = self.as_bcd
        if bcd and digits is not None and digits.moment is not None:
            return Reading(digits.moment, "")
        if self.moment is not None:
            return Reading(self.moment, "")
        if self.absent:
            return Reading(None, "absent")
        if digits is not None and digits.moment is not None:
            return Reading(digits.moment, "bcd")
        return Reading(None, "invalid")

    def notes(self, where: str, *values: object) -> list[Note]:
        """What is odd about the label; `where` is `header-time` or `time`."""
        oddity = self.read().oddity
        if not oddity:
            return []
        shown = f"{self.second:02X}" if oddity == "absent" else bytes(self).hex(" ").upper()
        return [note(f"{where}-{oddity}", shown, *values)]


class Reading(NamedTuple):
    """A label's time, if it has one, and its oddity: empty, `absent`, `bcd` or `invalid`."""

    moment: datetime | None
    oddity: str


NO_TIME = TimeLabel(0, 0, 0, 0, 0, 0)
