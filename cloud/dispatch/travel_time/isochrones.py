"""Surfaces from where a place is reached in time (等时圈), of junctions and seconds or of the curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.port import EARTH_M, Place, TravelTimes

Ring = list[tuple[float, float]]
#: Minutes of the bands, the nearest first.
MINUTES: Final = (5, 10, 15)
#: What lies within so many metres of a junction that is reached is taken to be reached.
REACH_M: Final = 250.0
_CORNERS: Final = 48
#: Metres to a degree of latitude.
_NORTH: Final = math.radians(EARTH_M)


class Band(NamedTuple):
    """From within these rings (longitude, latitude) the place is reached in so many minutes."""

    minutes: int
    rings: list[Ring]


def bands(
    times: TravelTimes, place: Place, minutes: Sequence[int] = MINUTES
) -> tuple[list[Band], bool] | None:
    """The bands, the nearest first, and whether they are only estimated; None: who knows times cannot say."""
    if isinstance(times, DistanceCurve):
        return [Band(each, [_circle(place, within(each * 60.0))]) for each in minutes], True
    # Roads are searched by compiled code, which takes its time to load; so does geometry.
    from cloud.dispatch.travel_time.router import RoadRouter

    if not isinstance(times, RoadRouter):
        return None
    reach = times.reach(place, max(minutes) * 60.0)
    east = math.cos(math.radians(place.lat)) * _NORTH
    spots = np.column_stack(((reach.lon - place.lon) * east, (reach.lat - place.lat) * _NORTH))
    found = []
    for each in minutes:
        rings = _around(spots[reach.seconds <= each * 60.0])
        found.append(Band(each, [[_degrees(place, x, y, east) for x, y in ring] for ring in rings]))
    return found, False


def within(seconds: float) -> float:
    """How far the curve comes in so many seconds, metres."""
    curve, near, far = DistanceCurve(), 0.0, 1_000_000.0
    here = Place(0.0, 0.0)
    while far - near > 1.0:
        middle = (near + far) / 2
        [arrival] = curve.arrivals([Place(0.0, math.degrees(middle / EARTH_M))], here)
        if arrival is not None and arrival.seconds <= seconds:
            near = middle
        else:
            far = middle
    return near


def _around(spots: np.ndarray) -> list[list[tuple[float, float]]]:
    """Outlines around spots in metres; holes are left out."""
    import shapely

    if not len(spots):
        return []
    # One spot for each cell: many junctions on a corner make the outline no truer.
    cell = REACH_M / 2
    thinned = np.unique(np.rint(spots / cell), axis=0) * cell
    whole = shapely.union_all(shapely.buffer(shapely.points(thinned), REACH_M, quad_segs=2))
    whole = shapely.simplify(whole, REACH_M / 5)
    return [
        [(float(x), float(y)) for x, y in shapely.get_coordinates(shapely.get_exterior_ring(part))]
        for part in shapely.get_parts(whole)
    ]


def _circle(place: Place, metres: float) -> Ring:
    east = math.cos(math.radians(place.lat)) * _NORTH
    corners = [2 * math.pi * at / _CORNERS for at in range(_CORNERS + 1)]
    return [_degrees(place, metres * math.cos(turn), metres * math.sin(turn), east) for turn in corners]


def _degrees(place: Place, x: float, y: float, east: float) -> tuple[float, float]:
    return round(place.lon + x / east, 6), round(place.lat + y / _NORTH, 6)
