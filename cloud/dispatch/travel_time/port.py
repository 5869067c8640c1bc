"""What dispatch asks of whatever knows travel times, and what it is told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from cloud.dispatch.travel_time.paths import Path

#: Mean radius of the earth, metres (IUGG).
EARTH_M = 6_371_008.8


class Place(NamedTuple):
    """A point in WGS 84, degrees."""

    lat: float
    lon: float


class Arrival(NamedTuple):
    """One unit's way to the incident: seconds, metres, and the mean error of an estimate."""

    seconds: float
    metres: float
    #: Mean absolute error of a fitted curve, seconds; None for what a road graph gave.
    error_s: float | None = None


class TravelTimes(Protocol):
    """Travel times of all units to one incident; implementations pass one contract test."""

    def arrivals(
        self, units: Sequence[Place], incident: Place, hour: int | None = None
    ) -> list[Arrival | None]:
        """One entry a unit, in order; None where no way leads to the incident.

        `hour` is the local hour of the day, 0 to 23; None leaves traffic out. Turnout is not in it.
        """
        ...


@runtime_checkable
class Routes(Protocol):
    """What knows the way itself too: our own roads do."""

    def paths(self, units: Sequence[Place], incident: Place, hour: int | None = None) -> list[Path | None]:
        """Each unit's way with its roads and points; None where no way leads to the incident."""
        ...


class TravelTimesFault(Exception):
    """A routing server could not answer; the text says which, why, and what to do. Ask the next one."""


def straight_m(here: Place, there: Place) -> float:
    """Great-circle distance, metres (haversine)."""
    lat, other = math.radians(here.lat), math.radians(there.lat)
    half = (
        math.sin((other - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other) * math.sin(math.radians(there.lon - here.lon) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(math.sqrt(min(half, 1.0)))
