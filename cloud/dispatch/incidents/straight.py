"""Times by the straight line, in bulk: the distance curve for many places and many units at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.forces.tables import Station
from cloud.dispatch.travel_time.curve import MEASURED_M, POWER, SCALE
from cloud.dispatch.travel_time.port import EARTH_M, Place


def straight_seconds(
    stations: Sequence[Station], places: Sequence[Place], *, metres: bool = False
) -> NDArray[np.float64]:
    """`[station, place]`: seconds of a drive by the distance curve, or the metres of the line."""
    here = np.radians([[station.latitude, station.longitude] for station in stations]).reshape(-1, 2)
    there = np.radians([[place.lat, place.lon] for place in places]).reshape(-1, 2)
    lat, lon = here[:, :1] - there[None, :, 0], here[:, 1:] - there[None, :, 1]
    half = np.sin(lat / 2) ** 2 + np.cos(here[:, :1]) * np.cos(there[None, :, 0]) * np.sin(lon / 2) ** 2
    line: NDArray[np.float64] = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    if metres:
        return line
    within = np.minimum(line, MEASURED_M)
    seconds: NDArray[np.float64] = SCALE * within**POWER
    beyond = np.maximum(line - MEASURED_M, 0.0)
    seconds += beyond * POWER * SCALE * MEASURED_M ** (POWER - 1)
    return seconds
