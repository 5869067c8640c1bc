"""Making the graph of an extract's roads: junctions, parts, edges, and links between junctions and copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.extract import Roads
from cloud.dispatch.travel_time.graph import Bytes, Floats, Ints, Longs, RoadGraph
from cloud.dispatch.travel_time.nets import nets
from cloud.dispatch.travel_time.port import EARTH_M
from cloud.dispatch.travel_time.restrictions import Chain, Copies, chains


class _Edges:
    """What restrictions ask of the edges; only edges at ways and junctions that they name are listed."""

    def __init__(
        self, tail: Ints, head: Ints, part: Ints, way: Longs, osm_nodes: Longs, place: Longs
    ) -> None:
        self.tail: Sequence[int] = tail.tolist()
        self.head: Sequence[int] = head.tolist()
        self._part = part
        self._by_way = np.argsort(way[part], kind="stable")
        self._ways = way[part][self._by_way]
        self._by_tail = np.argsort(tail, kind="stable")
        self._begin = np.searchsorted(tail[self._by_tail], np.arange(int(tail.max(initial=-1)) + 2))
        self._osm_nodes = osm_nodes
        self._place = place

    def of_way(self, way: int) -> list[int]:
        low, high = np.searchsorted(self._ways, [way, way + 1])
        return [int(edge) for edge in self._by_way[low:high]]

    def leaving(self, node: int) -> list[int]:
        if node + 1 >= len(self._begin):
            return []
        return [int(edge) for edge in self._by_tail[self._begin[node] : self._begin[node + 1]]]

    def junction(self, osm_node: int) -> int | None:
        at = int(np.searchsorted(self._osm_nodes, osm_node))
        if at == len(self._osm_nodes) or self._osm_nodes[at] != osm_node or self._place[at] < 0:
            return None
        return int(self._place[at])

    def reverse(self, edge: int) -> int | None:
        for other in (edge - 1, edge + 1):
            if 0 <= other < len(self.tail) and self._part[other] == self._part[edge]:
                return other
        return None


def build(roads: Roads) -> RoadGraph:
    """The graph of an extract's roads."""
    graph, _ = built(roads)
    return graph


def built(roads: Roads) -> tuple[RoadGraph, set[Chain]]:
    """The graph, and the chains of edges that it forbids."""
    osm_nodes, where = np.unique(roads.node, return_inverse=True)
    junction, place = _junctions(roads, osm_nodes, where)
    run = np.repeat(np.arange(len(roads.way)), np.diff(roads.first))
    at = np.flatnonzero(junction[where])
    whole = run[at[:-1]] == run[at[1:]]
    first, last = at[:-1][whole], at[1:][whole]
    along = _along(roads, run)
    ends, delay = _barriers(roads, osm_nodes, where, place, first, last)
    tail, head, part, seconds, metres, group = _edges(
        roads, run[first], ends, delay, along[last] - along[first]
    )
    edges = _Edges(tail, head, part, roads.way[run[first]], osm_nodes, place)
    forbidden = chains(roads.rules, edges)
    junctions = int(ends.max(initial=-1)) + 1
    forward = np.full(len(first), -1, np.int32)
    backward = np.full(len(first), -1, np.int32)
    ahead = _is_ahead(roads, run[first], part)
    forward[part[ahead]] = np.flatnonzero(ahead)
    backward[part[~ahead]] = np.flatnonzero(~ahead)
    built_up = np.array([carried.built_up for carried in roads.carriages], dtype=np.uint8)
    graph = RoadGraph(
        lat=roads.lat,
        lon=roads.lon,
        along_m=along,
        first=first.astype(np.int32),
        last=last.astype(np.int32),
        way=roads.way[run[first]],
        forward=forward,
        backward=backward,
        built_up=built_up[run[first]],
        main=_main(tail, head, part, junctions, len(first)),
        **_signs(roads, run[first]),
        tail=tail,
        head=head,
        part=part,
        seconds=seconds,
        metres=metres,
        group=group,
        junctions=np.array(junctions, dtype=np.int64),
        **_links(tail, head, junctions, Copies(forbidden), edges),
    )
    return graph, forbidden


def _signs(roads: Roads, run: Longs) -> dict[str, Any]:
    """Class, roundabout and name of every part."""
    names = {"": 0}
    number = np.array([names.setdefault(one.name, len(names)) for one in roads.carriages], dtype=np.int32)
    return {
        "kind": np.array([one.kind for one in roads.carriages], dtype=np.uint8)[run],
        "ring": np.array([one.ring for one in roads.carriages], dtype=np.uint8)[run],
        "named": number[run],
        "names": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
    }


def _junctions(roads: Roads, osm_nodes: Longs, where: Longs) -> tuple[NDArray[np.bool_], Longs]:
    """Which nodes are junctions: ends of ways, nodes met twice, barriers, and vias; and their numbers."""
    junction = np.bincount(where, minlength=len(osm_nodes)) > 1
    junction[where[roads.first[:-1]]] = True
    junction[where[roads.first[1:] - 1]] = True
    vias = [one.via_node for one in roads.rules if one.via_node is not None]
    forced = np.array([*roads.barriers, *vias], dtype=np.int64)
    junction |= np.isin(osm_nodes, forced)
    place = np.where(junction, np.cumsum(junction) - 1, -1)
    return junction, place


