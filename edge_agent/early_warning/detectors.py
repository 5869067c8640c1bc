"""Which parts tell of the air of a room, and which of them are near each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from edge_agent.watch import Watched
from models.early_warning.channels import CHANNELS, CO, CO2, SMOKE
from telemetry.analog_types import BY_SLUG
from telemetry.messages import Part

#: The column of each analog type of the contract.
CHANNEL_OF = {BY_SLUG[channel.analog].code: place for place, channel in enumerate(CHANNELS)}
#: What only burning and breathing bring into a room: a value of it is one of the air, whoever tells it.
_OF_AIR = frozenset({SMOKE, CO, CO2})
#: Component types (GB/T 26875.3 table 5) that hang in a room's air. A temperature of any other is that of a
#: cable, a cabinet or a pump, whatever else it tells.
_IN_AIR = frozenset({10, 11, 12, 13, 25, *range(30, 38), *range(40, 45), *range(50, 54), 74, 128, 129})
_PANEL = 1


def in_the_air(part: Part, channel: int) -> bool:
    """Whether what the part tells in that column is of the air of a room."""
    return channel in _OF_AIR or part.component_type in _IN_AIR


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
