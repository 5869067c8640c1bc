"""The road graph in compact arrays.

A *part* is a stretch of one way between two junctions, with its points. An *edge* is a part in a
direction that an engine may drive. A *vertex* is a junction or one of its copies (see `restrictions`). A
*link* is an edge as it leaves one vertex: an edge out of a copied junction has a link for each copy from
which it may be driven.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class RoadGraph:
    """Arrays of one region; the field names are those of the cached file."""

    # Points of all parts; degrees times 10⁷, and metres from the beginning of the run they belong to.
    lat: Ints
    lon: Ints
    along_m: Floats
    # Parts: first and last point, id of the way, its edges (-1: not that way), what it is.
    first: Ints
    last: Ints
    way: Longs
    forward: Ints
    backward: Ints
    built_up: Bytes
    main: Bytes
    #: Its class as a place in `policy.KINDS`, whether it is a roundabout, and its name by number.
    kind: Bytes
    ring: Bytes
    named: Ints
    #: Every name once, UTF-8 with a line feed between; the first is empty.
    names: Bytes
    # Edges.
    tail: Ints
    head: Ints
    part: Ints
    seconds: Floats
    metres: Floats
    group: Bytes
    #: The vertex an edge leads to when it is the first one driven.
    lands: Ints
    # Links: by head vertex, and by edge.
    into: Longs
    link_tail: Ints
    link_edge: Ints
    of_edge: Longs
    of_edge_link: Ints
    #: How many junctions there are; vertices from there on are copies.
    junctions: NDArray[np.int64]

    @property
    def vertices(self) -> int:
        """Junctions and copies."""
        return len(self.into) - 1
