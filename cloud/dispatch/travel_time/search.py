"""One search from the incident against the traffic: exact times of every vertex to it, and the way there.

Dijkstra (1959) over links by their head, with a four-ary heap that holds the times beside the vertices: what
was bettered since is passed over when it comes up, which costs less than to find and move it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@compiled
def _put(keys: Floats, vertices: Ints, size: int, key: float, vertex: int) -> None:
    at = size
    while at > 0:
        above = (at - 1) >> 2
        if keys[above] <= key:
            break
        keys[at] = keys[above]
        vertices[at] = vertices[above]
        at = above
    keys[at] = key
    vertices[at] = vertex


@compiled
def _drop_first(keys: Floats, vertices: Ints, size: int) -> None:
    """Let the last of `size` take the place of the first, and sink."""
    key, vertex = keys[size - 1], vertices[size - 1]
    at, child = 0, 1
    while child < size:
        best, least = child, keys[child]
        for other in range(child + 1, min(child + 4, size)):
            if keys[other] < least:
                best, least = other, keys[other]
        if least >= key:
            break
        keys[at] = least
        vertices[at] = vertices[best]
        at = best
        child = 4 * at + 1
    keys[at] = key
    vertices[at] = vertex


@compiled
def times_to(
    into: Longs,
    link_tail: Ints,
    link_seconds: Floats,
    link_group: Bytes,
    factor: Floats,
    seed_vertex: Ints,
    seed_time: Floats,
    wanted: Ints,
    within_s: float,
) -> tuple[Floats, Ints]:
    """Seconds from every vertex to the incident, infinite where none is known; and the way.

    `seed_time` is what remains from a vertex at which the incident's stretch is entered. The way of a
    vertex is its next link, or -2 minus the number of the seed that it is; -1 for none. The search ends
    when every vertex of `wanted` is settled; with none wanted, at `within_s`.
    """
    count = into.size - 1
    time = np.full(count, np.inf)
    way = np.full(count, -1, np.int32)
    keys = np.empty(max(1024, 2 * seed_vertex.size))
    vertices = np.empty(keys.size, np.int32)
    size = 0
    mark = np.zeros(count, np.bool_)
    left = 0
    for vertex in wanted:
        left += not mark[vertex]
        mark[vertex] = True
    stops = left > 0
    for number in range(seed_vertex.size):
        vertex = seed_vertex[number]
        if seed_time[number] < time[vertex]:
            time[vertex] = seed_time[number]
            way[vertex] = -2 - number
            _put(keys, vertices, size, time[vertex], vertex)
            size += 1
    while size > 0:
        now, vertex = keys[0], vertices[0]
        if now > within_s:
            break
        _drop_first(keys, vertices, size)
        size -= 1
        if now > time[vertex]:
            continue
        if mark[vertex]:
            left -= 1
            if stops and left == 0:
                break
        if size + into[vertex + 1] - into[vertex] > keys.size:
            keys = np.concatenate((keys, np.empty(keys.size + into[vertex + 1] - into[vertex])))
            vertices = np.concatenate((vertices, np.empty(keys.size - vertices.size, np.int32)))
        for link in range(into[vertex], into[vertex + 1]):
            before = link_tail[link]
            then = now + link_seconds[link] * factor[link_group[link]]
            if then < time[before]:
                time[before] = then
                way[before] = link
                _put(keys, vertices, size, then, before)
                size += 1
    for number in range(size):  # what still waits could be reached sooner
        vertex = vertices[number]
        if keys[number] == time[vertex]:
            time[vertex] = np.inf
            way[vertex] = -1
    return time, way


@compiled
def metres_of(
    vertices: Ints, way: Ints, link_head: Ints, link_edge: Ints, metres: Floats
) -> tuple[Floats, Ints]:
    """Metres from each vertex to the incident's stretch, and the number of the seed met there; -1: none."""
    far = np.zeros(vertices.size)
    seed = np.full(vertices.size, -1, np.int32)
    for number in range(vertices.size):
        vertex = vertices[number]
        while way[vertex] >= 0:
            far[number] += metres[link_edge[way[vertex]]]
            vertex = link_head[way[vertex]]
        seed[number] = -2 - way[vertex] if way[vertex] < -1 else -1
    return far, seed
