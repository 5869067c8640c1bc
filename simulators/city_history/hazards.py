"""What makes a site burn: hidden hazards, how they grow, what they show of themselves, what they do.

Rules
-----
1. A hazard is a level of 0 upwards that nobody measures; about 1 is usual. Each week it draws back
   towards the site's own middle, and now and then it jumps.
2. What is found is rectified after a delay, and the level falls to a share of what it was; it may come back.
3. A site's rate of ignition is exp(base + Σ effect · level · (1 + season · what the week brings)).
4. A fire changes no hazard: what is true of a site must not depend on whether chance let it burn.
5. All numbers are assumptions. What a model learns here is how to use records, not how cities burn.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Hazard(NamedTuple):
    """One hidden hazard."""

    name: str
    #: What a level of 1 adds to the logarithm of the rate.
    effect: float
    #: How much of that is added again in a week that is heated, festive, or dry and windy throughout.
    heating: float
    festival: float
    dry: float
    #: Of the way to the site's own middle each week; jumps a year, and their mean size.
    draws_back: float
    jumps: float
    jump: float
    #: What is left of it once it was rectified.
    left: float
    #: Notes per level that an inspector makes, a patrol, and the chance of a passer-by's in a week.
    inspector: float
    patrol: float
    passer_by: float


HAZARDS: Final = (
    Hazard("electrical", 0.58, 0.30, 0.05, 0.0, 0.004, 0.10, 0.35, 0.35, 0.90, 0.12, 0.0008),
    Hazard("storage", 0.44, 0.0, 0.25, 0.30, 0.012, 0.18, 0.35, 0.40, 0.95, 0.22, 0.0045),
    Hazard("ebike", 0.48, 0.10, 0.0, 0.0, 0.010, 0.15, 0.35, 0.45, 0.90, 0.16, 0.0050),
    Hazard("flame", 0.40, 0.10, 0.35, 0.05, 0.010, 0.12, 0.35, 0.45, 0.80, 0.12, 0.0012),
    Hazard("facilities", 0.22, 0.0, 0.0, 0.0, 0.006, 0.20, 0.4, 0.35, 0.90, 0.14, 0.0008),
)
NAMES: Final = tuple(hazard.name for hazard in HAZARDS)
ELECTRICAL, STORAGE, EBIKE, FLAME, FACILITIES = range(len(HAZARDS))

#: What open hot work or renovation adds to the logarithm of the rate, and how often a year it begins.
HOT_WORK_EFFECT: Final = 1.1
HOT_WORK_A_YEAR: Final = 0.25
HOT_WORK_WEEKS: Final = 3.0
#: What nobody records at all: the spread of the logarithm of the rate, by site and by city.
UNSEEN_SITE: Final = 0.06
UNSEEN_CITY: Final = 0.04
#: Each year electric bicycles weigh more by this share, from the middle of the history on.
EBIKE_TREND: Final = 0.06


class Signal(NamedTuple):
    """What a connected site's equipment tells: events a week = usual + level · per_level (of the hazard)."""

    kind: str
    hazard: int
    usual: float
    per_level: float
    #: Mean amount of one (events, point-days, hours).
    amount: float
    #: It grows with the square root of the number of points.
    with_points: bool

    def amounts(self, draw: np.random.Generator, count: int) -> NDArray[np.float64]:
        """What each of `count` tells of: an event is one, hours and point-days are drawn."""
        return draw.exponential(self.amount, count) + 0.1 if self.amount > 1 else np.ones(count)


SIGNALS: Final = (
    Signal("alarm", FLAME, 0.010, 0.020, 1.0, True),
    Signal("fault", FACILITIES, 0.010, 0.035, 1.0, True),
    Signal("disabled", FACILITIES, 0.002, 0.020, 20.0, False),
    Signal("offline", FACILITIES, 0.010, 0.020, 9.0, False),
    Signal("water", FACILITIES, 0.001, 0.012, 14.0, False),
    Signal("power", FACILITIES, 0.002, 0.006, 6.0, False),
    Signal("electrical-warning", ELECTRICAL, 0.001, 0.045, 1.0, False),
    Signal("early-warning", FLAME, 0.002, 0.006, 1.0, False),
)
