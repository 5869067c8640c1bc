"""One contract for whatever answers travel times: our own graph, the curve, Valhalla, OSRM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cloud.dispatch.travel_time import extract
from cloud.dispatch.travel_time.building import build
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.policy import HOUR_FACTORS, MAIN
from cloud.dispatch.travel_time.port import Place, TravelTimes, TravelTimesFault, straight_m
from cloud.dispatch.travel_time.router import RoadRouter
from cloud.dispatch.travel_time.routing_server import Osrm, Valhalla
from tests.cloud.dispatch.travel_time.drawing import CROSS_NODES, PLAIN, Way, along, drawn
from tests.cloud.dispatch.travel_time.stand_in import routing_server

#: The cross, all main roads: one factor by hour for all of it.
WAYS = [Way(number, (number, 5), {"highway": "primary"}) for number in (1, 2, 3, 4)]
WEST, EAST, NORTH = (along(CROSS_NODES, number, 5) for number in (1, 3, 2))
#: On another continent.
FAR = Place(-33.0, 18.0)


@pytest.fixture
def router(tmp_path: Path) -> RoadRouter:
    return RoadRouter(build(extract.read(drawn(tmp_path / "cross.osm", CROSS_NODES, WAYS), PLAIN)))


@pytest.fixture(params=["own graph", "Valhalla", "OSRM", "curve"])
def times(request: pytest.FixtureRequest, router: RoadRouter) -> Iterator[TravelTimes]:
    if request.param == "own graph":
        yield router
    elif request.param == "curve":
        yield DistanceCurve()
    else:
        with routing_server(router) as url, httpx.Client() as client:
            yield Valhalla(url, client) if request.param == "Valhalla" else Osrm(url, client)


def test_each_unit_has_its_entry_in_order_and_nobody_asked_is_nobody_told(times: TravelTimes) -> None:
    near, far = times.arrivals([EAST, WEST], along(CROSS_NODES, 3, 5, 0.6))
    assert near
    assert far
    assert 0 < near.seconds < far.seconds
    assert near.metres == pytest.approx(
        0.1 * straight_m(Place(*CROSS_NODES[3]), Place(*CROSS_NODES[5])), rel=0.01
    )
    assert times.arrivals([], EAST) == []


def test_the_hour_slows_and_hastens(times: TravelTimes) -> None:
    (calm,), (busy,), (quiet,) = (times.arrivals([WEST], EAST, hour) for hour in (None, 15, 22))
    assert calm
    assert busy
    assert quiet
    assert busy.seconds == pytest.approx(calm.seconds * HOUR_FACTORS[MAIN][15])
    assert quiet.seconds < calm.seconds < busy.seconds


def test_as_many_units_as_there_are(times: TravelTimes) -> None:
    units = [along(CROSS_NODES, 1, 5, share / 260) for share in range(250)]
    seconds = [one.seconds for one in times.arrivals(units, EAST) if one]
    assert len(seconds) == 250
    assert seconds == sorted(seconds, reverse=True)


def test_an_unreachable_unit_is_none_and_the_others_stand(times: TravelTimes) -> None:
    far, near = times.arrivals([FAR, WEST], EAST)
    assert near
    if isinstance(times, DistanceCurve):
        assert far
        assert far.error_s
        assert near.error_s
        assert far.error_s > near.error_s
    else:
        assert far is None
        assert near.error_s is None


@pytest.mark.parametrize("kind", [Valhalla, Osrm])
def test_a_server_that_is_gone_or_talks_nonsense_is_named_with_its_cure(
    kind: type[Valhalla] | type[Osrm], router: RoadRouter
) -> None:
    with httpx.Client() as client:
        with routing_server(router) as url:
            gone = kind(url, client)
        with pytest.raises(TravelTimesFault, match=r"cannot be reached.*check its address"):
            gone.arrivals([WEST], EAST)
        for status, say, why in ((400, b'{"code":"TooBig"}', "answered 400"), (200, b"[]", "no matrix")):
            with routing_server(router, status, say) as url, pytest.raises(TravelTimesFault, match=why):
                kind(url, client).arrivals([WEST], EAST)
