from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.alarms.state_table import (
    PERSONAL,
    SETTLES,
    STATE_NAMES,
    TRANSITIONS,
    Action,
    Level,
    Outcome,
    State,
    Status,
    act,
    observe,
    settle,
)
from cloud.refusal import Refusal
from telemetry.event_kinds import FIRE_CLASS, EventKind

FIRE = Status(EventKind.FIRE)
FAULT = Status(EventKind.FAULT)
OTHERS = sorted(set(EventKind) - FIRE_CLASS)


def verified(status: Status, outcome: Outcome) -> Status:
    return act(act(status, Action.ACKNOWLEDGE), Action.VERIFY, outcome)


def test_a_fire_goes_from_raised_to_closed_by_people_alone() -> None:
    status = verified(FIRE, Outcome.REAL)
    assert status.state is State.VERIFIED
    status = act(status, Action.DISPATCH)
    status = observe(status, False)
    assert (status.state, status.level) == (State.DISPATCHED, Level.CLEARED)
    assert act(status, Action.CLOSE).state is State.CLOSED


def test_acknowledging_silences_and_never_clears() -> None:
    assert act(FIRE, Action.ACKNOWLEDGE).level is Level.ACTIVE


@pytest.mark.parametrize("kind", sorted(FIRE_CLASS))
@pytest.mark.parametrize("outcome", [Outcome.REAL, Outcome.UNKNOWN])
def test_a_real_or_unknown_fire_waits_for_a_person_to_close_it(kind: EventKind, outcome: Outcome) -> None:
    cleared = observe(verified(Status(kind), outcome), False)
    assert cleared.state is State.VERIFIED
    assert act(cleared, Action.CLOSE).state is State.CLOSED


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("outcome", [Outcome.FALSE, Outcome.TEST])
def test_a_false_alarm_or_test_closes_by_itself_once_cleared(kind: EventKind, outcome: Outcome) -> None:
    status = verified(Status(kind), outcome)
    assert status.state is State.VERIFIED
    assert observe(status, False).state is State.CLOSED
    if kind is not EventKind.TEST:
        first = act(Status(kind), Action.ACKNOWLEDGE)
        if kind in FIRE_CLASS:
            assert act(observe(first, False), Action.VERIFY, outcome).state is State.CLOSED


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_close_by_themselves_once_acknowledged_and_cleared(kind: EventKind) -> None:
    assert observe(act(Status(kind), Action.ACKNOWLEDGE), False).state is State.CLOSED
    if kind is not EventKind.TEST:
        unseen = observe(Status(kind), False)
        assert unseen.state is State.RAISED
        assert act(unseen, Action.ACKNOWLEDGE).state is State.CLOSED


def test_a_walk_test_closes_by_itself_seen_or_not() -> None:
    assert observe(Status(EventKind.TEST), False).state is State.CLOSED


@pytest.mark.parametrize("state", [State.RAISED, State.ACKNOWLEDGED, State.VERIFIED, State.DISPATCHED])
def test_an_alarm_that_comes_back_is_raised_again_and_its_verdict_forgotten(state: State) -> None:
    cleared = Status(EventKind.FIRE, state, Level.CLEARED, Outcome.REAL)
    assert observe(cleared, True) == FIRE


def test_what_is_active_already_is_not_raised_again() -> None:
    seen = act(FIRE, Action.ACKNOWLEDGE)
    assert observe(seen, True) == seen


@pytest.mark.parametrize("status", [verified(FIRE, Outcome.REAL), verified(FAULT, Outcome.REAL)])
def test_nobody_can_close_an_active_alarm(status: Status) -> None:
    with pytest.raises(Refusal) as refusal:
        act(status, Action.CLOSE)
    assert refusal.value.code == "still-active"


def test_every_impossible_action_is_refused_in_both_languages() -> None:
    for state, action, level in itertools.product(State, PERSONAL, Level):
        if (state, action) in TRANSITIONS:
            continue
        with pytest.raises(Refusal) as refusal:
            act(Status(EventKind.FIRE, state, level, Outcome.REAL), action, Outcome.REAL)
        assert refusal.value.zh
        assert refusal.value.en
        assert STATE_NAMES[state][0] in refusal.value.zh


def test_a_verdict_needs_an_outcome_and_may_be_corrected() -> None:
    seen = act(FIRE, Action.ACKNOWLEDGE)
    with pytest.raises(Refusal, match="outcome"):
        act(seen, Action.VERIFY)
    assert act(verified(FIRE, Outcome.REAL), Action.VERIFY, Outcome.FALSE).outcome is Outcome.FALSE


@pytest.mark.parametrize("outcome", [Outcome.FALSE, Outcome.TEST])
def test_a_false_alarm_is_not_dispatched(outcome: Outcome) -> None:
    with pytest.raises(Refusal, match="not dispatched"):
        act(verified(FIRE, outcome), Action.DISPATCH)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {State.RAISED} | {target for target, _ in TRANSITIONS.values()}
    left = {source for source, _ in TRANSITIONS}
    assert reached == set(State)
    assert left == set(State) - {State.CLOSED}


def test_every_settling_is_a_transition_of_the_table() -> None:
    for ending in SETTLES:
        for state in ending.states:
            assert (state, Action.SETTLE) in TRANSITIONS


STEPS = st.lists(
    st.one_of(st.booleans(), st.tuples(st.sampled_from(PERSONAL), st.sampled_from([None, *Outcome])))
)


@given(kind=st.sampled_from(list(EventKind)), steps=STEPS)
def test_an_alarm_never_closes_while_active_and_only_the_device_moves_the_level(
    kind: EventKind, steps: list[bool | tuple[Action, Outcome | None]]
) -> None:
    status = Status(kind)
    for step in steps:
        if not status.is_open:
            break
        before = status
        if isinstance(step, bool):
            status = observe(status, step)
            assert (status.level is Level.ACTIVE) == step
        else:
            try:
                status = act(status, *step)
            except Refusal:
                assert status == before
            assert status.level is before.level
        assert status.is_open or status.level is Level.CLEARED
        assert settle(status) == status
