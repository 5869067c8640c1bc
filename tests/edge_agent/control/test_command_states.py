"""A command's life: one table, no way out of a last word, nothing begun twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.control.command_states import (
    FINAL,
    TRANSITIONS,
    Happening,
    NoSuchStep,
    State,
    mermaid,
    step,
)


@given(st.lists(st.sampled_from(Happening)))
def test_whatever_happens_a_command_begins_once_and_ends_once(happenings: list[Happening]) -> None:
    state, begun, ended = State.NEW, 0, 0
    for happening in happenings:
        try:
            after, told = step(state, happening)
        except NoSuchStep:
            continue
        begun += state is State.NEW and after is not State.NEW
        ended += after in FINAL and state not in FINAL
        assert (told is None) == (after is state), "the centre hears of every change, and of nothing else"
        state = after
    assert begun <= 1
    assert ended <= 1
    assert (ended == 1) == (state in FINAL)


@pytest.mark.parametrize("state", sorted(FINAL))
@pytest.mark.parametrize("happening", [Happening.ANSWERED, Happening.SUCCEEDS, Happening.TIME_UP])
def test_a_last_word_is_the_last(state: State, happening: Happening) -> None:
    with pytest.raises(NoSuchStep, match=state.value):
        step(state, happening)


@pytest.mark.parametrize("state", [state for state in State if state is not State.NEW])
def test_what_comes_again_changes_nothing(state: State) -> None:
    assert step(state, Happening.COMES_AGAIN) == (state, None)
    assert step(state, Happening.RESTART) == (state, None)


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    assert {target for target, _ in TRANSITIONS.values()} == set(State) - {State.NEW}
    for state in set(State) - FINAL:
        assert any(
            source is state and target is not state for (source, _), (target, _) in TRANSITIONS.items()
        )


def test_the_diagram_shows_every_change() -> None:
    drawn = mermaid()
    for (source, _), (target, _) in TRANSITIONS.items():
        if source is not target:
            assert f"{source} --> {target}: " in drawn
