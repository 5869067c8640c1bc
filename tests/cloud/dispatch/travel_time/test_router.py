"""Ways that a fire engine takes on drawn maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from cloud.dispatch.travel_time import extract
from cloud.dispatch.travel_time.building import build
from cloud.dispatch.travel_time.policy import Policy
from cloud.dispatch.travel_time.port import Place, straight_m
from cloud.dispatch.travel_time.router import RoadRouter
from tests.cloud.dispatch.travel_time.drawing import (
    CROSS,
    CROSS_NODES,
    PLAIN,
    Nodes,
    Relation,
    Way,
    along,
    drawn,
    turn,
)

Make = Callable[..., RoadRouter]
STREET = {"highway": "residential"}


@pytest.fixture
def made(tmp_path: Path) -> Make:
    def make(
        nodes: Nodes,
        ways: Sequence[Way],
        relations: Sequence[Relation] = (),
        node_tags: Mapping[int, Mapping[str, str]] | None = None,
        policy: Policy = PLAIN,
    ) -> RoadRouter:
        path = drawn(tmp_path / "map.osm", nodes, ways, relations, node_tags)
        return RoadRouter(build(extract.read(path, policy)), policy)

    return make


#: A ladder: 1-2-3 above, 4-5-6 below, rungs between; ways are named for their ends.
LADDER_NODES = {
    **{number: (40.0, 111.0 + 0.01 * number) for number in (1, 2, 3)},
    **{number: (39.99, 111.0 + 0.01 * (number - 3)) for number in (4, 5, 6)},
}
LADDER = [
    Way(10 * a + b, (a, b), STREET) for a, b in ((1, 2), (2, 3), (4, 5), (5, 6), (1, 4), (2, 5), (3, 6))
]


def ways_of(router: RoadRouter, start: Place, end: Place) -> list[int] | None:
    route = router.route(start, end)
    return route.way_ids if route else None


def test_seconds_and_metres_are_those_of_the_stretch(made: Make) -> None:
    router = made(CROSS_NODES, CROSS)
    route = router.route(along(CROSS_NODES, 1, 5, 0.25), along(CROSS_NODES, 3, 5))
    assert route
    whole = straight_m(Place(*CROSS_NODES[1]), Place(*CROSS_NODES[5]))
    assert route.way_ids == [1, 3]
    assert route.metres == pytest.approx(1.25 * whole, rel=1e-4)
    assert route.seconds == pytest.approx(1.25 * whole / (28 / 3.6), rel=1e-3)


def test_on_one_stretch_the_way_is_the_piece_between(made: Make) -> None:
    router = made(CROSS_NODES, CROSS)
    for start, end in ((0.2, 0.7), (0.7, 0.2)):
        route = router.route(along(CROSS_NODES, 1, 5, start), along(CROSS_NODES, 1, 5, end))
        assert route
        assert route.way_ids == [1]
        assert route.metres == pytest.approx(
            0.5 * straight_m(Place(*CROSS_NODES[1]), Place(*CROSS_NODES[5])), rel=1e-3
        )


def test_a_oneway_is_held_also_on_one_stretch(made: Make) -> None:
    ways = [Way(12, (1, 2), {**STREET, "oneway": "yes"}), *LADDER[1:]]
    router = made(LADDER_NODES, ways)
    assert ways_of(router, along(LADDER_NODES, 1, 2, 0.2), along(LADDER_NODES, 1, 2, 0.8)) == [12]
    back = ways_of(router, along(LADDER_NODES, 1, 2, 0.8), along(LADDER_NODES, 1, 2, 0.2))
    assert back == [12, 25, 45, 14, 12]


def test_a_forbidden_turn_is_driven_round_and_not_dodged_by_turning_back(made: Make) -> None:
    start, end = along(LADDER_NODES, 1, 2), along(LADDER_NODES, 2, 5)
    assert ways_of(made(LADDER_NODES, LADDER), start, end) == [12, 25]
    held = made(LADDER_NODES, LADDER, [turn(1, "no_right_turn", 12, 2, 25)])
    assert ways_of(held, start, end) == [12, 14, 45, 25]


def test_an_only_turn_leaves_no_other(made: Make) -> None:
    held = made(LADDER_NODES, LADDER, [turn(1, "only_straight_on", 12, 2, 23)])
    assert ways_of(held, along(LADDER_NODES, 1, 2), along(LADDER_NODES, 2, 5, 0.1)) == [12, 14, 45, 25]


def test_a_turn_over_a_via_way_is_held(made: Make) -> None:
    start, end = along(LADDER_NODES, 1, 2, 0.9), along(LADDER_NODES, 4, 5, 0.9)
    assert ways_of(made(LADDER_NODES, LADDER), start, end) == [12, 25, 45]
    held = made(LADDER_NODES, LADDER, [turn(1, "no_u_turn", 12, 25, 45, via_way=True)])
    assert ways_of(held, start, end) == [12, 14, 45]


def test_an_exception_for_emergency_lifts_a_restriction(made: Make) -> None:
    free = made(LADDER_NODES, LADDER, [turn(1, "no_right_turn", 12, 2, 25, **{"except": "psv;emergency"})])
    assert ways_of(free, along(LADDER_NODES, 1, 2), along(LADDER_NODES, 2, 5)) == [12, 25]


def test_a_bollard_stops_and_a_gate_delays(made: Make) -> None:
    start, end = along(LADDER_NODES, 1, 2, 0.1), along(LADDER_NODES, 2, 3)
    nodes = {**LADDER_NODES, 9: (40.0, 111.015)}
    ways = [Way(12, (1, 9, 2), STREET), *LADDER[1:]]
    free, gate = (made(nodes, ways, (), tags).route(start, end) for tags in ({}, {9: {"barrier": "gate"}}))
    assert free
    assert gate
    assert gate.seconds == pytest.approx(free.seconds + 20 - 20 / 2 * 0.2, abs=0.1)
    assert ways_of(made(nodes, ways, (), {9: {"barrier": "bollard"}}), start, end) == [12, 14, 45, 25, 23]
    assert ways_of(made(nodes, ways, (), {9: {"barrier": "bollard", "emergency": "yes"}}), start, end) == [
        12,
        23,
    ]


def test_a_low_bridge_is_driven_round(made: Make) -> None:
    low = [Way(12, (1, 2), {**STREET, "maxheight": "3.2"}), *LADDER[1:]]
    assert ways_of(made(LADDER_NODES, low), along(LADDER_NODES, 1, 4, 0.01), along(LADDER_NODES, 2, 3)) == [
        14,
        45,
        25,
        23,
    ]


def test_the_last_metres_are_walked_in_a_street_and_driven_on_the_steppe(made: Make) -> None:
    off = Place(40.001, 111.005)
    for tags, kmh in ((STREET, PLAIN.foot_kmh), ({"highway": "track"}, PLAIN.steppe_kmh)):
        router = made(CROSS_NODES, [Way(1, (1, 5), tags)])
        there, road = (
            router.route(along(CROSS_NODES, 1, 5, 0.1), end) for end in (off, Place(40.0, 111.005))
        )
        assert there
        assert road
        leg_m = 0.001 * 111_195 * PLAIN.detour
        assert there.metres - road.metres == pytest.approx(leg_m, rel=1e-3)
        assert there.seconds - road.seconds == pytest.approx(leg_m / (kmh / 3.6), rel=1e-3)


def test_far_from_any_road_the_open_ground_is_crossed_straight(made: Make) -> None:
    router = made(CROSS_NODES, CROSS)
    route = router.route(Place(40.2, 111.0), Place(40.2, 111.01))
    assert route
    assert route.way_ids == []
    assert route.metres == pytest.approx(852 * PLAIN.detour, rel=0.01)


def test_an_incident_on_an_island_of_roads_is_reached_from_the_net(made: Make) -> None:
    nodes = {**LADDER_NODES, 11: (40.004, 111.012), 12: (40.004, 111.018)}
    router = made(nodes, [*LADDER, Way(99, (11, 12), STREET)])
    route = router.route(along(nodes, 4, 5), along(nodes, 11, 12))
    assert route
    assert route.way_ids[-1] == 12
    on_it = router.route(along(nodes, 11, 12, 0.1), along(nodes, 11, 12, 0.9))
    assert on_it
    assert on_it.way_ids == [99]


def test_whom_a_oneway_lets_out_only_is_not_reached_but_reaches(made: Make) -> None:
    nodes = {**LADDER_NODES, 7: (40.01, 111.01)}
    router = made(nodes, [*LADDER, Way(71, (7, 1), {**STREET, "oneway": "yes"})])
    lonely, net = along(nodes, 7, 1, 0.1), along(nodes, 2, 3)
    assert ways_of(router, lonely, net) == [71, 12, 23]
    route = router.route(net, lonely)
    assert route
    assert 71 not in route.way_ids  # on foot from the main net


def test_reach_is_the_time_to_the_incident_of_every_junction_within(made: Make) -> None:
    router = made(LADDER_NODES, LADDER)
    incident = along(LADDER_NODES, 1, 2, 0.01)
    whole = router.reach(incident, 3_600)
    assert len(whole.seconds) == 6
    assert list(whole.seconds) == sorted(whole.seconds)
    assert (whole.lat[0], whole.lon[0]) == LADDER_NODES[1]
    part = router.reach(incident, float(whole.seconds[2]))
    assert list(part.seconds) == list(whole.seconds[:3])
    for lat, lon, seconds in zip(*whole, strict=True):
        (told,) = router.arrivals([Place(float(lat), float(lon))], incident)
        assert told
        assert told.seconds == pytest.approx(seconds, abs=1e-6)
