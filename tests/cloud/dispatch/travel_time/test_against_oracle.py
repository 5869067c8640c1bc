"""Our search against a naive one: equal times on drawn maps and on real extracts."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud.dispatch.travel_time import extract
from cloud.dispatch.travel_time.building import built
from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.travel_time.restrictions import Chain
from cloud.dispatch.travel_time.router import RoadRouter
from tests.cloud.dispatch.travel_time.drawing import PLAIN, Way, along, drawn, turn
from tests.cloud.dispatch.travel_time.oracle import Banned, Oracle
from tests.series import series


class Turn:
    """A restriction as the map's author means it, held edge by edge."""

    def __init__(self, graph: RoadGraph, said: str, start: int, via: int, end: int, via_way: bool) -> None:
        self._way = [int(graph.way[part]) for part in graph.part]
        self._part = graph.part.tolist()
        self._tail, self._head = graph.tail.tolist(), graph.head.tolist()
        self._out = [
            [edge for edge, tail in enumerate(self._tail) if tail == node]
            for node in range(int(graph.junctions))
        ]
        self._only = said.startswith("only_")
        self._u_turn = said == "no_u_turn" and start == end
        self._ways = (start, via) if via_way else (start,)
        self._end, self._via = end, None if via_way else via

    def begun(self, driven: tuple[int, ...], node_of: dict[int, int]) -> bool:
        tail = driven[-len(self._ways) :]
        if tuple(self._way[edge] for edge in tail) != self._ways:
            return False
        if any(self._part[one] == self._part[other] for one, other in itertools.pairwise(tail)):
            return False
        return self._via is None or self._head[tail[-1]] == node_of[self._via]

    def _turns(self, last: int) -> list[int]:
        back = (
            [] if self._via is not None else [e for e in self.out(last) if self._part[e] == self._part[last]]
        )
        return [
            edge
            for edge in self.out(last)
            if self._way[edge] == self._end
            and edge not in back
            and (not self._u_turn or self._part[edge] == self._part[last])
        ]

    def out(self, last: int) -> list[int]:
        return self._out[self._head[last]]

    def bans(self, driven: tuple[int, ...], edge: int, node_of: dict[int, int]) -> bool:
        if not self.begun(driven, node_of) or not (turns := self._turns(driven[-1])):
            return False
        return edge not in turns if self._only else edge in turns

    def dodged(self, driven: tuple[int, ...], edge: int, node_of: dict[int, int]) -> bool:
        before, last = driven[:-1], driven[-1]
        if not before or not self.begun(before, node_of) or self._part[edge] != self._part[last]:
            return False
        some = any(self.bans(before, other, node_of) for other in self.out(before[-1]))
        return some and len(self.out(last)) > 1


Drawn = tuple[dict[int, tuple[float, float]], list[Way], list[tuple[str, int, int, int, bool]]]


