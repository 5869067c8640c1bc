"""Our own answer: exact travel times of all units by one reverse search on the road graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.joining import Ends, Meeting, ends_of, meet
from cloud.dispatch.travel_time.paths import OFF_ROAD, Path, Piece, Tracing
from cloud.dispatch.travel_time.policy import HOUR_FACTORS, Policy
from cloud.dispatch.travel_time.port import Arrival, Place, straight_m
from cloud.dispatch.travel_time.search import metres_of, times_to
from cloud.dispatch.travel_time.snapping import Grid

#: So far from a road a place still is on it.
_BESIDE_M = 15.0


class Route(NamedTuple):
    """One way: seconds, metres, and the ids of the ways in the order they are driven."""

    seconds: float
    metres: float
    way_ids: list[int]


class Reach(NamedTuple):
    """From where an incident is reached in time: junctions in degrees, and their seconds; nearest first."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    seconds: NDArray[np.float64]


class _Search(NamedTuple):
    """The incident's ends, which of them each seed belongs to, and what the search found."""

    ends: Ends
    seed_end: NDArray[np.int64]
    time: NDArray[np.float64]
    way: NDArray[np.int32]
    factors: NDArray[np.float64]


class RoadRouter:
    """Answers by a road graph; safe to ask from several threads at once."""

    def __init__(self, graph: RoadGraph, policy: Policy | None = None) -> None:
        self.graph = graph
        self._policy = policy or Policy()
        self._grid = Grid(graph)
        self._tracing = Tracing(graph)
        self._link_seconds = graph.seconds[graph.link_edge]
        self._link_group = graph.group[graph.link_edge]
        self._usual_and_longest_s = (float(self._link_seconds.mean()), float(self._link_seconds.max()))
        self._link_head = np.repeat(np.arange(graph.vertices, dtype=np.int32), np.diff(graph.into))

    def arrivals(
        self, units: Sequence[Place], incident: Place, hour: int | None = None
    ) -> list[Arrival | None]:
        """One entry a unit, in order; None where no way leads to the incident."""
        starts = self._ends(units, on_foot=False)
        search = self._search(incident, starts, hour)
        met = self._met(units, starts, incident, search)
        driven = met.vertex >= 0
        between, seeds = metres_of(
            met.vertex[driven], search.way, self._link_head, self.graph.link_edge, self.graph.metres
        )
        metres = met.metres.copy()
        metres[driven] += between + self._after(search, seeds)
        return [
            Arrival(seconds, far) if math.isfinite(seconds) else None
            for seconds, far in zip(met.seconds.tolist(), metres.tolist(), strict=True)
        ]

    def route(self, unit: Place, incident: Place, hour: int | None = None) -> Route | None:
        """One unit's way; None where no way leads to the incident."""
        starts = self._ends([unit], on_foot=False)
        search = self._search(incident, starts, hour)
        met = self._met([unit], starts, incident, search)
        if not math.isfinite(met.seconds[0]):
            return None
        edges, end = self._driven(0, starts, search, met)
        metres = float(met.metres[0]) + float(self.graph.metres[edges[1 : -1 if end >= 0 else None]].sum())
        if end >= 0:
            metres += float(self._after(search, np.array([end]))[0])
        ways = [int(self.graph.way[self.graph.part[edge]]) for edge in edges]
        once = [way for at, way in enumerate(ways) if at == 0 or ways[at - 1] != way]
        return Route(float(met.seconds[0]), metres, once)

    def paths(self, units: Sequence[Place], incident: Place, hour: int | None = None) -> list[Path | None]:
        """Each unit's way with its roads and points, all from one search; None where there is none."""
        starts = self._ends(units, on_foot=False)
        search = self._search(incident, starts, hour)
        met = self._met(units, starts, incident, search)
        return [
            self._path(at, unit, incident, starts, search, met) if math.isfinite(met.seconds[at]) else None
            for at, unit in enumerate(units)
        ]

    def _path(
        self, at: int, unit: Place, incident: Place, starts: Ends, search: _Search, met: Meeting
    ) -> Path:
        own, seconds = int(met.own[at]), float(met.seconds[at])
        if own < 0:
            ground = Piece("", OFF_ROAD, False, float(met.metres[at]), seconds, [unit, incident])
            return Path(seconds, ground.metres, [ground])
        edges, seed = self._driven(at, starts, search, met)
        begin, ends = float(starts.before[at, own]), search.ends
        if seed >= 0:
            last = int(search.seed_end[seed])
        else:
            # Both lie on one edge: the end that is reached soonest, as the meeting chose it.
            on = [
                number
                for number in range(ends.edge.shape[1])
                if ends.edge[0, number] == edges[0] and ends.before[0, number] >= begin
            ]
            last = min(on, key=lambda number: float(ends.before[0, number] + ends.leg_s[0, number]))
        stop = float(ends.before[0, last])
        pieces = [
            self._tracing.piece(
                edge,
                begin if number == 0 else 0.0,
                stop if number == len(edges) - 1 else 1.0,
                search.factors,
            )
            for number, edge in enumerate(edges)
        ]
        head = self._leg(unit, pieces[0].points[0], starts.leg_m[at, own], starts.leg_s[at, own])
        tail = self._leg(pieces[-1].points[-1], incident, ends.leg_m[0, last], ends.leg_s[0, last])
        whole = [*head, *pieces, *tail]
        return Path(seconds, sum(piece.metres for piece in whole), whole)

    def _leg(self, here: Place, there: Place, metres: float, seconds: float) -> list[Piece]:
        """The ground between a place and its road; a few metres are the road's own breadth."""
        if straight_m(here, there) < _BESIDE_M:
            return []
        return [Piece("", OFF_ROAD, False, float(metres), float(seconds), [here, there])]

    def _driven(self, at: int, starts: Ends, search: _Search, met: Meeting) -> tuple[list[int], int]:
        """The edges one unit drives, and the seed at which the incident's stretch is entered; -1: none."""
        own, vertex = int(met.own[at]), int(met.vertex[at])
        edges = [int(starts.edge[at, own])] if own >= 0 else []
        if vertex < 0:
            return edges, -1
        while (link := int(search.way[vertex])) >= 0:
            edges.append(int(self.graph.link_edge[link]))
            vertex = int(self._link_head[link])
        seed = -2 - link
        edges.append(int(search.ends.edge[0, search.seed_end[seed]]))
        return edges, seed

    def reach(self, incident: Place, within_s: float, hour: int | None = None) -> Reach:
        """Every junction from which the incident is reached within so many seconds."""
        search = self._search(incident, self._ends([], on_foot=False), hour, within_s)
        graph = self.graph
        inside = np.flatnonzero(search.time[graph.tail] <= within_s)
        point = np.where(
            graph.forward[graph.part[inside]] == inside,
            graph.first[graph.part[inside]],
            graph.last[graph.part[inside]],
        )
        junction, at = np.unique(graph.tail[inside], return_index=True)
        seconds = search.time[junction]
        order = np.argsort(seconds, kind="stable")
        here = point[at][order]
        return Reach(graph.lat[here] / 1e7, graph.lon[here] / 1e7, seconds[order])

    def _factors(self, hour: int | None) -> NDArray[np.float64]:
        if hour is None:
            return np.ones(len(HOUR_FACTORS))
        return np.array([table[hour % 24] for table in HOUR_FACTORS])

    def _ends(self, places: Sequence[Place], *, on_foot: bool) -> Ends:
        return ends_of(self.graph, self._grid, self._policy, places, on_foot=on_foot)

    def _met(self, units: Sequence[Place], starts: Ends, incident: Place, search: _Search) -> Meeting:
        found = (search.ends, search.time, search.factors)
        return meet(self.graph, self._policy, units, starts, incident, *found)

    def _after(self, search: _Search, seeds: NDArray[np.integer]) -> NDArray[np.float64]:
        """Metres from where the search begins to the incident, for each seed."""
        end = search.seed_end[seeds]
        edge, before, leg_m = (
            column[0, end] for column in (search.ends.edge, search.ends.before, search.ends.leg_m)
        )
        return np.asarray(before * self.graph.metres[edge] + leg_m)

    def _search(self, incident: Place, starts: Ends, hour: int | None, within_s: float = math.inf) -> _Search:
        graph, factors = self.graph, self._factors(hour)
        ends = self._ends([incident], on_foot=True)
        vertices: list[NDArray[np.int32]] = []
        times: list[NDArray[np.float64]] = []
        seed_end: list[NDArray[np.int64]] = []
        for number in np.flatnonzero(ends.edge[0] >= 0):
            edge = ends.edge[0, number]
            whole = graph.seconds[edge] * factors[graph.group[edge]]
            tails = graph.link_tail[graph.of_edge_link[graph.of_edge[edge] : graph.of_edge[edge + 1]]]
            vertices.append(tails)
            times.append(np.full(len(tails), whole * ends.before[0, number] + ends.leg_s[0, number]))
            seed_end.append(np.full(len(tails), number))
        wanted = graph.lands[starts.edge[starts.edge >= 0]]
        time, way = times_to(
            *(graph.into, graph.link_tail, self._link_seconds, self._link_group, *self._usual_and_longest_s),
            *(factors, _joined(vertices, np.int32), _joined(times, np.float64), wanted, within_s),
        )
        return _Search(ends, _joined(seed_end, np.int64), time, way, factors)


def _joined(pieces: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *pieces], dtype=kind)
