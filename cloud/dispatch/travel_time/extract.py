"""Reading the roads of an OpenStreetMap extract (PBF, XML; anything that libosmium reads).

`osmium` is loaded by the first reading: a graph that is kept already needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.policy import Policy
from cloud.dispatch.travel_time.restrictions import Rule, rule
from cloud.dispatch.travel_time.tags import Carriage, barrier_s, carriage
from runtime.faults import PlainFault

if TYPE_CHECKING:
    import osmium


@dataclass
class Roads:
    """Every way an engine may use, as runs of points; a way that leaves the extract comes in pieces."""

    way: NDArray[np.int64]
    carriages: list[Carriage]
    #: Where each run begins among the points; one more than there are runs.
    first: NDArray[np.int64]
    node: NDArray[np.int64]
    #: Degrees times 10⁷.
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    rules: list[Rule]
    #: Seconds to pass a barrier at a node, infinite where an engine cannot.
    barriers: dict[int, float]


def read(path: Path, policy: Policy) -> Roads:
    """The roads of one extract.

    Raises PlainFault: no such file, no OSM file, cut short, or no road in it that an engine may use.
    """
    import osmium

    if not path.is_file():
        raise PlainFault(f"{path}: no such file; name an OpenStreetMap extract (.osm.pbf or .osm)")
    try:
        roads = _read(path, policy)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise PlainFault(
            f"{path}: cannot be read as an OpenStreetMap extract ({error}); fetch it again whole"
        ) from error
    if not len(roads.way):
        raise PlainFault(
            f"{path}: no road in it for a fire engine; name an extract with `highway` ways and their nodes"
        )
    return roads


def _read(path: Path, policy: Policy) -> Roads:
    import osmium

    ways: list[int] = []
    carriages: list[Carriage] = []
    first: list[int] = [0]
    points: list[tuple[int, int, int]] = []
    rules: list[Rule] = []
    barriers: dict[int, float] = {}
    wanted = osmium.filter.KeyFilter(
        "highway", "barrier", "restriction", "restriction:hgv", "restriction:emergency"
    )
    for entity in osmium.FileProcessor(str(path)).with_locations().with_filter(wanted):
        tags = dict(entity.tags)
        if isinstance(entity, osmium.osm.Node):
            delay = barrier_s(tags, policy) if "barrier" in tags else 0.0
            if delay != 0.0:
                barriers[entity.id] = np.inf if delay is None else delay
        elif isinstance(entity, osmium.osm.Way):
            carried = carriage(tags, policy)
            if carried is None:
                continue
            for run in _runs(entity.nodes):
                ways.append(entity.id)
                carriages.append(carried)
                points += run
                first.append(len(points))
        elif isinstance(entity, osmium.osm.Relation):
            members = [(member.type, member.role, member.ref) for member in entity.members]
            if (stated := rule(entity.id, tags, members)) is not None:
                rules.append(stated)
    table = np.array(points, dtype=np.int64).reshape(-1, 3)
    return Roads(
        np.array(ways, dtype=np.int64),
        carriages,
        np.array(first, dtype=np.int64),
        table[:, 0].copy(),
        table[:, 1].astype(np.int32),
        table[:, 2].astype(np.int32),
        rules,
        barriers,
    )


def _runs(nodes: osmium.osm.WayNodeList) -> list[list[tuple[int, int, int]]]:
    """The points of a way, parted where the extract has not the place of a node."""
    runs: list[list[tuple[int, int, int]]] = [[]]
    for node in nodes:
        location = node.location
        if location.valid():
            runs[-1].append((node.ref, location.y, location.x))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]
