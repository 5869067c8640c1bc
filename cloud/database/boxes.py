"""Boxes of positions as conditions of a query, so that an index over latitude and longitude is taken."""

from __future__ import annotations

import math
from typing import Any, Final

from sqlalchemy import ColumnElement

#: Metres to a degree of latitude (mean).
_DEGREE_M: Final = 111_195.0


def in_box(latitude: Any, longitude: Any, lat: float, lon: float, side_m: float) -> ColumnElement[bool]:
    """The condition that a position lies within `side_m` metres to each side of a place (degrees)."""
    return in_span(latitude, longitude, (lat, lat), (lon, lon), side_m)


def in_span(
    latitude: Any,
    longitude: Any,
    lats: tuple[float, float],
    lons: tuple[float, float],
    beside_m: float,
) -> ColumnElement[bool]:
    """The condition that a position lies in a box of degrees, or so many metres beside it."""
    north = beside_m / _DEGREE_M
    east = north / max(math.cos(math.radians(max(abs(lats[0]), abs(lats[1])))), 0.01)
    inside: ColumnElement[bool] = latitude.between(lats[0] - north, lats[1] + north) & longitude.between(
        lons[0] - east, lons[1] + east
    )
    return inside
