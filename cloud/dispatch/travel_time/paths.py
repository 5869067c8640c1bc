"""The way itself, as it is driven: pieces of road with names and points, from the same search as its time."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.policy import KINDS
from cloud.dispatch.travel_time.port import Place


class Piece(NamedTuple):
    """A stretch between two junctions as it is driven, or a part of one."""

    name: str
    #: Its class, a value of `highway`; `off-road` for the ground beside roads.
    kind: str
    ring: bool
    metres: float
    seconds: float
    points: list[Place]
    #: Other ways out at its end, where it is a roundabout.
    exits: int = 0


class Path(NamedTuple):
    """One unit's way, in the order it is driven."""

    seconds: float
    metres: float
    pieces: list[Piece]


OFF_ROAD = "off-road"


class Tracing:
    """Turns edges of a graph into pieces."""

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph

    @cached_property
    def _names(self) -> list[str]:
        return bytes(self._graph.names).decode().split("\n")

    def piece(self, edge: int, begin: float, end: float, factors: NDArray[np.float64]) -> Piece:
        """An edge between two shares of its length, 0 to 1 in the direction it is driven."""
        graph = self._graph
        part = int(graph.part[edge])
        share = max(end - begin, 0.0)
        return Piece(
            self._names[int(graph.named[part])],
            KINDS[int(graph.kind[part])],
            bool(graph.ring[part]),
            float(graph.metres[edge]) * share,
            float(graph.seconds[edge] * factors[graph.group[edge]]) * share,
            self._points(edge, part, begin, end),
            self._exits(edge) if graph.ring[part] and end >= 1.0 else 0,
        )

    def _points(self, edge: int, part: int, begin: float, end: float) -> list[Place]:
        graph = self._graph
        span = slice(int(graph.first[part]), int(graph.last[part]) + 1)
        lat, lon = graph.lat[span] / 1e7, graph.lon[span] / 1e7
        along = graph.along_m[span] - graph.along_m[span.start]
        if graph.forward[part] != edge:
            lat, lon, along = lat[::-1], lon[::-1], along[-1] - along[::-1]
        low, high = begin * along[-1], end * along[-1]
        inside = (along > low) & (along < high)
        at = np.concatenate([[low], along[inside], [high]])
        return [
            Place(float(y), float(x))
            for y, x in zip(np.interp(at, along, lat), np.interp(at, along, lon), strict=True)
        ]

    def _exits(self, edge: int) -> int:
        """Ways out of the ring at the end of this piece of it."""
        graph = self._graph
        leaving = np.flatnonzero(graph.tail == graph.head[edge])
        return int((graph.ring[graph.part[leaving]] == 0).sum())
