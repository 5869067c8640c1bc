"""A route is driven at its speed, round and round."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.vehicles.route import Route, around

#: A square of about a kilometre, first north, then east.
SQUARE = Route([(40.0, 111.0), (40.009, 111.0), (40.009, 111.01175), (40.0, 111.01175)], 36.0)


def test_it_goes_north_first_and_ten_metres_a_second() -> None:
    begin, later = SQUARE.at(0), SQUARE.at(50)
    assert (begin.latitude_deg, begin.direction_deg) == (40.0, 0)
    assert later.latitude_deg == pytest.approx(40.0 + 500 / 111_320, abs=1e-6)
    assert SQUARE.at(110).direction_deg == 90


@given(st.floats(0, 1e9))
def test_it_is_always_somewhere_on_its_way(seconds: float) -> None:
    place = SQUARE.at(seconds)
    assert 40.0 <= place.latitude_deg <= 40.009
    assert 111.0 <= place.longitude_deg <= 111.01175
    assert 0 <= place.direction_deg <= 359


def test_a_round_begins_anew() -> None:
    once = SQUARE.length_m / 10
    assert SQUARE.at(once + 7).latitude_deg == pytest.approx(SQUARE.at(7).latitude_deg, abs=1e-5)


def test_rounds_differ_and_one_seed_makes_the_same() -> None:
    routes = [around(40.8, 111.7, random.Random(seed)).at(100) for seed in (1, 1, 2)]
    assert routes[0] == routes[1] != routes[2]


def test_a_route_without_a_way_is_refused() -> None:
    with pytest.raises(ValueError, match="two corners"):
        Route([(40.0, 111.0)], 30)
