"""Geometry cut into tiles: Web Mercator on a square whose side is 1, y downwards. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

#: Steps across a tile, and how far what is drawn reaches over its edge.
EXTENT: Final = 4096
BUFFER: Final = 80
#: Of an area: smaller than so many steps across at a zoom, it is not drawn there.
_LEAST_STEPS: Final = 24
#: Corners nearer to a line than so many steps are left out.
_TOLERANCE: Final = 3
#: Beyond it the projection has no end.
MOST_LATITUDE: Final = 85.051129


class Piece(NamedTuple):
    """What lies on one tile, in the square's own measure."""

    zoom: int
    column: int
    row: int
    geometry: Geometry


def flattened(geometry: Geometry) -> Geometry:
    """Degrees (longitude, latitude) as places on the square."""

    def onto(places: NDArray[Any]) -> NDArray[Any]:
        latitude = np.radians(np.clip(places[:, 1], -MOST_LATITUDE, MOST_LATITUDE))
        y = 0.5 - np.arctanh(np.sin(latitude)) / (2 * math.pi)
        return np.column_stack((places[:, 0] / 360 + 0.5, y))

    return shapely.transform(geometry, onto)


def box_of(zoom: int, column: int, row: int, buffer: float = 0.0) -> tuple[float, float, float, float]:
    """The tile on the square: left, top, right, bottom; `buffer` in tiles."""
    side = 0.5**zoom
    return (
        (column - buffer) * side,
        (row - buffer) * side,
        (column + 1 + buffer) * side,
        (row + 1 + buffer) * side,
    )


def on_tile(geometry: Geometry, zoom: int, column: int, row: int) -> Geometry:
    """A piece in the steps of its tile."""
    steps = EXTENT * 2.0**zoom
    corner = np.array([column * EXTENT, row * EXTENT])
    return shapely.transform(geometry, lambda places: np.rint(places * steps - corner))


def pieces(geometry: Geometry, least_zoom: int, most_zoom: int) -> Iterator[Piece]:
    """Every tile that it lies on, from the coarsest zoom to the finest, each as fine as that zoom shows."""
    left, top, right, bottom = geometry.bounds
    tiles, over = 2**least_zoom, BUFFER / EXTENT
    columns = range(max(0, math.floor(left * tiles - over)), min(tiles, math.floor(right * tiles + over) + 1))
    rows = range(max(0, math.floor(top * tiles - over)), min(tiles, math.floor(bottom * tiles + over) + 1))
    for column in columns:
        for row in rows:
            yield from _below(geometry, least_zoom, column, row, most_zoom)


def _below(geometry: Geometry, zoom: int, column: int, row: int, most_zoom: int) -> Iterator[Piece]:
    held = shapely.clip_by_rect(geometry, *box_of(zoom, column, row, BUFFER / EXTENT))
    if held.is_empty:
        return
    shown = _as_fine(held, zoom, whole=zoom == most_zoom)
    if shown is not None:
        yield Piece(zoom, column, row, shown)
    if zoom < most_zoom:
        for across in (0, 1):
            for down in (0, 1):
                yield from _below(held, zoom + 1, 2 * column + across, 2 * row + down, most_zoom)


def _as_fine(held: Geometry, zoom: int, *, whole: bool) -> Geometry | None:
    """What a zoom shows of it: nothing that is too small, no corner that nobody could see."""
    step = 0.5**zoom / EXTENT
    if held.geom_type in ("Polygon", "MultiPolygon") and not whole:
        if held.area < (_LEAST_STEPS * step) ** 2:
            return None
        held = held.simplify(_TOLERANCE * step, preserve_topology=True)
    elif held.geom_type in ("LineString", "MultiLineString"):
        held = held.simplify(step if whole else _TOLERANCE * step, preserve_topology=False)
    return None if held.is_empty else held
