"""Exact times from one incident to 2,000 units on a million junctions, beside scipy and a plain binary heap.

The graph is a grid of streets with drawn speeds, one-ways and forbidden turns. The rivals search the same
expanded graph to all its vertices, since they cannot be told whom to find; ours is timed to the end as
they are, and as it is asked: units joined to their roads, searched for, and told with metres. Times are the
processor's, so that a busy machine does not change them much. An extract is measured where one is named.
"""

from __future__ import annotations

import heapq
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.figures import Figures, percentile
from cloud.dispatch.travel_time import extract
from cloud.dispatch.travel_time.building import build
from cloud.dispatch.travel_time.extract import Roads
from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.policy import LOCAL, Policy
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.travel_time.restrictions import Rule
from cloud.dispatch.travel_time.router import RoadRouter
from cloud.dispatch.travel_time.search import times_to
from cloud.dispatch.travel_time.snapping import Grid
from cloud.dispatch.travel_time.tags import Carriage

_SIDE, _UNITS, _TURNS = 1_000, 2_000, 5_000
#: Where the first junction stands, and how far apart they are: about 110 m; degrees times 10⁷.
_ORIGIN, _STEP = (400_000_000, 1_110_000_000), 10_000


def run(seconds: float, *, osm: Path | None = None) -> Figures:
    """Milliseconds a search and a whole answer, megabytes, and ratios to both rivals.

    `osm`: an extract of OpenStreetMap that is measured too.
    """
    draw = np.random.default_rng(0)
    began = time.thread_time()
    graph = build(grid_of_streets(_SIDE, draw))
    built = time.thread_time() - began
    figures: Figures = {"build_s": built, **_measured(graph, draw, seconds)}
    if osm is not None:
        real = _measured(build(extract.read(osm, Policy())), draw, min(seconds, 3.0))
        figures |= {f"extract_{name}": figure for name, figure in real.items()}
    figures["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _measured(graph: RoadGraph, draw: np.random.Generator, seconds: float) -> Figures:
    router = RoadRouter(graph)
    low = np.array([graph.lat.min(), graph.lon.min()]) / 1e7
    high = np.array([graph.lat.max(), graph.lon.max()]) / 1e7
    units = [Place(*map(float, low + draw.random(2) * (high - low))) for _ in range(_UNITS)]
    incident = Place(*map(float, (low + high) / 2))
    began = time.thread_time()
    router.arrivals(units[:1], incident)
    figures: Figures = {
        "vertices": graph.vertices,
        "links": len(graph.link_edge),
        "graph_mb": sum(array.nbytes for array in vars(graph).values()) / 1e6,
        "first_call_s": time.thread_time() - began,
    }
    search, matrix, source = _searches(graph)
    plain = _by_binary_heap(graph, source)
    router.arrivals(units, incident)
    grid, limit_m = Grid(graph), Policy().off_road_limit_m
    times = {
        "join": _each(lambda: grid.nearest(units, limit_m), seconds / 3),
        "answer": _each(lambda: router.arrivals(units, incident), seconds / 3),
        "search": _each(search, seconds / 3),
        "scipy": _each(lambda: dijkstra(matrix, indices=source), seconds / 3),
    }
    began = time.thread_time()
    slow = plain()
    times["binary_heap"] = [time.thread_time() - began]
    _agree(search(), dijkstra(matrix, indices=source), slow)
    told = {f"{name}_p50_ms": percentile(taken, 0.5) * 1000 for name, taken in times.items()}
    return {
        **figures,
        **told,
        "answered_units": sum(one is not None for one in router.arrivals(units, incident)),
        "search_to_scipy_ratio": told["search_p50_ms"] / told["scipy_p50_ms"],
        "search_to_binary_heap_ratio": told["search_p50_ms"] / told["binary_heap_p50_ms"],
        "answer_to_scipy_ratio": told["answer_p50_ms"] / told["scipy_p50_ms"],
    }


def grid_of_streets(side: int, draw: np.random.Generator) -> Roads:
    """A square of junctions; a way a stretch, drawn speeds, one in ten one-way, some turns shut."""
    number = np.arange(side * side).reshape(side, side)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    down = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    ends = np.concatenate([across, down])
    paces = draw.integers(20, 70, len(ends))
    carriages = [Carriage(float(pace), 0.0 if pace % 10 == 0 else float(pace), LOCAL, True) for pace in paces]
    node = ends.ravel()
    rows, columns = np.divmod(node, side)
    wobble = draw.integers(-2_000, 2_000, (2, side * side))
    rules = [
        Rule(turn, False, (int(first),), int(ends[first, 1]), (), (int(second),))
        for turn, first in enumerate(draw.integers(0, len(across) - 1, _TURNS))
        if (second := int(first) + 1) and ends[first, 1] == ends[second, 0]
    ]
    return Roads(
        np.arange(len(ends), dtype=np.int64),
        carriages,
        np.arange(0, len(node) + 1, 2, dtype=np.int64),
        node.astype(np.int64),
        (_ORIGIN[0] + rows * _STEP + wobble[0][node]).astype(np.int32),
        (_ORIGIN[1] + columns * _STEP + wobble[1][node]).astype(np.int32),
        rules,
        {},
    )


def _searches(
    graph: RoadGraph,
) -> tuple[Callable[[], NDArray[np.float64]], csr_array, int]:
    """Our search to all vertices, the same graph for scipy, and where both begin."""
    seconds, group = graph.seconds[graph.link_edge], graph.group[graph.link_edge]
    source = int(graph.tail[len(graph.tail) // 2])
    shape = (graph.vertices, graph.vertices)
    matrix = csr_array((seconds, graph.link_tail, graph.into), shape=shape)
    arguments = (
        *(
            graph.into,
            graph.link_tail,
            seconds,
            group,
            float(seconds.mean()),
            float(seconds.max()),
            np.ones(3),
        ),
        *(np.array([source], np.int32), np.zeros(1), np.empty(0, np.int32), np.inf),
    )
    return lambda: times_to(*arguments)[0], matrix, source


def _by_binary_heap(graph: RoadGraph, source: int) -> Callable[[], list[float]]:
    """Plain Python with `heapq`, on lists."""
    into, tail = graph.into.tolist(), graph.link_tail.tolist()
    seconds = graph.seconds[graph.link_edge].tolist()

    def search() -> list[float]:
        time_of = [float("inf")] * graph.vertices
        time_of[source] = 0.0
        waiting = [(0.0, source)]
        while waiting:
            now, vertex = heapq.heappop(waiting)
            if now > time_of[vertex]:
                continue
            for link in range(into[vertex], into[vertex + 1]):
                before, then = tail[link], now + seconds[link]
                if then < time_of[before]:
                    time_of[before] = then
                    heapq.heappush(waiting, (then, before))
        return time_of

    return search


def _agree(*times: NDArray[np.float64] | list[float]) -> None:
    """All found the same times; scipy takes parallel links as one of their sum, so it may not be faster."""
    ours, theirs, plain = (np.asarray(one) for one in times)
    assert np.allclose(ours, plain, atol=1e-6), "ours and the plain heap disagree"
    assert np.allclose(ours, theirs, atol=1e-6), "ours and scipy disagree"


def _each(action: Callable[[], object], seconds: float) -> list[float]:
    taken: list[float] = []
    ends = time.thread_time() + seconds
    while not taken or time.thread_time() < ends:
        began = time.thread_time()
        action()
        taken.append(time.thread_time() - began)
    return taken
