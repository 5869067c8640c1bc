"""Positions in the two datums in use: WGS-84 of GPS and OpenStreetMap, GCJ-02 of Chinese web maps. Pure.

GCJ-02 shifts WGS-84 by up to 700 m. The shift is a smooth function of the place, so the way back is found by
undoing the shift of a guess and mending the guess; three rounds leave less than a centimetre.
"""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

Datum = Literal["wgs84", "gcj02"]

# Krasovsky 1940, which the shift is computed on.
_SEMI_MAJOR_M: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323

#: The region with a margin: what lies outside is a slip of the pen, mostly longitude and latitude exchanged.
REGION_BOX: Final = (95.0, 36.0, 128.0, 55.0)


class Position(NamedTuple):
    """Degrees east and north."""

    longitude: float
    latitude: float


def in_region(at: Position) -> bool:
    """Whether it can be in the region at all."""
    west, south, east, north = REGION_BOX
    return west <= at.longitude <= east and south <= at.latitude <= north


def to_gcj02(at: Position) -> Position:
    """A WGS-84 position in GCJ-02."""
    east, north = at.longitude - 105.0, at.latitude - 35.0
    latitude = math.radians(at.latitude)
    curve = 1 - _ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    metres_north = _north(east, north)
    metres_east = _east(east, north)
    return Position(
        at.longitude + math.degrees(metres_east / (_SEMI_MAJOR_M / math.sqrt(curve) * math.cos(latitude))),
        at.latitude + math.degrees(metres_north / (_SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / curve**1.5)),
    )


def to_wgs84(at: Position, datum: Datum) -> Position:
    """A position of either datum in WGS-84."""
    if datum == "wgs84":
        return at
    guess = at
    for _ in range(3):
        shifted = to_gcj02(guess)
        guess = Position(
            guess.longitude + at.longitude - shifted.longitude,
            guess.latitude + at.latitude - shifted.latitude,
        )
    return guess


def _ripple(value: float) -> float:
    return (20 * math.sin(6 * value * math.pi) + 20 * math.sin(2 * value * math.pi)) * 2 / 3


def _north(east: float, north: float) -> float:
    found = -100 + 2 * east + 3 * north + 0.2 * north**2 + 0.1 * east * north
    found += 0.2 * math.sqrt(abs(east)) + _ripple(east)
    found += (20 * math.sin(north * math.pi) + 40 * math.sin(north / 3 * math.pi)) * 2 / 3
    return found + (160 * math.sin(north / 12 * math.pi) + 320 * math.sin(north * math.pi / 30)) * 2 / 3


def _east(east: float, north: float) -> float:
    found = 300 + east + 2 * north + 0.1 * east**2 + 0.1 * east * north
    found += 0.1 * math.sqrt(abs(east)) + _ripple(east)
    found += (20 * math.sin(east * math.pi) + 40 * math.sin(east / 3 * math.pi)) * 2 / 3
    return found + (150 * math.sin(east / 12 * math.pi) + 300 * math.sin(east / 30 * math.pi)) * 2 / 3
