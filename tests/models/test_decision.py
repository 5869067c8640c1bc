"""When a warning begins and ends."""

import numpy as np
import pytest

from models.decision import Decision, Limits

LIMITS = Limits(on=0.6, sure=0.95, off=0.2, confirm=3, calm=2)


def ticks(decision: Decision, *probabilities: float) -> list[str]:
    told = []
    for probability in probabilities:
        begins, ends = decision.take(np.array([probability], np.float32))
        told.append("begins" if begins[0] else "ends" if ends[0] else "")
    return told


def test_a_warning_waits_for_its_confirmation() -> None:
    assert ticks(Decision(LIMITS, 1), 0.7, 0.7, 0.7, 0.7) == ["", "", "begins", ""]


def test_one_tick_below_starts_the_count_anew() -> None:
    assert ticks(Decision(LIMITS, 1), 0.7, 0.7, 0.5, 0.7, 0.7, 0.7) == ["", "", "", "", "", "begins"]


def test_certainty_waits_for_nothing() -> None:
    assert ticks(Decision(LIMITS, 1), 0.1, 0.96) == ["", "begins"]


def test_between_the_limits_a_warning_stands() -> None:
    assert ticks(Decision(LIMITS, 1), 0.96, 0.3, 0.3, 0.3, 0.1, 0.3, 0.1, 0.1) == [
        "begins", "", "", "", "", "", "", "ends",
    ]  # fmt: skip


def test_what_is_not_known_neither_raises_nor_ends() -> None:
    assert ticks(Decision(LIMITS, 1), np.nan, 0.96, np.nan, np.nan, np.nan) == ["", "begins", "", "", ""]


def test_moved_rows_keep_what_stands_and_what_was_counted() -> None:
    decision = Decision(LIMITS, 2)
    for _ in range(2):
        decision.take(np.array([0.99, 0.7], np.float32))
    moved = decision.moved(np.array([1, 0, -1]))
    assert moved.raised.tolist() == [False, True, False]
    begins, _ = moved.take(np.array([0.7, 0.99, 0.7], np.float32))
    assert begins.tolist() == [True, False, False]


@pytest.mark.parametrize("wrong", [(0.6, 0.5, 0.2, 1, 1), (0.6, 0.9, 0.6, 1, 1), (0.6, 0.9, 0.2, 0, 1)])
def test_limits_that_contradict_each_other_are_refused(wrong: tuple[float, float, float, int, int]) -> None:
    with pytest.raises(ValueError, match=r"sure|confirm"):
        Limits(*wrong)
