"""Days and hours of a control room: Beijing time, all year, in milliseconds UTC. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000
#: China keeps one time, without summer time.
_ZONE_MS: Final = 8 * HOUR_MS
_EPOCH: Final = date(1970, 1, 1)
#: The days that moments of thirteen digits can be told of.
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2200, 1, 1)


def day_of(at: int) -> date:
    """The day that holds this moment."""
    return _EPOCH + timedelta(days=(at + _ZONE_MS) // DAY_MS)


def start_of(day: date) -> int:
    """Midnight with which the day begins."""
    return (day - _EPOCH).days * DAY_MS - _ZONE_MS


def hour_of(at: int) -> int:
    """The hour of the day, 0 to 23."""
    return _local(at).hour


def clock_of(at: int) -> str:
    """`08:00`."""
    return f"{_local(at):%H:%M}"


def words(at: int) -> str:
    """`2026-01-31 08:00`."""
    return f"{_local(at):%Y-%m-%d %H:%M}"


def words_s(at: int) -> str:
    """`2026-01-31 08:00:12`."""
    return f"{_local(at):%Y-%m-%d %H:%M:%S}"


def minutes_of(text: str) -> int:
    """Minutes after midnight of `08:30`."""
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at + _ZONE_MS)
