"""The nearest point of a road: on the stretch, not at its ends, found ring by ring in a grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.compiled import compiled
from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.port import EARTH_M, Place

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
_CELLS = 4_000_000
_LEAST_CELL = 2_000  # 1e-7 degrees, about 20 m
#: Metres of 1e-7 degrees of latitude.
_UNIT_M = EARTH_M * math.pi / 180 * 1e-7


class Snaps(NamedTuple):
    """Where places meet the roads, all (places,).

    The part (-1: none is near), the share of it from its first point, and metres off the road.
    """

    part: Ints
    share: Floats
    off_m: Floats


class Grid:
    """The stretches of a graph by cells."""

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph
        counts = graph.last - graph.first
        self._part = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        self._point = (graph.first[self._part] + np.arange(len(self._part)) - before).astype(np.int32)
        self._low = np.array([graph.lat.min(), graph.lon.min()], dtype=np.int64)
        span = np.array([graph.lat.max(), graph.lon.max()], dtype=np.int64) - self._low + 1
        cells = float(np.clip(2 * len(self._point), 1, _CELLS))
        self._cell = max(_LEAST_CELL, math.ceil(math.sqrt(float(span[0]) * float(span[1]) / cells)))
        self._rows, self._columns = (int(side) // self._cell + 1 for side in span)
        self._begin, self._member = _filled(
            graph.lat, graph.lon, self._point, self._low, self._cell, self._rows, self._columns
        )

    def nearest(self, places: Sequence[Place], limit_m: float, main_only: bool = False) -> Snaps:
        """The nearest point of any road within `limit_m` of each place; of the main net alone if asked so."""
        degrees = np.array(places, dtype=np.float64).reshape(-1, 2)
        at = np.rint(degrees * 1e7).astype(np.int64)
        stretch, along, off_m = _nearest_of_all(
            *(self._graph.lat, self._graph.lon, self._point, self._part, self._graph.main, main_only),
            *(self._begin, self._member, self._low, self._cell, self._rows, self._columns),
            *(at, np.cos(np.radians(degrees[:, 0])), _UNIT_M, limit_m),
        )
        part = np.where(stretch >= 0, self._part[stretch], -1).astype(np.int32)
        return Snaps(part, self._share(part, self._point[stretch], along), off_m)

    def _share(self, part: Ints, point: Ints, along: Floats) -> Floats:
        """The share of a part that lies before a share `along` of one of its stretches."""
        metres, first = self._graph.along_m, self._graph.first[part]
        length = metres[self._graph.last[part]] - metres[first]
        before = metres[point] + along * (metres[point + 1] - metres[point]) - metres[first]
        return np.where(length > 0, np.clip(before / np.where(length > 0, length, 1.0), 0.0, 1.0), 0.0)


@compiled
def _box(lat: Ints, lon: Ints, one: int, low: Longs, cell: int) -> tuple[int, int, int, int]:
    """Rows and columns that the box of a stretch touches, both ends included."""
    return (
        (min(lat[one], lat[one + 1]) - low[0]) // cell,
        (max(lat[one], lat[one + 1]) - low[0]) // cell,
        (min(lon[one], lon[one + 1]) - low[1]) // cell,
        (max(lon[one], lon[one + 1]) - low[1]) // cell,
    )


@compiled
def _filled(
    lat: Ints, lon: Ints, point: Ints, low: Longs, cell: int, rows: int, columns: int
) -> tuple[Longs, Ints]:
    """Stretches by cell: every cell that the box of a stretch touches names it."""
    begin = np.zeros(rows * columns + 1, np.int64)
    for one in point:
        top, bottom, left, right = _box(lat, lon, one, low, cell)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                begin[row * columns + column + 1] += 1
    for number in range(rows * columns):
        begin[number + 1] += begin[number]
    member = np.empty(begin[-1], np.int32)
    following = begin[:-1].copy()
    for stretch in range(point.size):
        top, bottom, left, right = _box(lat, lon, point[stretch], low, cell)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                here = row * columns + column
                member[following[here]] = stretch
                following[here] += 1
    return begin, member


@compiled
def _nearest(
    lat: Ints,
    lon: Ints,
    point: Ints,
    part: Ints,
    main: NDArray[np.uint8],
    main_only: bool,
    begin: Longs,
    member: Ints,
    low: Longs,
    cell: int,
    rows: int,
    columns: int,
    at_lat: int,
    at_lon: int,
    narrow: float,
    unit_m: float,
    limit_m: float,
) -> tuple[int, float, float]:
    """The nearest stretch (-1: none), the share of it, and metres; in a plane that touches the place."""
    row0 = (at_lat - low[0]) // cell
    column0 = (at_lon - low[1]) // cell
    best, best_share, best_m = -1, 0.0, limit_m
    step_m = cell * unit_m * min(narrow, 1.0)
    ring = max(0, -row0, row0 - rows + 1, -column0, column0 - columns + 1)
    furthest = max(abs(row0), abs(row0 - rows + 1), abs(column0), abs(column0 - columns + 1))
    while ring <= furthest and (ring - 1) * step_m <= best_m:
        for row in range(max(row0 - ring, 0), min(row0 + ring, rows - 1) + 1):
            whole = row == row0 - ring or row == row0 + ring
            column = column0 - ring if not whole else max(column0 - ring, 0)
            while column <= min(column0 + ring, columns - 1):
                if column >= 0:
                    here = row * columns + column
                    for place in range(begin[here], begin[here + 1]):
                        stretch = member[place]
                        if main_only and main[part[stretch]] == 0:
                            continue
                        one = point[stretch]
                        x = (lon[one] - at_lon) * narrow * unit_m
                        y = (lat[one] - at_lat) * unit_m
                        dx = (lon[one + 1] - lon[one]) * narrow * unit_m
                        dy = (lat[one + 1] - lat[one]) * unit_m
                        square = dx * dx + dy * dy
                        share = 0.0 if square == 0.0 else min(max(-(x * dx + y * dy) / square, 0.0), 1.0)
                        off_m = math.hypot(x + share * dx, y + share * dy)
                        if off_m < best_m:
                            best, best_share, best_m = stretch, share, off_m
                column += 1 if whole or ring == 0 else 2 * ring
        ring += 1
    return best, best_share, best_m


@compiled
def _nearest_of_all(
    lat: Ints,
    lon: Ints,
    point: Ints,
    part: Ints,
    main: NDArray[np.uint8],
    main_only: bool,
    begin: Longs,
    member: Ints,
    low: Longs,
    cell: int,
    rows: int,
    columns: int,
    at: Longs,
    narrow: Floats,
    unit_m: float,
    limit_m: float,
) -> tuple[Ints, Floats, Floats]:
    """`_nearest` of every row of `at`."""
    count = narrow.size
    stretch, share, off_m = np.empty(count, np.int32), np.empty(count), np.empty(count)
    for place in range(count):
        stretch[place], share[place], off_m[place] = _nearest(
            lat, lon, point, part, main, main_only, begin, member, low, cell, rows, columns,
            at[place, 0], at[place, 1], narrow[place], unit_m, limit_m,
        )  # fmt: skip
    return stretch, share, off_m
