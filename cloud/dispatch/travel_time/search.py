"""One search from the incident against the traffic: exact times of every vertex to it, and the way there.

Dijkstra (1959) over links by their head, with a four-ary heap that moves a vertex up as its time falls.
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
def _up(heap: Ints, slot: Ints, time: Floats, at: int) -> None:
    vertex = heap[at]
    key = time[vertex]
    while at > 0:
        above = (at - 1) >> 2
        other = heap[above]
        if time[other] <= key:
            break
        heap[at] = other
        slot[other] = at
        at = above
    heap[at] = vertex
    slot[vertex] = at


@compiled
def _down(heap: Ints, slot: Ints, time: Floats, size: int) -> None:
    vertex = heap[0]
    key = time[vertex]
    at = 0
    while True:
        child = 4 * at + 1
        if child >= size:
            break
        best = child
        least = time[heap[child]]
        for other in range(child + 1, min(child + 4, size)):
            if time[heap[other]] < least:
                best = other
                least = time[heap[other]]
        if least >= key:
            break
        heap[at] = heap[best]
        slot[heap[at]] = at
        at = best
    heap[at] = vertex
    slot[vertex] = at


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
    heap = np.empty(count, np.int32)
    slot = np.full(count, -1, np.int32)
    mark = np.zeros(count, np.bool_)
    left = 0
    for vertex in wanted:
        left += not mark[vertex]
        mark[vertex] = True
    stops = left > 0
    size = 0
    for number in range(seed_vertex.size):
        vertex = seed_vertex[number]
        if seed_time[number] < time[vertex]:
            time[vertex] = seed_time[number]
            way[vertex] = -2 - number
            if slot[vertex] < 0:
                heap[size] = vertex
                slot[vertex] = size
                size += 1
            _up(heap, slot, time, slot[vertex])
    while size > 0:
        vertex = heap[0]
        now = time[vertex]
        if now > within_s:
            break
        size -= 1
        if size > 0:
            heap[0] = heap[size]
            _down(heap, slot, time, size)
        if mark[vertex]:
            left -= 1
            if stops and left == 0:
                break
        for link in range(into[vertex], into[vertex + 1]):
            before = link_tail[link]
            then = now + link_seconds[link] * factor[link_group[link]]
            if then < time[before]:
                time[before] = then
                way[before] = link
                if slot[before] < 0:
                    heap[size] = before
                    slot[before] = size
                    size += 1
                _up(heap, slot, time, slot[before])
    for number in range(size):  # what still waits could be reached sooner
        time[heap[number]] = np.inf
        way[heap[number]] = -1
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
