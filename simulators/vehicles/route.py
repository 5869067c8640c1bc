"""A way that a vehicle drives round and round: where it is after so many seconds. Pure."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

_METRES_A_DEGREE = 111_320.0


class Place(NamedTuple):
    """Where it is, and which way it goes."""

    latitude_deg: float
    longitude_deg: float
    direction_deg: int


class Route:
    """Straight pieces between corners (latitude, longitude), driven at one speed, round and round."""

    def __init__(self, corners: Sequence[tuple[float, float]], speed_kmh: float) -> None:
        if len(corners) < 2 or speed_kmh <= 0:
            raise ValueError(
                f"{len(corners)} corners at {speed_kmh} km/h: a route has two corners and a speed"
            )
        self.speed_kmh = speed_kmh
        self._corners = [*corners, corners[0]]
        lengths = [_metres(here, there) for here, there in pairwise(self._corners)]
        self._ends = list(accumulate(lengths))

    @property
    def length_m(self) -> float:
        """Once round."""
        return self._ends[-1]

    def at(self, seconds: float) -> Place:
        """Where it is so long after it left the first corner."""
        driven = seconds * self.speed_kmh / 3.6 % self.length_m
        piece = min(bisect_right(self._ends, driven), len(self._ends) - 1)
        begin = self._ends[piece - 1] if piece else 0.0
        here, there = self._corners[piece], self._corners[piece + 1]
        share = (driven - begin) / (self._ends[piece] - begin)
        north, east = there[0] - here[0], (there[1] - here[1]) * math.cos(math.radians(here[0]))
        return Place(
            round(here[0] + (there[0] - here[0]) * share, 6),
            round(here[1] + (there[1] - here[1]) * share, 6),
            round(math.degrees(math.atan2(east, north))) % 360,
        )


def around(latitude_deg: float, longitude_deg: float, rng: random.Random) -> Route:
    """A round of four corners within two kilometres of a place, at 30 to 80 km/h."""
    reach = 2_000 / _METRES_A_DEGREE
    corners = [
        (latitude_deg + rng.uniform(-reach, reach), longitude_deg + rng.uniform(-reach, reach))
        for _ in range(4)
    ]
    return Route(corners, rng.uniform(30, 80))


def _metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    east = (there[1] - here[1]) * math.cos(math.radians(here[0]))
    return math.hypot(there[0] - here[0], east) * _METRES_A_DEGREE
