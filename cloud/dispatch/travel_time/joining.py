"""Joining places to the roads: the edges that each lies on, and how it meets an incident there.

All places at once: what is done for each of thousands of units is compiled.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cloud.dispatch.travel_time.compiled import compiled
from cloud.dispatch.travel_time.graph import Bytes, Floats, Ints, RoadGraph
from cloud.dispatch.travel_time.policy import Policy
from cloud.dispatch.travel_time.port import EARTH_M, Place
from cloud.dispatch.travel_time.snapping import Grid, Snaps


class Ends(NamedTuple):
    """Edges that places lie on, all (places, 4); -1: no such edge.

    Those of the nearest road and of the nearest of the main net, in both directions; the share of the edge
    before the place, and what the leg off the road costs.
    """

    edge: Ints
    before: Floats
    leg_s: Floats
    leg_m: Floats

    @property
    def off_m(self) -> Floats:
        """The shortest leg of each place, infinite where no road is near."""
        return np.asarray(np.where(self.edge >= 0, self.leg_m, math.inf).min(axis=1))


class Meeting(NamedTuple):
    """How each unit meets the incident, all (units,).

    `vertex`: where the search takes it up, -1 where it needs none; `own`: the end it starts from, -1 straight
    over open ground. `seconds` are all of them, infinite where no way leads there; `metres` those outside the
    search.
    """

    seconds: Floats
    metres: Floats
    own: Ints
    vertex: Ints


def ends_of(graph: RoadGraph, grid: Grid, policy: Policy, places: Sequence[Place], *, on_foot: bool) -> Ends:
    """The edges that places lie on. `on_foot`: in built-up streets the leg is walked."""
    nearest = grid.nearest(places, policy.off_road_limit_m)
    # The nearest road of the main net is another one only where the nearest of all is none of it.
    aside = np.flatnonzero((nearest.part >= 0) & (graph.main[nearest.part] == 0))
    main = Snaps(np.full(len(places), -1, np.int32), np.zeros(len(places)), np.zeros(len(places)))
    main.part[aside], main.share[aside], main.off_m[aside] = grid.nearest(
        [places[at] for at in aside.tolist()], policy.off_road_limit_m, main_only=True
    )
    columns = [_directions(graph, policy, snaps, on_foot) for snaps in (nearest, main)]
    return Ends(*(np.concatenate(both, axis=1) for both in zip(*columns, strict=True)))


def _directions(
    graph: RoadGraph, policy: Policy, snaps: Snaps, on_foot: bool
) -> tuple[Ints, Floats, Floats, Floats]:
    part = snaps.part
    edge = np.stack([graph.forward[part], graph.backward[part]], axis=1)
    edge[part < 0] = -1
    walked = graph.built_up[part].astype(bool) & on_foot
    leg_m = snaps.off_m * policy.detour
    leg_s = leg_m / (np.where(walked, policy.foot_kmh, policy.steppe_kmh) / 3.6)
    before = np.stack([snaps.share, 1.0 - snaps.share], axis=1)
    return edge, before, np.repeat(leg_s[:, None], 2, axis=1), np.repeat(leg_m[:, None], 2, axis=1)


def straight_m_of_all(places: Sequence[Place], there: Place) -> Floats:
    """Great-circle distances, metres (haversine)."""
    lat, lon = np.radians(np.array(places, dtype=np.float64).reshape(-1, 2)).T
    other_lat, other_lon = math.radians(there.lat), math.radians(there.lon)
    half = np.sin((other_lat - lat) / 2) ** 2
    half += np.cos(lat) * math.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def meet(
    graph: RoadGraph,
    policy: Policy,
    units: Sequence[Place],
    starts: Ends,
    incident: Place,
    ends: Ends,
    time: Floats,
    factors: Floats,
) -> Meeting:
    """How each unit meets the incident best, given every vertex's `time` to it."""
    far_m = straight_m_of_all(units, incident) * policy.detour
    # Straight over open ground, where both are farther from any road than from each other.
    far_m[(far_m > starts.off_m + ends.off_m) | (far_m > policy.off_road_limit_m * policy.detour)] = math.inf
    return Meeting(
        *_meet(
            *(starts.edge, starts.before, starts.leg_s, starts.leg_m),
            *(ends.edge[0], ends.before[0], ends.leg_s[0], ends.leg_m[0]),
            *(far_m, policy.steppe_kmh / 3.6, time, factors),
            *(graph.seconds, graph.metres, graph.group, graph.lands),
        )
    )


@compiled
def _meet(
    edge: Ints,
    before: Floats,
    leg_s: Floats,
    leg_m: Floats,
    to_edge: Ints,
    to_before: Floats,
    to_leg_s: Floats,
    to_leg_m: Floats,
    far_m: Floats,
    open_ground_m_s: float,
    time: Floats,
    factors: Floats,
    edge_s: Floats,
    edge_m: Floats,
    group: Bytes,
    lands: Ints,
) -> tuple[Floats, Floats, Ints, Ints]:
    count = far_m.size
    seconds, metres = far_m / open_ground_m_s, far_m.copy()
    own, vertex = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    for unit in range(count):
        for start in range(edge.shape[1]):
            here = edge[unit, start]
            if here < 0:
                continue
            whole = edge_s[here] * factors[group[here]]
            left = 1.0 - before[unit, start]
            then = leg_s[unit, start] + left * whole + time[lands[here]]
            if then < seconds[unit]:
                seconds[unit], own[unit], vertex[unit] = then, start, lands[here]
                metres[unit] = leg_m[unit, start] + left * edge_m[here]
            for end in range(to_edge.size):
                piece = to_before[end] - before[unit, start]
                if to_edge[end] != here or piece < 0:
                    continue
                then = leg_s[unit, start] + piece * whole + to_leg_s[end]
                if then < seconds[unit]:
                    seconds[unit], own[unit], vertex[unit] = then, start, -1
                    metres[unit] = leg_m[unit, start] + piece * edge_m[here] + to_leg_m[end]
    return seconds, metres, own, vertex
