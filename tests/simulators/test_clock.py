from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.clock import ScenarioClock, Segment, seconds_of, time_of

DAY = ScenarioClock([Segment(0, 240), Segment(36_000, 10), Segment(37_000, 600)])


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:00", 0), ("19:42", 70_920), ("8:05:30", 29_130), ("24:00", 86_400)]
)
def test_a_time_of_day_is_read(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "7", "24:01", "12:60", "noon", "12:00:61", "-1:00"])
def test_what_is_no_time_of_day_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="19:42"):
        seconds_of(text)


def test_a_fire_passes_more_slowly_than_the_day() -> None:
    assert DAY.scenario_s(10) == 2_400
    assert DAY.speed(36_500) == 10
    assert DAY.elapsed_s(37_000) == pytest.approx(36_000 / 240 + 100)


@given(st.floats(0, 86_400))
def test_scenario_time_and_elapsed_time_are_each_others_inverse(seconds: float) -> None:
    assert DAY.scenario_s(DAY.elapsed_s(seconds)) == pytest.approx(seconds, abs=1e-6)


@given(st.floats(0, 500), st.floats(0, 10))
def test_time_never_goes_back(elapsed: float, more: float) -> None:
    assert DAY.scenario_s(elapsed + more) >= DAY.scenario_s(elapsed)


def test_a_factor_shortens_everything() -> None:
    assert ScenarioClock([Segment(0, 10)], factor=3).elapsed_s(300) == pytest.approx(10)


@pytest.mark.parametrize("segments", [[], [Segment(0, 0)], [Segment(5, 1), Segment(5, 2)]])
def test_a_clock_that_cannot_run_is_refused(segments: list[Segment]) -> None:
    with pytest.raises(ValueError, match=r"clock needs|follow each other"):
        ScenarioClock(segments)


def test_the_time_is_shown_as_people_say_it() -> None:
    assert time_of(70_925.7) == "19:42"
