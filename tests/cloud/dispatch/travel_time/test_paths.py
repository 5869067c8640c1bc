"""The way itself: its pieces add up to the time and the metres that were told, and bear their names."""

from __future__ import annotations

import pytest

from cloud.dispatch.travel_time.cache import road_graph
from cloud.dispatch.travel_time.paths import OFF_ROAD
from cloud.dispatch.travel_time.port import Place, straight_m
from cloud.dispatch.travel_time.router import RoadRouter
from tests.cloud.dispatch.incidents.desk119 import LAT, LON
from tests.cloud.dispatch.navigation.town import STEP, town
from tests.cloud.dispatch.travel_time.drawing import PLAIN


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> RoadRouter:
    folder = tmp_path_factory.mktemp("town")
    return RoadRouter(road_graph(town(folder), folder, PLAIN), PLAIN)


UNITS = [
    Place(LAT, LON),
    Place(LAT + 0.5 * STEP, LON),
    Place(LAT + 3 * STEP, LON + 2.4 * STEP),
    Place(LAT + 4.6 * STEP, LON + 5 * STEP),
    Place(LAT + 2 * STEP, LON - 0.001),
]
FIRE = Place(LAT + 4.7 * STEP, LON + 5 * STEP)


def test_pieces_add_up_to_what_arrivals_say(router: RoadRouter) -> None:
    paths, arrivals = router.paths(UNITS, FIRE), router.arrivals(UNITS, FIRE)
    for path, arrival in zip(paths, arrivals, strict=True):
        assert path is not None
        assert arrival is not None
        assert path.seconds == pytest.approx(arrival.seconds)
        assert sum(piece.seconds for piece in path.pieces) == pytest.approx(arrival.seconds, rel=0.01, abs=1)
        assert path.metres == pytest.approx(arrival.metres, rel=0.01, abs=20)


def test_the_line_is_whole_from_the_unit_to_the_fire(router: RoadRouter) -> None:
    for unit, path in zip(UNITS, router.paths(UNITS, FIRE), strict=True):
        assert path is not None
        line = [point for piece in path.pieces for point in piece.points]
        assert straight_m(line[0], unit) < 16
        assert straight_m(line[-1], FIRE) < 16
        ends = zip(path.pieces, path.pieces[1:], strict=False)
        assert all(straight_m(here.points[-1], there.points[0]) < 1 for here, there in ends)


def test_roads_have_their_names_and_open_ground_has_none(router: RoadRouter) -> None:
    path = router.paths([UNITS[-1]], FIRE)[0]
    assert path is not None
    assert path.pieces[0].kind == OFF_ROAD
    assert {piece.name for piece in path.pieces[1:]} <= {
        *(f"{at}号东西路" for at in range(1, 7)),
        *(f"{at}号南北街" for at in range(1, 7)),
    }


def test_two_places_on_one_street_are_joined_along_it(router: RoadRouter) -> None:
    [path] = router.paths([Place(LAT, LON + 0.1 * STEP)], Place(LAT, LON + 0.8 * STEP))
    assert path is not None
    assert [piece.name for piece in path.pieces] == ["1号东西路"]
    assert path.metres == pytest.approx(0.7 * STEP * 84_150, rel=0.01)
