"""Surfaces from where a place is reached in time."""

from __future__ import annotations

import math
from pathlib import Path

import httpx
import pytest
import shapely

from cloud.dispatch.travel_time.cache import road_graph
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.isochrones import bands, within
from cloud.dispatch.travel_time.port import Place, straight_m
from cloud.dispatch.travel_time.router import RoadRouter
from cloud.dispatch.travel_time.routing_server import Osrm
from tests.cloud.dispatch.town import LAT, LON, town

MIDDLE = Place(LAT, LON)


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> RoadRouter:
    folder = tmp_path_factory.mktemp("town")
    return RoadRouter(road_graph(town(folder / "town.osm.pbf"), folder / "roads"))


def test_every_junction_that_is_reached_lies_inside(router: RoadRouter) -> None:
    answer = bands(router, MIDDLE, (1, 2, 4))
    assert answer is not None
    found, estimated = answer
    assert not estimated
    for band in found:
        surface = shapely.union_all([shapely.Polygon(ring) for ring in band.rings])
        reach = router.reach(MIDDLE, band.minutes * 60.0)
        assert len(reach.lat) > 2
        assert all(
            surface.contains(shapely.Point(lon, lat)) for lon, lat in zip(reach.lon, reach.lat, strict=True)
        )


def test_more_time_reaches_no_less(router: RoadRouter) -> None:
    answer = bands(router, MIDDLE, (1, 2, 4))
    assert answer is not None
    areas = [sum(shapely.Polygon(ring).area for ring in band.rings) for band in answer[0]]
    assert areas == sorted(areas)
    assert areas[0] < areas[-1]


def test_the_curve_gives_circles_that_are_estimated() -> None:
    answer = bands(DistanceCurve(), MIDDLE, (5,))
    assert answer is not None
    [(minutes, [ring])], estimated = answer
    assert (minutes, estimated) == (5, True)
    for lon, lat in ring:
        assert straight_m(Place(lat, lon), MIDDLE) == pytest.approx(within(300.0), rel=0.01)


def test_the_curve_is_turned_round_exactly() -> None:
    far = within(600.0)
    [arrival] = DistanceCurve().arrivals([Place(0.0, math.degrees(far / 6_371_008.8))], Place(0.0, 0.0))
    assert arrival is not None
    assert arrival.seconds == pytest.approx(600.0, abs=0.1)


def test_a_server_that_cannot_say_says_nothing(tmp_path: Path) -> None:
    assert bands(Osrm("http://127.0.0.1:1", httpx.Client(trust_env=False)), MIDDLE) is None
