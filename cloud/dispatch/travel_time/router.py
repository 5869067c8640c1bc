"""Our own answer: exact travel times of all units by one reverse search on the road graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.policy import HOUR_FACTORS, Policy
from cloud.dispatch.travel_time.port import Arrival, Place, straight_m
from cloud.dispatch.travel_time.search import metres_of, times_to
from cloud.dispatch.travel_time.snapping import Grid, Snap

_KNOWN_UNITS = 20_000


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


class _End(NamedTuple):
    """A place on an edge: the share of the edge before it, and what the leg off the road costs."""

    edge: int
    before: float
    leg_s: float
    leg_m: float


class _Found(NamedTuple):
    seconds: float
    metres: float
    start: _End | None
    end: _End | None
    vertex: int


class _Search(NamedTuple):
    ends: list[_End]
    #: Which end each seed belongs to.
    seed_end: list[_End]
    time: NDArray[np.float64]
    way: NDArray[np.int32]
    factors: NDArray[np.float64]


class RoadRouter:
    """Answers by a road graph; safe to ask from several threads at once."""

    def __init__(self, graph: RoadGraph, policy: Policy | None = None) -> None:
        self.graph = graph
        self._policy = policy or Policy()
        self._grid = Grid(graph)
        self._link_seconds = graph.seconds[graph.link_edge]
        self._link_group = graph.group[graph.link_edge]
        self._usual_and_longest_s = (float(self._link_seconds.mean()), float(self._link_seconds.max()))
        #: A unit that has not moved since is not looked for again.
        self._starts = lru_cache(_KNOWN_UNITS)(partial(self._ends, on_foot=False))
        self._link_head = np.repeat(np.arange(graph.vertices, dtype=np.int32), np.diff(graph.into))

    def arrivals(
        self, units: Sequence[Place], incident: Place, hour: int | None = None
    ) -> list[Arrival | None]:
        """One entry a unit, in order; None where no way leads to the incident."""
        starts = [self._starts(unit) for unit in units]
        search = self._search(incident, starts, hour)
        found = [self._best(unit, incident, own, search) for unit, own in zip(units, starts, strict=True)]
        vertices = np.array([one.vertex if one else -1 for one in found], dtype=np.int32)
        driven = vertices >= 0
        metres = np.zeros(len(found))
        seeds = np.full(len(found), -1, np.int32)
        metres[driven], seeds[driven] = metres_of(
            vertices[driven], search.way, self._link_head, self.graph.link_edge, self.graph.metres
        )
        return [
            None
            if one is None
            else Arrival(one.seconds, self._metres(one, float(metres[at]), int(seeds[at]), search))
            for at, one in enumerate(found)
        ]

    def route(self, unit: Place, incident: Place, hour: int | None = None) -> Route | None:
        """One unit's way; None where no way leads to the incident."""
        start = self._starts(unit)
        search = self._search(incident, [start], hour)
        found = self._best(unit, incident, start, search)
        if found is None:
            return None
        edges: list[int] = [found.start.edge] if found.start else []
        metres, vertex, seed = 0.0, found.vertex, -1
        if vertex >= 0:
            while (link := int(search.way[vertex])) >= 0:
                edges.append(int(self.graph.link_edge[link]))
                metres += float(self.graph.metres[edges[-1]])
                vertex = int(self._link_head[link])
            seed = -2 - link
            edges.append(search.seed_end[seed].edge)
        ways = [int(self.graph.way[self.graph.part[edge]]) for edge in edges]
        once = [way for at, way in enumerate(ways) if at == 0 or ways[at - 1] != way]
        return Route(found.seconds, self._metres(found, metres, seed, search), once)

    def reach(self, incident: Place, within_s: float, hour: int | None = None) -> Reach:
        """Every junction from which the incident is reached within so many seconds."""
        search = self._search(incident, [], hour, within_s)
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

    def _ends(self, place: Place, *, on_foot: bool) -> list[_End]:
        """Edges a place lies on: of the nearest road, and of the nearest of the main net if another."""
        limit = self._policy.off_road_limit_m
        snaps = {self._grid.nearest(place, limit), self._grid.nearest(place, limit, main_only=True)}
        ends: list[_End] = []
        for snap in sorted(snap for snap in snaps if snap is not None):
            forward, backward = int(self.graph.forward[snap.part]), int(self.graph.backward[snap.part])
            leg_s, leg_m = self._leg(snap, on_foot), snap.off_m * self._policy.detour
            if forward >= 0:
                ends.append(_End(forward, snap.share, leg_s, leg_m))
            if backward >= 0:
                ends.append(_End(backward, 1.0 - snap.share, leg_s, leg_m))
        return ends

    def _leg(self, snap: Snap, on_foot: bool) -> float:
        walked = on_foot and bool(self.graph.built_up[snap.part])
        pace = self._policy.foot_kmh if walked else self._policy.steppe_kmh
        return snap.off_m * self._policy.detour / (pace / 3.6)

    def _search(
        self,
        incident: Place,
        starts: Sequence[Sequence[_End]],
        hour: int | None,
        within_s: float = math.inf,
    ) -> _Search:
        graph, factors = self.graph, self._factors(hour)
        ends = self._ends(incident, on_foot=True)
        vertices: list[int] = []
        times: list[float] = []
        seed_end: list[_End] = []
        for end in ends:
            seconds = graph.seconds[end.edge] * factors[graph.group[end.edge]] * end.before + end.leg_s
            for link in graph.of_edge_link[graph.of_edge[end.edge] : graph.of_edge[end.edge + 1]]:
                vertices.append(int(graph.link_tail[link]))
                times.append(float(seconds))
                seed_end.append(end)
        wanted = np.array([graph.lands[end.edge] for own in starts for end in own], dtype=np.int32)
        time, way = times_to(
            *(graph.into, graph.link_tail, self._link_seconds, self._link_group, *self._usual_and_longest_s),
            factors,
            *(np.array(vertices, dtype=np.int32), np.array(times, dtype=np.float64), wanted, within_s),
        )
        return _Search(ends, seed_end, time, way, factors)

    def _best(self, unit: Place, incident: Place, starts: Sequence[_End], search: _Search) -> _Found | None:
        graph = self.graph
        best = self._across(unit, incident, starts, search.ends)
        for start in starts:
            whole = float(graph.seconds[start.edge] * search.factors[graph.group[start.edge]])
            vertex = int(graph.lands[start.edge])
            seconds = start.leg_s + (1.0 - start.before) * whole + float(search.time[vertex])
            if math.isfinite(seconds) and (best is None or seconds < best.seconds):
                best = _Found(seconds, math.nan, start, None, vertex)
            for end in search.ends:
                if end.edge == start.edge and end.before >= start.before:
                    seconds = start.leg_s + (end.before - start.before) * whole + end.leg_s
                    if best is None or seconds < best.seconds:
                        length = float(graph.metres[start.edge]) * (end.before - start.before)
                        best = _Found(seconds, start.leg_m + length + end.leg_m, start, end, -1)
        return best

    def _across(
        self, unit: Place, incident: Place, starts: Sequence[_End], ends: Sequence[_End]
    ) -> _Found | None:
        """Straight over open ground, where both are farther from any road than from each other."""
        far = straight_m(unit, incident) * self._policy.detour
        off = [min((end.leg_m for end in own), default=math.inf) for own in (starts, ends)]
        if far > sum(off) or far > self._policy.off_road_limit_m * self._policy.detour:
            return None
        return _Found(far / (self._policy.steppe_kmh / 3.6), far, None, None, -1)

    def _metres(self, found: _Found, between: float, seed: int, search: _Search) -> float:
        if found.vertex < 0 or found.start is None:
            return found.metres
        end = search.seed_end[seed]
        metres = self.graph.metres
        return (
            found.start.leg_m
            + (1.0 - found.start.before) * float(metres[found.start.edge])
            + between
            + end.before * float(metres[end.edge])
            + end.leg_m
        )
