"""Where rooms and parts stand on a floor, and where they are drawn when nobody has said. Pure.

Metres from the plan's lower left corner. What is guessed is marked `approximate`, never passed off as known.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

Spot = tuple[float, float]

#: A floor of which nothing is known, and a room of which only the name is.
EMPTY: Final = (30.0, 20.0)
_CELL: Final = (6.0, 4.0)
_GAP_M: Final = 0.4
#: Around what is drawn where nobody has told the plan's size.
_MARGIN_M: Final = 1.0


class Room(NamedTuple):
    """A room as the registry has it."""

    id: int
    name: str
    at: Spot | None
    outline: tuple[Spot, ...]
    area_m2: float | None


class Shape(NamedTuple):
    """A room as it is drawn."""

    room: Room
    corners: tuple[Spot, ...]
    approximate: bool

    @property
    def middle(self) -> Spot:
        """The middle of its box."""
        low, high = _box(self.corners)
        return (low[0] + high[0]) / 2, (low[1] + high[1]) / 2


class Frame(NamedTuple):
    """Size of the plan in metres; `told`: somebody has said it."""

    width: float
    depth: float
    told: bool


class Placed(NamedTuple):
    """Where a part is drawn; None: nobody knows."""

    spot: Spot | None
    approximate: bool


def shapes_of(rooms: Sequence[Room]) -> list[Shape]:
    """Each room as an outline: its own, a square around its position, or a cell beside the others."""
    known = [shape for room in rooms if (shape := _known(room)) is not None]
    unknown = [room for room in rooms if _known(room) is None]
    if not unknown:
        return known
    _, high = _box([corner for shape in known for corner in shape.corners])
    left = high[0] + 2 * _GAP_M if known else 0.0
    columns = max(1, math.ceil(math.sqrt(len(unknown) * 0.8)))
    width, depth = _CELL
    cells = []
    for number, room in enumerate(unknown):
        row, column = divmod(number, columns)
        x, y = left + column * (width + _GAP_M), row * (depth + _GAP_M)
        cells.append(Shape(room, _rectangle(x, y, width, depth), approximate=True))
    return known + cells


def frame_of(
    told: tuple[float | None, float | None], shapes: Iterable[Shape], spots: Iterable[Spot]
) -> Frame:
    """The plan's size: as it was told, else so that everything is on it."""
    width, depth = told
    if width and depth:
        return Frame(width, depth, told=True)
    drawn = [corner for shape in shapes for corner in shape.corners] + list(spots)
    if not drawn:
        return Frame(width or EMPTY[0], depth or EMPTY[1], told=False)
    _, high = _box(drawn)
    return Frame(max(width or 0.0, high[0] + _MARGIN_M), max(depth or 0.0, high[1] + _MARGIN_M), told=False)


def place(spots: Sequence[tuple[Spot | None, int | None]], shapes: Iterable[Shape]) -> list[Placed]:
    """Parts by position and room: at their position, else spread about the middle of their room."""
    by_room = {shape.room.id: shape for shape in shapes}
    waiting: dict[int, list[int]] = defaultdict(list)
    placed = [Placed(spot, approximate=False) for spot, _ in spots]
    for number, (spot, room) in enumerate(spots):
        if spot is None and room in by_room:
            waiting[room].append(number)
    for room_id, numbers in waiting.items():
        for number, spot in zip(numbers, _spread(by_room[room_id], len(numbers)), strict=True):
            placed[number] = Placed(spot, approximate=True)
    return placed


def room_at(shapes: Iterable[Shape], spot: Spot) -> int | None:
    """The room whose own outline holds this spot; of several the smallest."""
    holding = [shape for shape in shapes if not shape.approximate and _holds(shape.corners, spot)]
    return min(holding, key=lambda shape: _area(shape.corners)).room.id if holding else None


def _known(room: Room) -> Shape | None:
    if len(room.outline) >= 3:
        return Shape(room, room.outline, approximate=False)
    if room.at is None:
        return None
    width = depth = math.sqrt(room.area_m2) if room.area_m2 else _CELL[1]
    left, low = max(0.0, room.at[0] - width / 2), max(0.0, room.at[1] - depth / 2)
    return Shape(room, _rectangle(left, low, width, depth), approximate=True)


def _spread(shape: Shape, count: int) -> list[Spot]:
    low, high = _box(shape.corners)
    width, depth = high[0] - low[0], high[1] - low[1]
    columns = max(1, min(count, round(math.sqrt(count * (width + 0.1) / (depth + 0.1)))))
    rows = math.ceil(count / columns)
    return [
        (
            low[0] + width * (number % columns + 1) / (columns + 1),
            high[1] - depth * (number // columns + 1) / (rows + 1),
        )
        for number in range(count)
    ]


def _rectangle(x: float, y: float, width: float, depth: float) -> tuple[Spot, ...]:
    return (x, y), (x + width, y), (x + width, y + depth), (x, y + depth)


def _box(corners: Sequence[Spot]) -> tuple[Spot, Spot]:
    if not corners:
        return (0.0, 0.0), (0.0, 0.0)
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return (min(xs), min(ys)), (max(xs), max(ys))


def _area(corners: Sequence[Spot]) -> float:
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _holds(corners: Sequence[Spot], spot: Spot) -> bool:
    """By how often a line to the right crosses the outline."""
    x, y = spot
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
