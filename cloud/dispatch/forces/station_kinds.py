"""Kinds of stations, and how soon and how far their units go. One table. Pure.

Turnout of a regular station: 45 s by day, 60 s by night, as brigades print it. The others are
assumptions: volunteers come from home, a micro-station (微型消防站) walks over within three minutes and
does not go farther.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

#: Hours of the day, local, that count as day.
_DAY: Final = range(6, 22)


class StationKind(StrEnum):
    """Whose it is, and how it is manned."""

    REGULAR = "regular"
    SMALL = "small"
    ENTERPRISE = "enterprise"
    VOLUNTEER = "volunteer"
    MICRO = "micro"


class KindEntry(NamedTuple):
    """Names, seconds from the order to the gate, and the longest drive; None: anywhere."""

    zh: str
    en: str
    turnout_day_s: float
    turnout_night_s: float
    reach_s: float | None
    #: Whether the area that it stands in is to be kept covered.
    keeps_cover: bool


KINDS: Final[dict[StationKind, KindEntry]] = {
    StationKind.REGULAR: KindEntry("消防救援站", "fire station", 45, 60, None, True),
    StationKind.SMALL: KindEntry("小型消防救援站", "small fire station", 45, 60, None, True),
    StationKind.ENTERPRISE: KindEntry("企业专职消防队", "enterprise brigade", 60, 75, 3_600, False),
    StationKind.VOLUNTEER: KindEntry("志愿消防队", "volunteer brigade", 240, 360, 3_600, False),
    StationKind.MICRO: KindEntry("微型消防站", "micro-station", 60, 90, 600, False),
}


def turnout_s(kind: StationKind, hour: int) -> float:
    """Seconds from the order to the gate at this local hour."""
    entry = KINDS[kind]
    return entry.turnout_day_s if hour in _DAY else entry.turnout_night_s