def _along(roads: Roads, run: Longs) -> Floats:
    """Metres along the run of every point (haversine)."""
    lat, lon = np.radians(roads.lat / 1e7), np.radians(roads.lon / 1e7)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    step = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    step[np.diff(run) != 0] = 0.0
    total = np.concatenate([[0.0], np.cumsum(step)])
    return np.asarray(total - total[roads.first[:-1]][run])


def _barriers(
    roads: Roads, osm_nodes: Longs, where: Longs, place: Longs, first: Longs, last: Longs
) -> tuple[Ints, Floats]:
    """Junctions at both ends of each part, and the seconds a part's barriers cost.

    At a node that stops an engine every part gets an end of its own; a gate costs half on either side.
    """
    cost = np.zeros(len(osm_nodes))
    names = np.array(list(roads.barriers), dtype=np.int64)
    found = np.searchsorted(osm_nodes, names)
    known = (found < len(osm_nodes)) & (osm_nodes[np.minimum(found, len(osm_nodes) - 1)] == names)
    cost[found[known]] = np.array(list(roads.barriers.values()), dtype=float)[known]
    ends = np.stack([place[where[first]], place[where[last]]], axis=1)
    delays = np.stack([cost[where[first]], cost[where[last]]], axis=1)
    stopped = np.isinf(delays)
    ends[stopped] = int(place.max(initial=-1)) + 1 + np.arange(int(stopped.sum()))
    delays[stopped] = 0.0
    return ends.astype(np.int32), np.asarray(delays.sum(axis=1) / 2)


def _paces(roads: Roads) -> tuple[Floats, Bytes]:
    paces = np.array([carried[:2] for carried in roads.carriages], dtype=float).reshape(-1, 2)
    return paces, np.array([carried.group for carried in roads.carriages], dtype=np.uint8)


def _is_ahead(roads: Roads, run: Longs, part: Ints) -> NDArray[np.bool_]:
    """Of every edge: it goes along its way. The edge along a part stands right before the one against it."""
    paces, _ = _paces(roads)
    again = np.concatenate([[False], part[1:] == part[:-1]])
    return np.asarray(~again & (paces[run[part], 0] > 0))


def _edges(
    roads: Roads, run: Longs, ends: Ints, delay: Floats, length: Floats
) -> tuple[Ints, Ints, Ints, Floats, Floats, Bytes]:
    paces, groups = _paces(roads)
    pace = paces[run]
    part, against = np.nonzero(pace > 0)
    seconds = length[part] / (pace[part, against] / 3.6) + delay[part]
    return (
        ends[part, against],
        ends[part, 1 - against],
        part.astype(np.int32),
        seconds,
        length[part],
        groups[run[part]],
    )


def _links(tail: Ints, head: Ints, junctions: int, copies: Copies, edges: _Edges) -> dict[str, Any]:
    """Links by head vertex and by edge, and the vertex that each edge leads to when it is driven first."""
    lands = head.copy()
    for number, begun in enumerate(copies.beginnings):
        if len(begun) == 1:
            lands[begun[0]] = junctions + number
    more: list[tuple[int, int, int]] = []
    for number, begun in enumerate(copies.beginnings):
        for edge in edges.leaving(int(head[begun[-1]])):
            copy = copies.on(begun, edge)
            if copy is not None:
                more.append((junctions + number, int(head[edge]) if copy < 0 else junctions + copy, edge))
    extra = np.array(more, dtype=np.int32).reshape(-1, 3)
    link_tail = np.concatenate([tail, extra[:, 0]])
    link_head = np.concatenate([lands, extra[:, 1]])
    link_edge = np.concatenate([np.arange(len(tail), dtype=np.int32), extra[:, 2]])
    by_head = np.argsort(link_head, kind="stable")
    vertices = junctions + len(copies.beginnings)
    edge_in_order = link_edge[by_head]
    by_edge = np.argsort(edge_in_order, kind="stable")
    return {
        "lands": lands,
        "into": np.searchsorted(link_head[by_head], np.arange(vertices + 1)),
        "link_tail": link_tail[by_head],
        "link_edge": edge_in_order,
        "of_edge": np.searchsorted(edge_in_order[by_edge], np.arange(len(tail) + 1)),
        "of_edge_link": by_edge.astype(np.int32),
    }


def _main(tail: Ints, head: Ints, part: Ints, junctions: int, parts: int) -> Bytes:
    """Parts of the largest net in which every junction can be reached from every other."""
    main = np.zeros(parts, np.uint8)
    if not len(tail):
        return main
    order = np.argsort(tail, kind="stable")
    out = np.searchsorted(tail[order], np.arange(junctions + 1))
    net = nets(out.astype(np.int64), head[order])
    largest = np.argmax(np.bincount(net))
    main[part[(net[tail] == largest) & (net[head] == largest)]] = 1
    return main
