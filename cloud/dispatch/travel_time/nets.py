"""Nets in which every junction can be reached from every other (Tarjan 1972), without recursion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.travel_time.compiled import compiled


@compiled
def nets(out: NDArray[np.int64], head: NDArray[np.int32]) -> NDArray[np.int32]:
    """The number of each junction's net; `out` bounds the edges of a junction within `head`."""
    count = out.size - 1
    net = np.full(count, -1, np.int32)
    seen = np.full(count, -1, np.int32)
    low = np.zeros(count, np.int32)
    following = out[:-1].copy()
    waiting = np.empty(count, np.int32)
    path = np.empty(count, np.int32)
    held, depth, number, found = 0, 0, 0, 0
    for root in range(count):
        if seen[root] >= 0:
            continue
        path[0] = root
        depth = 1
        while depth > 0:
            at = path[depth - 1]
            if seen[at] < 0:
                seen[at] = number
                low[at] = number
                number += 1
                waiting[held] = at
                held += 1
            deeper = False
            while following[at] < out[at + 1]:
                ahead = head[following[at]]
                if seen[ahead] < 0:
                    path[depth] = ahead
                    depth += 1
                    deeper = True
                    break
                if net[ahead] < 0:
                    low[at] = min(low[at], low[ahead])
                following[at] += 1
            if deeper:
                continue
            if low[at] == seen[at]:
                while True:
                    held -= 1
                    net[waiting[held]] = found
                    if waiting[held] == at:
                        break
                found += 1
            depth -= 1
    return net
