"""How far a command has come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.commands.states import OPEN, State, after_its_end, after_reply, after_sending, pause_s
from telemetry.messages import ReplyStage

STEPS = st.one_of(
    st.sampled_from([after_sending, after_its_end]),
    st.sampled_from(list(ReplyStage)).map(lambda stage: lambda state: after_reply(state, stage)),
)


@given(st.lists(STEPS))
def test_a_last_word_is_the_last(steps: list[object]) -> None:
    state = State.WAITING
    ended: State | None = None
    for step in steps:
        state = step(state)  # type: ignore[operator]
        if ended is not None:
            assert state is ended
        elif state not in OPEN:
            ended = state


def test_pauses_double_up_to_the_longest() -> None:
    assert [pause_s(n, 10, 60) for n in (1, 2, 3, 4, 5, 1000)] == [10, 20, 40, 60, 60, 60]
