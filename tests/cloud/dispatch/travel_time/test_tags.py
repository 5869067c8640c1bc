"""What tags mean to a fire engine."""

from __future__ import annotations

import pytest

from cloud.dispatch.travel_time.policy import CLASSES, Policy, Vehicle
from cloud.dispatch.travel_time.tags import barrier_s, carriage, measure

POLICY = Policy()


def both(**tags: str) -> tuple[float, float] | None:
    found = carriage({key.replace("__", ":"): value for key, value in tags.items()}, POLICY)
    return (found.forward_kmh, found.backward_kmh) if found else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", 50.0),
        ("30 mph", pytest.approx(48.28, abs=0.01)),
        ("3.5", 3.5),
        ("3,5 m", 3.5),
        ("12'6\"", pytest.approx(3.81, abs=0.01)),
        ("12'", pytest.approx(3.66, abs=0.01)),
        ("7500 kg", 7.5),
        ("walk", 5.0),
        ("none", None),
        ("signals", None),
        ("50;30", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_with_their_units(text: str | None, value: float | None) -> None:
    assert measure(text) == value


def test_what_is_no_road_is_none() -> None:
    for tags in ({}, {"highway": "footway"}, {"highway": "steps"}, {"highway": "construction"}):
        assert both(**tags) is None
    assert both(highway="pedestrian", area="yes", emergency="yes") is None


def test_a_posted_limit_sets_the_pace_within_bounds() -> None:
    assert both(highway="residential") == (28, 28)
    assert both(highway="residential", maxspeed="30") == (24, 24)
    assert both(highway="primary", maxspeed="120") == (75, 75)
    assert both(highway="motorway", maxspeed="none", oneway="no") == (85, 85)
    assert both(highway="primary", maxspeed__forward="50", maxspeed__backward="30") == (40, 24)


def test_bad_ground_slows_and_impassable_ground_stops() -> None:
    assert both(highway="tertiary", surface="sand") == (12, 12)
    assert both(highway="track", tracktype="grade5") == (12, 12)
    assert both(highway="track", smoothness="impassable") is None


@pytest.mark.parametrize(
    ("tags", "open_ways"),
    [
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"oneway": "yes", "oneway:emergency": "no"}, (True, True)),
        ({"oneway": "yes", "oneway:bus": "no"}, (True, True)),
        ({"oneway": "yes", "oneway:bicycle": "no"}, (True, False)),
    ],
)
def test_oneways_and_who_is_exempt(tags: dict[str, str], open_ways: tuple[bool, bool]) -> None:
    found = carriage({"highway": "residential", **tags}, POLICY)
    assert found
    assert (found.forward_kmh > 0, found.backward_kmh > 0) == open_ways


def test_a_policy_may_open_contraflow_by_class_at_its_own_pace() -> None:
    policy = Policy(contraflow=frozenset({"secondary"}), contraflow_kmh=15)
    found = carriage({"highway": "secondary", "oneway": "yes"}, policy)
    assert found
    assert (found.forward_kmh, found.backward_kmh) == (52, 15)


@pytest.mark.parametrize(
    ("tags", "open_"),
    [
        ({"access": "no"}, False),
        ({"access": "private"}, True),
        ({"access": "no", "emergency": "yes"}, True),
        ({"motor_vehicle": "no", "access": "yes"}, False),
        ({"motor_vehicle": "no", "emergency": "designated"}, True),
        ({"emergency": "no"}, False),
    ],
)
def test_the_most_special_access_tag_decides(tags: dict[str, str], open_: bool) -> None:
    assert (both(highway="service", **tags) is not None) is open_


def test_a_fire_lane_on_foot_ground_is_driven_slowly() -> None:
    assert both(highway="footway", emergency="designated") == (8, 8)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("maxheight", "3.2"),
        ("maxweight", "7.5"),
        ("maxwidth", "2.2"),
        ("maxlength", "8"),
        ("maxaxleload", "8"),
    ],
)
def test_what_the_engine_does_not_fit_is_closed_and_words_close_nothing(tag: str, value: str) -> None:
    assert both(highway="primary", **{tag: value}) is None
    assert both(highway="primary", **{tag: "default"}) is not None
    small = Policy(Vehicle(height_m=2.5, width_m=2.0, length_m=5.5, weight_t=3.0, axle_t=1.8))
    assert carriage({"highway": "primary", tag: value}, small) is not None


def test_barriers_stop_delay_or_let_pass() -> None:
    assert barrier_s({"barrier": "bollard"}, POLICY) is None
    assert barrier_s({"barrier": "gate"}, POLICY) == 20
    assert barrier_s({"barrier": "gate", "access": "no"}, POLICY) is None
    assert barrier_s({"barrier": "bollard", "emergency": "yes"}, POLICY) == 0
    assert barrier_s({"barrier": "height_restrictor", "maxheight": "2.1"}, POLICY) is None
    assert barrier_s({"barrier": "kerb"}, POLICY) == 0


def test_every_class_has_a_pace_and_a_link_is_no_faster_than_its_road() -> None:
    for name, of in CLASSES.items():
        assert of.kmh > 0
        assert of.kmh <= CLASSES[name.removesuffix("_link")].kmh
