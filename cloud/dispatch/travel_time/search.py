"""One search from the incident against the traffic: exact times of every vertex to it, and the way there.

Theory of operation
-------------------
1. Vertices wait in buckets by time, a few seconds wide, in a ring that is as long as the longest link
   (Dial 1969). A bucket is emptied before the next is looked at, so putting in, moving and taking out
   cost the same however many wait; a heap's cost grows.
2. Within a bucket the order does not matter: a vertex that is bettered after it was looked at comes back
   (Dijkstra 1959 as label-correcting; Denardo and Fox 1979). No time changes once its bucket is empty,
   whatever the width: times are exact, not rounded to buckets.
3. Buckets are doubly linked lists in arrays. Their few lines stand in the loop itself: a compiled
   function that is handed arrays counts their references, which here costs as much as the search.
4. The ring holds all that can wait at once: nobody waits for longer than the longest link, or than the
   seeds differ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


#: Buckets at most; longer links make them wider.
_BUCKETS = 50_000


@compiled
def times_to(
    into: Longs,
    link_tail: Ints,
    link_seconds: Floats,
    link_group: Bytes,
    usual_s: float,
    longest_s: float,
    factor: Floats,
    seed_vertex: Ints,
    seed_time: Floats,
    wanted: Ints,
    within_s: float,
) -> tuple[Floats, Ints]:
    """Seconds from every vertex to the incident, infinite where none is known; and the way.

    `usual_s` and `longest_s` are the mean and the maximum of `link_seconds`. `seed_time` is what remains from
    a vertex at which the incident's stretch is entered. The way of a vertex is its next link, or -2 minus the
    number of the seed that it is; -1 for none. The search ends when every vertex of `wanted` is settled; with
    none wanted, at `within_s`.
    """
    count = into.size - 1
    time = np.full(count, np.inf)
    way = np.full(count, -1, np.int32)
    if seed_vertex.size == 0:
        return time, way
    span = max(longest_s * factor.max(), seed_time.max() - seed_time.min())
    width = max(usual_s / 4, span / _BUCKETS, 1e-3)
    buckets = int(span / width) + 3
    first = np.full(buckets, -1, np.int32)
    after = np.empty(count, np.int32)
    before = np.empty(count, np.int32)
    bucket_of = np.full(count, -1, np.int32)
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
    waiting = 0
    for vertex in seed_vertex:
        if bucket_of[vertex] < 0:
            bucket = int(time[vertex] / width) % buckets
            behind = first[bucket]
            if behind >= 0:
                before[behind] = vertex
            after[vertex], before[vertex] = behind, -1
            first[bucket], bucket_of[vertex] = vertex, bucket
            waiting += 1
    turn = int(seed_time.min() / width)
    while waiting > 0:
        here = turn % buckets
        vertex = first[here]
        if vertex < 0:
            turn += 1
            if (stops and left == 0) or turn * width > within_s:
                break
            continue
        behind = after[vertex]
        if behind >= 0:
            before[behind] = -1
        first[here], bucket_of[vertex] = behind, -1
        waiting -= 1
        if mark[vertex]:
            mark[vertex] = False
            left -= 1
        now = time[vertex]
        for link in range(into[vertex], into[vertex + 1]):
            tail = link_tail[link]
            then = now + link_seconds[link] * factor[link_group[link]]
            if then < time[tail]:
                time[tail] = then
                way[tail] = link
                bucket = int(then / width) % buckets
                old = bucket_of[tail]
                if old == bucket:
                    continue
                if old >= 0:
                    ahead, behind = before[tail], after[tail]
                    if ahead >= 0:
                        after[ahead] = behind
                    else:
                        first[old] = behind
                    if behind >= 0:
                        before[behind] = ahead
                else:
                    waiting += 1
                behind = first[bucket]
                if behind >= 0:
                    before[behind] = tail
                after[tail], before[tail] = behind, -1
                first[bucket], bucket_of[tail] = tail, bucket
    for vertex in first:  # what still waits could be reached sooner
        while vertex >= 0:
            time[vertex] = np.inf
            way[vertex] = -1
            vertex = after[vertex]
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
