"""Whether a unit follows its route, and what is left of it. Pure.

Distances are assumptions: a position is out by ten metres, a dual carriageway is forty wide, and one wrong
turn
shows within seconds. A route is asked for anew at most so often, or a unit in a car park would ask for ever.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cloud.dispatch.travel_time.port import EARTH_M, Place

#: Farther from its route a unit has left it, metres.
OFF_M: Final = 80.0
#: When it has been so for that long, ms.
OFF_MS: Final = 8_000
#: A unit gets a new route at most so often, ms.
REST_MS: Final = 20_000


@dataclass(frozen=True)
class Projected:
    """A place on a line: how far it is from it, and how far along, metres; and how long the line is."""

    off_m: float
    along_m: float
    whole_m: float

    @property
    def left(self) -> float:
        """The share that is still to be driven, 0 to 1."""
        return 1.0 - self.along_m / self.whole_m if self.whole_m > 0 else 0.0


@dataclass(frozen=True)
class Following:
    """Since when a unit has been off its route (ms; None: it is on it), and whether it gets a new one."""

    off_since: int | None
    anew: bool


def projected(place: Place, line: Sequence[Place]) -> Projected:
    """Where a place lies beside a line of at least one point; on the plane that touches the earth there."""
    flat = [_flat(point, place) for point in line]
    best, best_along, along = math.hypot(*flat[0]), 0.0, 0.0
    for (x, y), (to_x, to_y) in pairwise(flat):
        dx, dy = to_x - x, to_y - y
        length = math.hypot(dx, dy)
        share = 0.0 if length == 0 else min(1.0, max(0.0, -(x * dx + y * dy) / length**2))
        off = math.hypot(x + share * dx, y + share * dy)
        if off < best:
            best, best_along = off, along + share * length
        along += length
    return Projected(best, best_along, along)


def followed(off_since: int | None, off_m: float, at: int, routed_at: int) -> Following:
    """After a position of time `at` (ms) that lies so far from the route, which was made at `routed_at`."""
    if off_m <= OFF_M:
        return Following(None, False)
    since = at if off_since is None else off_since
    return Following(since, at - since >= OFF_MS and at - routed_at >= REST_MS)


def _flat(point: Place, middle: Place) -> tuple[float, float]:
    """Metres east and north of the middle."""
    north = math.radians(point.lat - middle.lat) * EARTH_M
    east = math.radians(point.lon - middle.lon) * EARTH_M * math.cos(math.radians(middle.lat))
    return east, north
