"""The nearest point of a road, ring by ring as one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud.dispatch.travel_time import extract
from cloud.dispatch.travel_time.building import build
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.travel_time.snapping import Grid
from tests.cloud.dispatch.travel_time.drawing import CROSS, CROSS_NODES, PLAIN, Way, along, drawn
from tests.cloud.dispatch.travel_time.oracle import Oracle

DEGREES = st.floats(-0.2, 0.2)
FAR_NODES = {**CROSS_NODES, 6: (40.15, 111.17), 7: (40.16, 111.19), 8: (39.8, 110.9)}
FAR = [*CROSS, Way(67, (6, 7), {"highway": "residential"}), Way(18, (1, 8), {"highway": "residential"})]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEGREES, DEGREES, st.booleans())
def test_the_nearest_is_the_nearest_of_all(
    tmp_path: Path, north: float, east: float, main_only: bool
) -> None:
    graph = build(extract.read(drawn(tmp_path / "map.osm", FAR_NODES, FAR), PLAIN))
    places = [Place(40.0 + north, 111.01 + east), Place(40.0 - north, 111.01 + east)]
    found = Grid(graph).nearest(places, PLAIN.off_road_limit_m, main_only)
    oracle = Oracle(graph, lambda *_: False, 1, PLAIN)
    expected = [oracle._nearest(place, main_only) for place in places]
    assert found.off_m.tolist() == pytest.approx([off_m for *_, off_m in expected], abs=1e-6)
    assert found.share[0] == pytest.approx(expected[0][1]) or found.part[0] != expected[0][0]


def test_a_place_meets_the_stretch_and_not_its_end(tmp_path: Path) -> None:
    graph = build(extract.read(drawn(tmp_path / "map.osm", CROSS_NODES, CROSS), PLAIN))
    near = along(CROSS_NODES, 1, 5, 0.3)
    found = Grid(graph).nearest([Place(near.lat + 0.0005, near.lon)], 1_000)
    assert graph.way[found.part].tolist() == [1]
    assert found.share.tolist() == pytest.approx([0.3], abs=1e-3)
    assert found.off_m.tolist() == pytest.approx([55.6], abs=0.1)


def test_too_far_from_any_road_is_nowhere(tmp_path: Path) -> None:
    graph = build(extract.read(drawn(tmp_path / "map.osm", CROSS_NODES, CROSS), PLAIN))
    far, near = Place(41.0, 111.0), Place(40.0, 111.0)
    assert (Grid(graph).nearest([far, near], 50_000).part >= 0).tolist() == [False, True]
    assert (Grid(graph).nearest([far], 150_000).part >= 0).tolist() == [True]
    assert Grid(graph).nearest([], 50_000).part.tolist() == []
