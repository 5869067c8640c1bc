from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cloud.organisations import commissioning, credit_code, diagram
from cloud.organisations.commissioning import (
    TRANSITIONS,
    Action,
    Progress,
    State,
    move,
    possible,
    seen,
)
from cloud.organisations.position import Position, to_gcj02, to_wgs84
from cloud.refusal import Refusal


def test_the_standards_own_example_of_a_credit_code_is_right() -> None:
    assert credit_code.fault("91350100M000100Y43") is None


@given(at=some.integers(0, 17), to=some.sampled_from(credit_code.ALPHABET))
def test_any_single_wrong_character_of_a_credit_code_is_noticed(at: int, to: str) -> None:
    right = "91350100M000100Y43"
    wrong = right[:at] + to + right[at + 1 :]
    assert (credit_code.fault(wrong) is None) == (wrong == right)


@given(longitude=some.floats(97, 126), latitude=some.floats(37, 53))
def test_a_position_comes_back_from_the_other_datum_within_a_centimetre(
    longitude: float, latitude: float
) -> None:
    at = Position(longitude, latitude)
    back = to_wgs84(to_gcj02(at), "gcj02")
    assert back == pytest.approx(at, abs=1e-7)


def test_a_gcj02_position_lies_hundreds_of_metres_off() -> None:
    shifted = to_gcj02(Position(111.67, 40.82))
    assert 0.003 < shifted.longitude - 111.67 < 0.01


def test_every_move_of_the_table_is_in_both_drawings() -> None:
    for drawn in (diagram.mermaid(), diagram.dot()):
        assert all(action.value in drawn for _, action in TRANSITIONS)


def test_a_home_needs_no_walk_test_and_everything_else_does() -> None:
    assert move(Progress(State.HEARD, household=True), Action.PUT_IN_SERVICE).state is State.IN_SERVICE
    with pytest.raises(Refusal, match="walk test"):
        move(Progress(State.HEARD), Action.PUT_IN_SERVICE)


def test_what_is_missing_needs_a_persons_words() -> None:
    short = Progress(State.WALK_TESTED, points_planned=3, points_heard=2)
    with pytest.raises(Refusal, match="never heard"):
        move(short, Action.PUT_IN_SERVICE)
    accepted = Progress(State.WALK_TESTED, points_planned=3, points_heard=2, accepted="下周更换")
    assert move(accepted, Action.PUT_IN_SERVICE).state is State.IN_SERVICE


@pytest.mark.parametrize("state", [state for state in State if (state, Action.SUSPEND) in TRANSITIONS])
def test_a_suspended_organisation_comes_back_to_where_it_was(state: State) -> None:
    assert move(move(Progress(state), Action.SUSPEND), Action.RESUME).state is state


def test_what_is_heard_while_suspended_counts_when_it_is_resumed() -> None:
    resting = seen(move(Progress(State.PLANNED), Action.SUSPEND), Action.HEAR)
    assert resting.state is State.SUSPENDED
    assert move(resting, Action.RESUME).state is State.HEARD


@given(state=some.sampled_from(list(State)), action=some.sampled_from([Action.ENROL, Action.HEAR]))
def test_what_the_centre_sees_never_leads_back(state: State, action: Action) -> None:
    order = list(State)
    assert order.index(seen(Progress(state), action).state) >= order.index(state)


def test_a_page_offers_no_move_that_would_be_refused() -> None:
    for state in State:
        for action in possible(Progress(state, former=State.HEARD, accepted="x")):
            commissioning.move(Progress(state, former=State.HEARD, accepted="x"), action)
