from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.deciding.reasons import PassedOver
from cloud.dispatch.forces.geography import Sighting, fresh, shown
from cloud.dispatch.forces.readiness import Condition, hindrance, rest_until
from cloud.dispatch.forces.states import (
    BOUND,
    FREE,
    SIGNAL_NAMES,
    STATE_NAMES,
    TRANSITIONS,
    Signal,
    UnitState,
    moved,
    repeats,
)
from cloud.dispatch.forces.station_kinds import KINDS, StationKind, turnout_s
from cloud.dispatch.travel_time.port import Place

S = UnitState
HERE, FAR, NEAR = Place(40.8, 111.6), Place(40.9, 111.6), Place(40.8005, 111.6)
HOUR_MS = 3_600_000
signals = st.lists(st.sampled_from(list(Signal)), max_size=12)


def test_every_state_signal_and_kind_has_its_names() -> None:
    assert list(STATE_NAMES) == list(UnitState)
    assert list(SIGNAL_NAMES) == list(Signal)
    assert list(KINDS) == list(StationKind)


@given(signals)
def test_only_an_order_binds_and_only_its_end_frees(told: list[Signal]) -> None:
    state, ordered = S.IN_STATION, False
    for signal in told:
        to = moved(state, signal)
        if to is None:
            continue
        ordered = (ordered or signal is Signal.ORDER) and signal is not Signal.RELEASE
        assert (to in BOUND) is ordered
        state = to


def test_every_state_can_be_reached_and_left() -> None:
    assert {to for to in TRANSITIONS.values()} == set(UnitState)
    assert {state for state, _ in TRANSITIONS} == set(UnitState)


def test_a_way_to_a_fire_and_back() -> None:
    state = S.IN_STATION
    for signal in (Signal.ORDER, Signal.TURN_OUT, Signal.LEAVE, Signal.ARRIVE, Signal.RELEASE, Signal.HOME):
        state = moved(state, signal) or state
    assert state is S.IN_STATION
    assert repeats(S.ON_SCENE, Signal.ARRIVE)
    assert not repeats(S.IN_STATION, Signal.ARRIVE)


def test_who_has_not_left_stays_in_the_station_when_it_is_released() -> None:
    assert moved(S.ORDERED, Signal.RELEASE) is S.IN_STATION
    assert moved(S.EN_ROUTE, Signal.RELEASE) is S.RETURNING
    assert S.RETURNING in FREE


@pytest.mark.parametrize(
    ("state", "at", "speed", "gives"),
    [
        (S.ORDERED, HERE, 0, None),
        (S.TURNED_OUT, NEAR, 40, None),
        (S.TURNED_OUT, Place(40.81, 111.6), 40, Signal.LEAVE),
        (S.EN_ROUTE, FAR, 5, Signal.ARRIVE),
        (S.EN_ROUTE, FAR, 60, None),
        (S.ON_SCENE, HERE, 0, None),
        (S.RETURNING, HERE, 0, Signal.HOME),
        (S.RETURNING, FAR, 0, None),
        (S.MOVING_UP, NEAR, 0, Signal.HOME),
        (S.IN_STATION, FAR, 60, None),
    ],
)
def test_a_position_shows_what_a_unit_does(state: S, at: Place, speed: float, gives: Signal | None) -> None:
    assert shown(state, 0, Sighting(at, speed, 1), HERE, FAR) is gives


def test_a_position_from_before_the_order_says_nothing_about_it() -> None:
    assert shown(S.EN_ROUTE, 100, Sighting(FAR, 0, 99), HERE, FAR) is None


@pytest.mark.parametrize(
    ("sighting", "believed"),
    [
        (None, False),
        (Sighting(HERE, 0, 100_000), True),
        (Sighting(HERE, 0, 70_000), True),
        (Sighting(HERE, 0, 69_999), False),
        (Sighting(HERE, 0, 200_000), False),
        (Sighting(HERE, 0, 100_000, good=False), False),
    ],
)
def test_only_a_fresh_and_good_position_is_believed(sighting: Sighting | None, believed: bool) -> None:
    assert fresh(sighting, 100_000, 30) is believed


def unit(**changed: object) -> Condition:
    told: dict[str, object] = {
        "state": S.IN_STATION, "crew": 6, "crew_least": 4, "fuel_percent": None, "rest_until": None,
    }  # fmt: skip
    return Condition(**(told | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (unit(), None),
        (unit(state=S.RETURNING), None),
        (unit(state=S.RETURNING, placed=False), PassedOver.STALE),
        (unit(state=S.ON_SCENE), PassedOver.ON_ORDER),
        (unit(state=S.RESTING, rest_until=60_000), PassedOver.RESTING),
        (unit(state=S.OUT_OF_SERVICE), PassedOver.OUT_OF_SERVICE),
        (unit(retired=True), PassedOver.OUT_OF_SERVICE),
        (unit(crew=3), PassedOver.NO_CREW),
        (unit(fuel_percent=10.0), PassedOver.FUEL),
    ],
)
def test_what_keeps_a_unit_from_going_is_said(condition: Condition, why: PassedOver | None) -> None:
    found = hindrance(condition, 0)
    assert (found[0] if found else None) == why


def test_a_long_day_is_followed_by_rest() -> None:
    assert rest_until(None, 0) is None
    assert rest_until(0, 4 * HOUR_MS - 1) is None
    assert rest_until(0, 6 * HOUR_MS) == 9 * HOUR_MS
    assert rest_until(0, 100 * HOUR_MS) == 108 * HOUR_MS


def test_volunteers_take_longer_and_nights_are_slower() -> None:
    assert turnout_s(StationKind.REGULAR, 12) < turnout_s(StationKind.REGULAR, 3)
    assert turnout_s(StationKind.REGULAR, 12) < turnout_s(StationKind.VOLUNTEER, 12)
