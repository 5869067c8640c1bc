from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.backoff import Backoff


def test_pauses_grow_to_the_limit_and_begin_again_after_a_success() -> None:
    backoff = Backoff(first_s=1, factor=2, limit_s=5, jitter=0)
    assert [backoff.next() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.next() == 1


@given(st.floats(0, 1), st.integers())
def test_jitter_only_shortens_and_never_beyond_its_part(jitter: float, seed: int) -> None:
    backoff = Backoff(first_s=1, factor=3, limit_s=20, jitter=jitter, rng=random.Random(seed))
    full = Backoff(first_s=1, factor=3, limit_s=20, jitter=0)
    for _ in range(6):
        whole = full.next()
        assert whole * (1 - jitter) - 1e-9 <= backoff.next() <= whole


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="back-off needs"):
        Backoff(first_s=0)
