"""Travel times the slow way: edge by edge with all that was driven before, in plain Python."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.policy import Policy
from cloud.dispatch.travel_time.port import EARTH_M, Place, straight_m

#: Whether an edge may not follow what was driven.
Banned = Callable[[tuple[int, ...], int], bool]


class End(NamedTuple):
    edge: int
    before: float
    leg_s: float
    leg_m: float


class Oracle:
    def __init__(self, graph: RoadGraph, banned: Banned, memory: int, policy: Policy) -> None:
        self._graph, self._banned, self._memory, self._policy = graph, banned, memory, policy
        self._tail, self._head = graph.tail.tolist(), graph.head.tolist()
        self._seconds = graph.seconds.tolist()
        self._out: dict[int, list[int]] = defaultdict(list)
        for edge, tail in enumerate(self._tail):
            self._out[tail].append(edge)

    def entered(self, starts: list[End]) -> dict[int, float]:
        """Seconds at which each edge is entered at the earliest, over every history that leads there."""
        best: dict[tuple[int, ...], float] = {}
        entered: dict[int, float] = {}
        waiting: list[tuple[float, tuple[int, ...]]] = []
        for start in starts:
            time = start.leg_s + (1 - start.before) * self._seconds[start.edge]
            heapq.heappush(waiting, (time, (start.edge,)))
        while waiting:
            time, driven = heapq.heappop(waiting)
            if best.get(driven, math.inf) <= time:
                continue
            best[driven] = time
            for edge in self._out[self._head[driven[-1]]]:
                if not self._banned(driven, edge):
                    entered[edge] = min(entered.get(edge, math.inf), time)
                    after = (*driven, edge)[-self._memory :]
                    if time + self._seconds[edge] < best.get(after, math.inf):
                        heapq.heappush(waiting, (time + self._seconds[edge], after))
        return entered

    def seconds(self, unit: Place, incident: Place, entered: dict[int, float] | None = None) -> float:
        starts, ends = self.ends(unit, on_foot=False), self.ends(incident, on_foot=True)
        entered = self.entered(starts) if entered is None else entered
        found = [math.inf]
        for end in ends:
            whole = self._seconds[end.edge]
            found.append(entered.get(end.edge, math.inf) + end.before * whole + end.leg_s)
            found += [
                start.leg_s + (end.before - start.before) * whole + end.leg_s
                for start in starts
                if start.edge == end.edge and start.before <= end.before
            ]
        far = straight_m(unit, incident) * self._policy.detour
        legs = [min((end.leg_m for end in some), default=math.inf) for some in (starts, ends)]
        if far <= sum(legs) and far <= self._policy.off_road_limit_m * self._policy.detour:
            found.append(far / (self._policy.steppe_kmh / 3.6))
        return min(found)

    def ends(self, place: Place, *, on_foot: bool) -> list[End]:
        found: list[End] = []
        for part, share, off_m in {self._nearest(place, False), self._nearest(place, True)}:
            if part < 0:
                continue
            walked = on_foot and self._graph.built_up[part]
            pace = self._policy.foot_kmh if walked else self._policy.steppe_kmh
            leg_m = off_m * self._policy.detour
            forward, backward = int(self._graph.forward[part]), int(self._graph.backward[part])
            if forward >= 0:
                found.append(End(forward, share, leg_m / (pace / 3.6), leg_m))
            if backward >= 0:
                found.append(End(backward, 1 - share, leg_m / (pace / 3.6), leg_m))
        return found

    def _nearest(self, place: Place, main_only: bool) -> tuple[int, float, float]:
        graph = self._graph
        unit = EARTH_M * math.pi / 180 * 1e-7
        narrow = math.cos(math.radians(place.lat))
        at_lat, at_lon = round(place.lat * 1e7), round(place.lon * 1e7)
        lat, lon, along = graph.lat.tolist(), graph.lon.tolist(), graph.along_m
        best = (-1, 0.0, self._policy.off_road_limit_m)
        for part in range(len(graph.way)):
            if main_only and not graph.main[part]:
                continue
            first, last = int(graph.first[part]), int(graph.last[part])
            for point in range(first, last):
                x, y = (lon[point] - at_lon) * narrow * unit, (lat[point] - at_lat) * unit
                dx = (lon[point + 1] - lon[point]) * narrow * unit
                dy = (lat[point + 1] - lat[point]) * unit
                square = dx * dx + dy * dy
                share = min(max(-(x * dx + y * dy) / square, 0.0), 1.0) if square else 0.0
                off_m = math.hypot(x + share * dx, y + share * dy)
                if off_m < best[2]:
                    here = along[point] + share * (along[point + 1] - along[point]) - along[first]
                    length = along[last] - along[first]
                    best = (part, min(max(float(here / length), 0.0), 1.0) if length else 0.0, off_m)
        return best
