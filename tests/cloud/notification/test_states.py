from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from cloud.live.classes import ALARM, FIRE
from cloud.notification.states import ENDED, LOST, TRANSITIONS, TRIES, Result, State, after, next_try


@given(st.lists(st.sampled_from(list(Result)), max_size=30))
def test_what_has_been_delivered_stays_delivered(results: list[Result]) -> None:
    state = State.DELIVERED
    for result in results:
        assert after(state, result) is None


def test_only_a_person_brings_back_what_is_lost() -> None:
    back = {source for (source, result), target in TRANSITIONS.items() if target is State.QUEUED}
    assert back == {State.QUEUED, *LOST}
    assert all(result is Result.AGAIN for (source, result), _ in TRANSITIONS.items() if source in LOST)
    assert set(State) - ENDED == {State.QUEUED}


@given(st.integers(1, 30), st.sampled_from([FIRE, ALARM]), st.floats(0, 1e9), st.integers(0, 2**32))
def test_every_pause_is_bounded_and_every_try_has_an_end(
    tries: int, rank: int, wish_s: float, seed: int
) -> None:
    due = next_try(tries, rank, 1_000, wish_s, random.Random(seed))
    if tries >= TRIES[rank == FIRE]:
        assert due is None
    else:
        assert due is not None
        assert 1_000 < due <= 1_000 + 3_600_000


def test_a_fire_is_tried_again_within_seconds() -> None:
    due = next_try(1, FIRE, 0, None, random.Random(1))
    assert due is not None
    assert due <= 2_000
