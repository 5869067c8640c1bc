"""Which parts are near each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from edge_agent.watch import Watched

_PANEL = 1


def neighbours(parts: Sequence[str], watched: Mapping[str, Watched], count: int) -> NDArray[np.int64]:
    """The nearest others of each row of `parts`, nearest first: (rows, count), -1 where there is none.

    Near is what hangs in the same place by its name; then what is on the same fire panel, the closer its
    address the nearer, for loops run from room to room.
    """
    near = np.full((len(parts), count), -1, dtype=np.int64)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, name in enumerate(parts):
        for key in _keys(watched[name], watched):
            places[key].append(row)
    found: list[list[int]] = [[] for _ in parts]
    for key in sorted(places, key=lambda key: key[0]):  # what is in the same place comes first
        rows = sorted(places[key], key=lambda row: watched[parts[row]].part.component_address)
        for at, row in enumerate(rows):
            found[row] += _around(rows, at, count, parts, watched)
    for row, others in enumerate(found):
        nearest = list(dict.fromkeys(others))[:count]
        near[row, : len(nearest)] = nearest
    return near


def _keys(entry: Watched, watched: Mapping[str, Watched]) -> Iterable[tuple[str, ...]]:
    place = entry.part.place
    if place.zh or place.en:
        yield ("1 place", place.zh, place.en)
    panel = None if entry.carrier is None else watched.get(entry.carrier)
    if panel is not None and panel.part.component_type == _PANEL:
        yield ("2 panel", panel.part.part)


def _around(
    rows: Sequence[int], at: int, count: int, parts: Sequence[str], watched: Mapping[str, Watched]
) -> list[int]:
    own = watched[parts[rows[at]]].part.component_address
    others = [*rows[max(0, at - count) : at], *rows[at + 1 : at + 1 + count]]
    return sorted(others, key=lambda row: abs(watched[parts[row]].part.component_address - own))[:count]
