"""When a warning begins and ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.decision import Decision, Limits

LIMITS = Limits(on=0.6, sure=0.95, off=0.2, confirm=3, calm=2)
BESIDE = Limits(on=0.6, sure=0.95, off=0.2, confirm=3, calm=2, beside=0.4)
RINGS = np.array([True])


def ticks(decision: Decision, *probabilities: float, rings: NDArray[np.bool_] | None = None) -> list[str]:
    told = []
    for probability in probabilities:
        begins, ends = decision.take(np.array([probability], np.float32), rings)
        told.append("begins" if begins[0] else "ends" if ends[0] else "")
    return told


def test_a_warning_waits_for_its_confirmation() -> None:
    assert ticks(Decision(LIMITS, 1), 0.7, 0.7, 0.7, 0.7) == ["", "", "begins", ""]


def test_one_tick_below_starts_the_count_anew() -> None:
    assert ticks(Decision(LIMITS, 1), 0.7, 0.7, 0.5, 0.7, 0.7, 0.7) == ["", "", "", "", "", "begins"]


def test_certainty_waits_for_nothing() -> None:
    assert ticks(Decision(LIMITS, 1), 0.1, 0.96) == ["", "begins"]


def test_beside_a_threshold_that_rings_less_is_enough_at_once() -> None:
    assert ticks(Decision(BESIDE, 1), 0.3, 0.5, 0.5, rings=RINGS) == ["", "begins", ""]


def test_without_a_ring_or_without_its_limit_the_ring_makes_no_difference() -> None:
    assert ticks(Decision(BESIDE, 1), 0.5, 0.5, 0.5, 0.5) == [""] * 4
    assert ticks(Decision(BESIDE, 1), 0.5, 0.5, 0.5, rings=~RINGS) == [""] * 3
    assert ticks(Decision(LIMITS, 1), 0.5, 0.5, 0.5, rings=RINGS) == [""] * 3


def test_a_tick_is_quiet_when_nobody_is_likely_enough_for_any_limit() -> None:
    assert Decision(LIMITS, 1).quiet(np.array([0.5, np.nan], np.float32))
    assert not Decision(LIMITS, 1).quiet(np.array([0.5, 0.6], np.float32))
    assert not Decision(BESIDE, 1).quiet(np.array([0.5, np.nan], np.float32))


def test_a_ring_alone_raises_nothing() -> None:
    assert ticks(Decision(BESIDE, 1), 0.39, np.nan, 0.0, rings=RINGS) == ["", "", ""]


def test_between_the_limits_a_warning_stands() -> None:
    assert ticks(Decision(LIMITS, 1), 0.96, 0.3, 0.3, 0.3, 0.1, 0.3, 0.1, 0.1) == [
        "begins", "", "", "", "", "", "", "ends",
    ]  # fmt: skip


def test_what_is_not_known_neither_raises_nor_ends() -> None:
    assert ticks(Decision(LIMITS, 1), np.nan, 0.96, np.nan, np.nan, np.nan) == ["", "begins", "", "", ""]


def test_what_is_held_waits_for_its_own_calm() -> None:
    decision = Decision(LIMITS, 1)
    ticks(decision, 0.1, 0.1, 0.1, 0.1)
    decision.hold(0, raised=True)
    assert not decision.quiet(np.array([0.1], np.float32))
    assert ticks(decision, 0.1, 0.1) == ["", "ends"]


def test_moved_rows_keep_what_stands_and_what_was_counted() -> None:
    decision = Decision(LIMITS, 2)
    for _ in range(2):
        decision.take(np.array([0.99, 0.7], np.float32))
    moved = decision.moved(np.array([1, 0, -1]))
    assert moved.raised.tolist() == [False, True, False]
    begins, _ = moved.take(np.array([0.7, 0.99, 0.7], np.float32))
    assert begins.tolist() == [True, False, False]


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    """Limits in eighths, so that probabilities in eighths meet them."""
    off, on, sure = sorted(draw(st.permutations(range(1, 8)))[:3])
    beside = draw(st.none() | st.integers(off + 1, on) | st.integers(off + 1, sure))
    return Limits(
        on / 8, sure / 8, off / 8, draw(st.integers(1, 3)), draw(st.integers(1, 3)),
        None if beside is None else beside / 8,
    )  # fmt: skip


#: Often nothing: a tick is quiet only if it is so for both detectors.
LIKELY = st.sampled_from([*(eighths / 8 for eighths in range(9)), *[0.0] * 6, float("nan")])
RINGING = st.sampled_from([None, (True, True), (True, False)])
TICK = st.tuples(st.tuples(LIKELY, LIKELY), RINGING)


@settings(max_examples=400)
@given(limits(), st.none() | limits(), st.lists(TICK, min_size=5, max_size=40))
def test_a_quiet_tick_that_is_left_out_changes_nothing(
    first: Limits, then: Limits | None, told: list[tuple[tuple[float, float], tuple[bool, bool] | None]]
) -> None:
    always, skipping = Decision(first, 2), Decision(first, 2)
    for number, (likely, ringing) in enumerate(told):
        if then is not None and number == len(told) // 2:
            always.limit(then)
            skipping.limit(then)
        probability = np.array(likely, np.float32)
        rings = None if ringing is None else np.array(ringing)
        begins, ends = always.take(probability, rings)
        if skipping.quiet(probability):
            assert not begins.any()
            assert not ends.any()
        else:
            other_begins, other_ends = skipping.take(probability, rings)
            assert begins.tolist() == other_begins.tolist()
            assert ends.tolist() == other_ends.tolist()
        assert always.raised.tolist() == skipping.raised.tolist()


@pytest.mark.parametrize(
    "wrong",
    [(0.6, 0.5, 0.2, 1, 1), (0.6, 0.9, 0.6, 1, 1), (0.6, 0.9, 0.2, 0, 1), (0.6, 0.9, 0.2, 1, 1, 0.2)],
)
def test_limits_that_contradict_each_other_are_refused(wrong: tuple[float, float, float, int, int]) -> None:
    with pytest.raises(ValueError, match=r"sure|confirm"):
        Limits(*wrong)
