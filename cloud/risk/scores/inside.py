"""What was chosen on the map: cells, and an outline drawn by hand. Pure: cells in, those within out.

1.  A site stands where the cell of resolution 9 that holds it stands (a tenth of a square kilometre).
2.  A chosen cell of any coarser resolution holds its descendants.
3.  An outline holds the cells whose middle lies within it; its corners are WGS-84 degrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import h3
import numpy as np
from numpy.typing import NDArray

from cloud.errors import ApiError

#: Cells, and corners of an outline, that are taken.
MOST: Final = 200
_COARSEST: Final = 4
_FINEST: Final = 9
Corner = tuple[float, float]


class Chosen(NamedTuple):
    """A part of the map: cells, and the corners of an outline; empty: none was chosen."""

    cells: frozenset[str] = frozenset()
    outline: tuple[Corner, ...] = ()


def read(cells: str, outline: str) -> Chosen | None:
    """`8831…,8832…` and `111.7,40.8 111.8,40.8 …` as they come; None: nothing. Raises ApiError 422."""
    chosen = Chosen(
        frozenset(one for one in cells.split(",") if one),
        tuple(_corner(one) for one in outline.split()),
    )
    if any(not _is_cell(one) for one in chosen.cells) or len(chosen.cells) > MOST:
        raise ApiError(
            422,
            "no-such-cell",
            f"网格编号应为 {_COARSEST} 至 {_FINEST} 级 H3 网格,以逗号分隔,最多 {MOST} 个。",
            f"Give at most {MOST} H3 cells of resolution {_COARSEST} to {_FINEST}, with commas between them.",
            "query.cells",
        )
    if chosen.outline and not 3 <= len(chosen.outline) <= MOST:
        raise _no_outline()
    return chosen if chosen.cells or chosen.outline else None


def within(chosen: Chosen, known: Iterable[str]) -> set[str]:
    """Of cells of resolution 9 those that lie in what was chosen."""
    cells = sorted(set(known))
    found: set[str] = set()
    by_resolution: dict[int, set[str]] = {}
    for one in chosen.cells:
        by_resolution.setdefault(h3.get_resolution(one), set()).add(one)
    for resolution, wanted in by_resolution.items():
        found |= {one for one in cells if h3.cell_to_parent(one, resolution) in wanted}
    if chosen.outline and cells:
        middles = np.array([h3.cell_to_latlng(one) for one in cells])[:, ::-1]
        found |= {cells[place] for place in np.flatnonzero(_inside(np.array(chosen.outline), middles))}
    return found


def _inside(ring: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether an odd number of the ring's edges lies east of each point."""
    inside = np.zeros(len(points), dtype=np.bool_)
    x, y = points[:, 0], points[:, 1]
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        crosses = (ay > y) != (by > y)
        if crosses.any():
            inside ^= crosses & (x < ax + (y - ay) / (by - ay if by != ay else 1.0) * (bx - ax))
    return inside


def _is_cell(text: str) -> bool:
    return bool(h3.is_valid_cell(text)) and _COARSEST <= int(h3.get_resolution(text)) <= _FINEST


def _corner(text: str) -> Corner:
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError:
        raise _no_outline() from None
    if not (-180.0 <= longitude <= 180.0 and -90.0 <= latitude <= 90.0):
        raise _no_outline()
    return longitude, latitude


def _no_outline() -> ApiError:
    return ApiError(
        422,
        "no-outline",
        f"范围应为 3 至 {MOST} 个“经度,纬度”(WGS-84),以空格分隔。",
        f"Give 3 to {MOST} corners “longitude,latitude” (WGS-84) with spaces between them.",
        "query.outline",
    )