@st.composite
def maps(draw: st.DrawFn) -> Drawn:
    count = draw(st.integers(4, 8))
    step = st.integers(-40, 40)
    nodes = {
        number: (
            40 + (number // 3) * 0.01 + draw(step) * 1e-5,
            111 + (number % 3) * 0.01 + draw(step) * 1e-5,
        )
        for number in range(1, count + 1)
    }
    pair = st.tuples(st.integers(1, count), st.integers(1, count)).filter(lambda ends: ends[0] != ends[1])
    pairs = draw(st.lists(pair, min_size=3, max_size=14, unique_by=lambda ends: frozenset(ends)))
    ways = [
        Way(
            number,
            ends,
            {
                "highway": draw(st.sampled_from(["residential", "primary", "track"])),
                "oneway": draw(st.sampled_from(["no", "no", "no", "yes", "-1"])),
            },
        )
        for number, ends in enumerate(pairs, 100)
    ]
    turns: list[tuple[str, int, int, int, bool]] = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.sampled_from(ways))
        via = draw(st.sampled_from(list(start.nodes)))
        ends = [way.id for way in ways if via in way.nodes and way.id != start.id]
        if ends:
            said = draw(st.sampled_from(["no_left_turn", "only_straight_on"]))
            turns.append((said, start.id, via, draw(st.sampled_from(ends)), False))
        over = [way for way in ways if via in way.nodes and way.id != start.id]
        if over and draw(st.booleans()):
            middle = draw(st.sampled_from(over))
            last = draw(st.sampled_from(ways))
            if last.id not in (start.id, middle.id):
                turns.append(("no_u_turn", start.id, middle.id, last.id, True))
    return nodes, ways, turns


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(maps(), st.data())
def test_equal_times_on_drawn_maps_with_oneways_and_restrictions(
    tmp_path: Path, picture: Drawn, data: st.DataObject
) -> None:
    nodes, ways, turns = picture
    relations = [turn(number, *told) for number, told in enumerate(turns, 1)]
    graph, _ = built(extract.read(drawn(tmp_path / "map.osm", nodes, ways, relations), PLAIN))
    oracle = Oracle(graph, _held(graph, nodes, ways, turns), 4, PLAIN)
    router = RoadRouter(graph)
    places = [
        along(nodes, *way.nodes, data.draw(st.floats(0.05, 0.95)))
        for way in data.draw(st.lists(st.sampled_from(ways), min_size=2, max_size=4))
    ]
    for incident in places:
        told = [one.seconds if one else math.inf for one in router.arrivals(places, incident)]
        assert told == pytest.approx([oracle.seconds(unit, incident) for unit in places], abs=1e-6)


def _held(
    graph: RoadGraph,
    nodes: dict[int, tuple[float, float]],
    ways: list[Way],
    turns: list[tuple[str, int, int, int, bool]],
) -> Banned:
    """Junctions are named by where they are; the map's own turns are held."""
    at = {(round(lat * 1e7), round(lon * 1e7)): number for number, (lat, lon) in nodes.items()}
    node_of: dict[int, int] = {}
    for edge, part in enumerate(graph.part):
        ahead = graph.forward[part] == edge
        point = graph.first[part] if ahead else graph.last[part]
        node_of[at[int(graph.lat[point]), int(graph.lon[point])]] = int(graph.tail[edge])
        point = graph.last[part] if ahead else graph.first[part]
        node_of[at[int(graph.lat[point]), int(graph.lon[point])]] = int(graph.head[edge])
    held = [Turn(graph, *told) for told in turns]

    def banned(driven: tuple[int, ...], edge: int) -> bool:
        return any(one.bans(driven, edge, node_of) or one.dodged(driven, edge, node_of) for one in held)

    return banned


@pytest.mark.parametrize("name", ["osrm_monaco", "vh_harrisburg", "vh_liechtenstein-latest"])
def test_equal_times_on_real_extracts(name: str) -> None:
    graph, forbidden = built(extract.read(series(f"geo/osm/{name}.osm.pbf"), PLAIN))
    assert forbidden
    router, draw = RoadRouter(graph), np.random.default_rng(7)
    oracle = Oracle(graph, _chained(forbidden), max(map(len, forbidden)) - 1, PLAIN)
    low = np.array([graph.lat.min(), graph.lon.min()]) / 1e7
    high = np.array([graph.lat.max(), graph.lon.max()]) / 1e7
    units = [Place(*low + draw.random(2) * (high - low)) for _ in range(2)]
    entered = [oracle.entered(oracle.ends(unit, on_foot=False)) for unit in units]
    for _ in range(5):
        incident = Place(*low + draw.random(2) * (high - low))
        told = [one.seconds if one else math.inf for one in router.arrivals(units, incident)]
        expected = [oracle.seconds(unit, incident, known) for unit, known in zip(units, entered, strict=True)]
        assert told == pytest.approx(expected, abs=1e-6)


def _chained(forbidden: set[Chain]) -> Banned:
    lasting = {chain[-1] for chain in forbidden}

    def banned(driven: tuple[int, ...], edge: int) -> bool:
        if edge not in lasting:
            return False
        whole = (*driven, edge)
        return any(whole[start:] in forbidden for start in range(len(driven)))

    return banned
