"""The moments at which sites are looked at, and what lies before and after.

No label of learning is later than a moment of calibrating, and none of calibrating than one of judging.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from models.fire_risk.facts import LONG, SEASON, YEAR

EPOCH: Final = date(1970, 1, 1)


class Moments(NamedTuple):
    """Days at which rows are made: what trees learn from, what calibrates, what judges."""

    learn: tuple[int, ...]
    calibrate: tuple[int, ...]
    judge: tuple[int, ...]


class Timeline(NamedTuple):
    """A history's first day and its end (the day after its last), and the two days that split it."""

    first: int
    end: int
    learnt: int
    calibrated: int

    def moments(self, horizon_days: int) -> Moments:
        """Every thirteen weeks from where windows are full; each label within its own part of the years."""
        every = range(self.first + LONG, self.end, SEASON)
        return Moments(
            tuple(day for day in every if day + horizon_days <= self.learnt),
            tuple(day for day in every if day >= self.learnt and day + horizon_days <= self.calibrated),
            tuple(day for day in every if day >= self.calibrated and day + horizon_days <= self.end),
        )


def timeline(first: int, end: int) -> Timeline:
    """The last two years judge, a year and a quarter before them calibrates, the years before teach."""
    calibrated = end - 2 * YEAR
    return Timeline(first, end, calibrated - YEAR - SEASON, calibrated)


#: Nine years: three that fill the windows, two and three quarters that teach.
FIRST: Final = date(2017, 1, 2)
WEEKS: Final = 469
#: A fire is looked at from the last moment before it, so that no two moments share one.
SEVERITY_DAYS: Final = SEASON
#: Names of the targets, and their days.
HORIZONS: Final = {"fire:90": 90, "fire:365": 365}
