from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.hazards import diagram
from cloud.hazards.state_table import (
    ACTION_NAMES,
    INSPECTORS,
    OPEN,
    ORGANISATIONS,
    STATE_NAMES,
    TRANSITIONS,
    Action,
    Standing,
    State,
    Told,
    act,
    overdue,
    possible,
)
from cloud.refusal import Refusal

TODAY = date(2026, 12, 1)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def ordered(days: int = 10, asked: int | None = None) -> Standing:
    return Standing(State.ORDERED, ahead(days), None if asked is None else ahead(asked))


def code(standing: Standing, action: Action, told: Told) -> str:
    with pytest.raises(Refusal) as refused:
        act(standing, action, told)
    assert refused.value.zh
    assert refused.value.en
    return refused.value.code


def test_what_is_found_is_ordered_reported_and_closed_by_a_recheck() -> None:
    standing = act(Standing(), Action.ORDER, Told(TODAY, ahead(10)))
    assert (standing.state, standing.deadline) == (State.ORDERED, ahead(10))
    standing = act(standing, Action.REPORT, Told(TODAY, words="已更换"))
    assert standing.state is State.REPORTED
    assert act(standing, Action.PASS, Told(TODAY)).state is State.CLOSED


def test_an_organisation_cannot_close_what_an_inspection_found() -> None:
    assert not any(
        target is State.CLOSED and action in ORGANISATIONS and guard is None
        for (_, action), (target, guard) in TRANSITIONS.items()
    )
    assert code(ordered(), Action.SELF_CLOSE, Told(TODAY, words="已整改")) == "not-own"
    own = Standing(State.FOUND, own=True)
    assert act(own, Action.SELF_CLOSE, Told(TODAY, words="已整改")).state is State.CLOSED


def test_a_failed_recheck_needs_a_new_deadline() -> None:
    reported = Standing(State.REPORTED, ahead(1))
    assert code(reported, Action.FAIL, Told(TODAY)) == "deadline-wanted"
    assert act(reported, Action.FAIL, Told(TODAY, ahead(5))) == Standing(State.ORDERED, ahead(5))


def test_more_time_is_asked_for_in_time_once_and_to_a_later_day() -> None:
    asked = act(ordered(), Action.ASK_EXTENSION, Told(TODAY, ahead(20)))
    assert (asked.deadline, asked.asked_until) == (ahead(10), ahead(20))
    assert code(asked, Action.ASK_EXTENSION, Told(TODAY, ahead(30))) == "no-extension"
    assert code(ordered(), Action.ASK_EXTENSION, Told(TODAY, ahead(10))) == "no-extension"
    assert code(ordered(-1), Action.ASK_EXTENSION, Told(TODAY, ahead(20))) == "no-extension"
    assert act(asked, Action.GRANT_EXTENSION, Told(TODAY)) == ordered(20)
    assert act(asked, Action.REFUSE_EXTENSION, Told(TODAY)) == ordered(10)
    assert code(ordered(), Action.GRANT_EXTENSION, Told(TODAY)) == "nothing-asked"


def test_overdue_is_an_order_past_its_day_and_nothing_else() -> None:
    assert not overdue(ordered(0), TODAY)
    assert overdue(ordered(-1), TODAY)
    assert not overdue(Standing(State.REPORTED, ahead(-1)), TODAY)


def test_a_mistake_is_withdrawn_or_reopened_with_a_reason() -> None:
    assert code(ordered(), Action.WITHDRAW, Told(TODAY, words=" ")) == "words-wanted"
    assert act(ordered(), Action.WITHDRAW, Told(TODAY, words="误判")).state is State.WITHDRAWN
    closed = Standing(State.CLOSED, ahead(-3))
    assert code(closed, Action.REOPEN, Told(TODAY, words="仍存在")) == "words-and-deadline-wanted"
    assert act(closed, Action.REOPEN, Told(TODAY, ahead(3), "仍存在")).state is State.ORDERED


def test_what_the_table_does_not_hold_is_impossible_and_says_so() -> None:
    for state in State:
        for action in Action:
            if (state, action) not in TRANSITIONS:
                told = Told(TODAY, ahead(1), "x")
                assert code(Standing(state, own=True), action, told) == "impossible-transition"


DAYS = st.integers(-30, 30).map(ahead)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(Action), st.builds(Told, st.just(TODAY), st.none() | DAYS, st.sampled_from(["", "x"]))
    ),
    max_size=30,
)


@given(STEPS, st.booleans())
def test_no_sequence_loses_a_deadline_or_leaves_a_request_behind(
    steps: list[tuple[Action, Told]], own: bool
) -> None:
    standing = Standing(own=own)
    for action, told in steps:
        try:
            standing = act(standing, action, told)
        except Refusal:
            continue
        assert (standing.state is State.ORDERED) <= (standing.deadline is not None)
        assert standing.asked_until is None or standing.state is State.ORDERED
        assert (standing.state in OPEN) or standing.state in (State.CLOSED, State.WITHDRAWN)
        assert all((standing.state, each) in TRANSITIONS for each in possible(standing))


def test_everything_has_a_name_and_the_diagram_shows_every_transition() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ACTION_NAMES) == set(Action) == INSPECTORS | ORGANISATIONS
    assert not INSPECTORS & ORGANISATIONS
    drawn = diagram.mermaid()
    for (source, action), (target, _) in TRANSITIONS.items():
        assert f"{source} --> {target}: {ACTION_NAMES[action][0]} {action}" in drawn
