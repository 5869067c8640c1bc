"""What the driver is told: angles, names, roundabouts, open ground."""

from __future__ import annotations

import pytest

from cloud.dispatch.navigation.manoeuvres import Manoeuvre, bearing, compass, steps, turn
from cloud.dispatch.travel_time.paths import OFF_ROAD, Piece
from cloud.dispatch.travel_time.port import Place

#: A thousandth of a degree: 111 m north, about 85 m east.
S, N, NN, NE, E, W = (
    Place(40.800, 111.600),
    Place(40.801, 111.600),
    Place(40.802, 111.600),
    Place(40.801, 111.601),
    Place(40.801, 111.602),
    Place(40.801, 111.599),
)


def piece(name: str, *points: Place, kind: str = "residential", ring: bool = False, exits: int = 0) -> Piece:
    return Piece(name, kind, ring, 100.0, 10.0, list(points), exits)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 10, Manoeuvre.STRAIGHT),
        (350, 10, Manoeuvre.STRAIGHT),
        (0, 45, Manoeuvre.SLIGHT_RIGHT),
        (0, 90, Manoeuvre.RIGHT),
        (0, 270, Manoeuvre.LEFT),
        (90, 45, Manoeuvre.SLIGHT_LEFT),
        (0, 140, Manoeuvre.SHARP_RIGHT),
        (0, 220, Manoeuvre.SHARP_LEFT),
        (0, 180, Manoeuvre.BACK),
    ],
)
def test_the_angle_decides_what_a_turn_is(before: float, after: float, said: Manoeuvre) -> None:
    assert turn(before, after) is said


def test_a_turn_into_another_road_is_said_with_its_name_in_both_languages() -> None:
    told = steps([piece("通道北街", S, N), piece("中山路", N, NE)])
    assert [step.manoeuvre for step in told] == [Manoeuvre.DEPART, Manoeuvre.RIGHT, Manoeuvre.ARRIVE]
    assert told[0].words == ("沿通道北街向北行驶", "head north on 通道北街")
    assert told[1].words == ("右转进入中山路", "turn right into 中山路")
    assert (told[1].at, told[1].metres) == (N, 100.0)


def test_going_straight_on_by_one_name_says_nothing_and_adds_up() -> None:
    told = steps([piece("中山路", S, N), piece("中山路", N, NN), piece("中山路", NN, N)])
    assert [step.manoeuvre for step in told] == [Manoeuvre.DEPART, Manoeuvre.BACK, Manoeuvre.ARRIVE]
    assert (told[0].metres, told[0].seconds) == (200.0, 20.0)


def test_the_exit_of_a_roundabout_is_counted() -> None:
    ring = [
        piece("", N, NE, kind="primary", ring=True, exits=1),
        piece("", NE, E, kind="primary", ring=True, exits=1),
    ]
    told = steps([piece("通道北街", S, N), *ring, piece("中山路", E, NN)])
    assert [step.manoeuvre for step in told] == [Manoeuvre.DEPART, Manoeuvre.ROUNDABOUT, Manoeuvre.ARRIVE]
    assert told[1].words.zh == "进入环岛,第 2 出口驶入中山路"
    assert (told[1].at, told[1].metres) == (N, 300.0)


def test_a_road_without_a_name_is_called_by_its_class_and_open_ground_by_its_direction() -> None:
    told = steps([piece("", S, N, kind="track"), piece("", N, W, kind=OFF_ROAD)])
    assert told[0].words == ("沿便道向北行驶", "head north on the track")
    assert told[1].words == ("离开道路,向西行驶", "leave the road, go west")


def test_no_way_is_no_steps_and_the_compass_goes_round() -> None:
    assert steps([]) == []
    assert compass(bearing(S, N)).en == "north"
    assert compass(359.0).en == "north"
    assert compass(bearing(N, W)).zh == "西"
