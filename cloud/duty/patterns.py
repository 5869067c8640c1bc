"""Shifts by pattern (排班): a day's shifts and which team has each, day after day in a cycle. Pure.

1. A day of the cycle names a team for each of the day's shifts; `None`: that shift is not manned.
2. The cycle begins anew as often as it must from the anchor day on, and runs backwards before it.
3. A shift belongs to the day on which it begins, wherever midnight falls in it.
4. A holiday may name other teams for its day; the cycle goes on as if it had not been there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from cloud.duty.days import MINUTE_MS, minutes_of, start_of

DAY_MIN: Final = 24 * 60


class ShiftForm(NamedTuple):
    """One of a day's shifts: what it is called, when it begins (`08:00`), how long it is."""

    name: str
    start: str
    hours: float

    @property
    def begins_min(self) -> int:
        """Minutes after midnight."""
        return minutes_of(self.start)

    @property
    def ends_min(self) -> int:
        """Minutes after the midnight of the day it began on; over 1,440: on the next."""
        return self.begins_min + round(self.hours * 60)


#: Of each shift of a day, the number of its team.
Teams = Sequence[int | None]


class Planned(NamedTuple):
    """A shift as the pattern has it."""

    day: date
    name: str
    team: int
    start_at: int
    end_at: int


class Preset(NamedTuple):
    """A pattern in common use."""

    name: str
    zh: str
    en: str
    shifts: tuple[ShiftForm, ...]
    cycle: tuple[tuple[int | None, ...], ...]
    teams: int


_TWELVE = (ShiftForm("白班", "08:00", 12), ShiftForm("夜班", "20:00", 12))
_EIGHT = (ShiftForm("早班", "00:00", 8), ShiftForm("中班", "08:00", 8), ShiftForm("晚班", "16:00", 8))
_DAY = (ShiftForm("全天", "08:00", 24),)

PRESETS: Final = (
    Preset(
        "four-teams-12h",
        "四班两倒(12 小时)",
        "four teams, 12 h: day, night, off, off",
        _TWELVE,
        ((0, 3), (1, 0), (2, 1), (3, 2)),
        4,
    ),
    Preset("four-teams-24h", "四班(24 小时)", "four teams, 24 h", _DAY, ((0,), (1,), (2,), (3,)), 4),
    Preset("three-teams-24h", "三班(24 小时)", "three teams, 24 h", _DAY, ((0,), (1,), (2,)), 3),
    Preset(
        "four-teams-8h",
        "四班三倒(8 小时)",
        "four teams, 8 h",
        _EIGHT,
        ((0, 1, 2), (0, 1, 2), (3, 0, 1), (3, 0, 1), (2, 3, 0), (2, 3, 0), (1, 2, 3), (1, 2, 3)),
        4,
    ),
    Preset("two-teams-12h", "两班(12 小时)", "two teams, 12 h", _TWELVE, ((0, 1),), 2),
)


def clash(shifts: Sequence[ShiftForm]) -> tuple[ShiftForm, ShiftForm] | None:
    """Two of a day's shifts that overlap, the last one's end on the next day included; None: none do."""
    ordered = sorted(shifts, key=lambda each: each.begins_min)
    for earlier, later in pairwise(ordered):
        if earlier.ends_min > later.begins_min:
            return earlier, later
    if ordered and ordered[-1].ends_min > DAY_MIN + ordered[0].begins_min:
        return ordered[-1], ordered[0]
    return None


def teams_of(anchor: date, cycle: Sequence[Teams], holidays: Mapping[date, Teams], day: date) -> Teams:
    """Who has the shifts of a day."""
    return holidays.get(day) or cycle[(day - anchor).days % len(cycle)]


def planned(
    anchor: date,
    shifts: Sequence[ShiftForm],
    cycle: Sequence[Teams],
    holidays: Mapping[date, Teams],
    first: date,
    days: int,
) -> Iterator[Planned]:
    """The shifts that begin on these days, in the order in which they begin."""
    ordered = sorted(enumerate(shifts), key=lambda each: each[1].begins_min)
    for day in (first + timedelta(days=after) for after in range(days)):
        teams, midnight = teams_of(anchor, cycle, holidays, day), start_of(day)
        for place, form in ordered:
            team = teams[place] if place < len(teams) else None
            if team is not None:
                begin, end = form.begins_min * MINUTE_MS, form.ends_min * MINUTE_MS
                yield Planned(day, form.name, team, midnight + begin, midnight + end)


def overlapping(start: int, end: int, others: Iterable[tuple[int, int]]) -> bool:
    """Whether a span has a moment in common with any of the others; touching ends do not count."""
    return any(start < other_end and other_start < end for other_start, other_end in others)
