from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.access.shedding import KEEP, TABLE, Level, Shedding, excess


def held(shedding: Shedding, fill: float, seconds: float, *, age: float = 0.0, since: float = 0.0) -> Level:
    """The level after so many seconds of the same load, looked at ten times a second."""
    for step in range(int(seconds * 10) + 1):
        shedding.observe(fill, age, since + step / 10)
    return shedding.level


@pytest.mark.parametrize(
    ("fill", "seconds", "level"),
    [
        (1.0, 4.9, Level.CALM),
        (1.0, 5.0, Level.READINGS),
        (0.79, 60.0, Level.CALM),
        (0.8, 5.0, Level.READINGS),
        (1.0, 14.0, Level.READINGS),
    ],
)
def test_a_lane_that_stays_full_gives_up_readings(fill: float, seconds: float, level: Level) -> None:
    shedding = Shedding(5.0)
    for step in range(int(seconds * 10) + 1):
        if shedding.observe(fill, 0.0, step / 10):
            shedding.needed(step / 10)
    assert shedding.level is level


def test_a_lane_that_is_full_for_a_moment_gives_up_nothing() -> None:
    shedding = Shedding(5.0)
    held(shedding, 1.0, 4.8)
    shedding.observe(0.5, 0.0, 4.9)
    assert held(shedding, 1.0, 4.8, since=5.0) is Level.CALM


def test_an_old_backlog_counts_at_once() -> None:
    assert Shedding(5.0).observe(0.1, 5.0, 100.0) is Level.READINGS
    assert Shedding(5.0).observe(0.1, 15.0, 100.0) is Level.HEALTH


def test_while_something_has_to_be_shed_the_level_holds() -> None:
    shedding = Shedding(5.0)
    held(shedding, 1.0, 5.0)
    for step in range(51, 600):
        shedding.observe(0.3, 0.0, step / 10)
        shedding.needed(step / 10)
        assert shedding.level is Level.READINGS


def test_it_is_calm_again_when_nothing_had_to_be_shed_for_as_long_as_it_took_to_begin() -> None:
    shedding = Shedding(5.0)
    held(shedding, 1.0, 5.0)
    assert held(shedding, 0.3, 4.8, since=5.1) is Level.READINGS
    assert held(shedding, 0.3, 1.0, since=9.9) is Level.CALM


def test_shedding_that_is_switched_off_never_begins() -> None:
    assert held(Shedding(0.0), 1.0, 600.0, age=600.0) is Level.CALM


def test_events_and_replies_are_in_no_level() -> None:
    assert not {"event", "reply"} & {stream for rule in TABLE for stream in rule.streams}
    assert [rule.level for rule in TABLE] == sorted(Level)


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.0, 0.0, 4.9, 5.0]), st.booleans()), max_size=300
    )
)
def test_whatever_the_load_it_does_not_flap(load: list[tuple[float, float, bool]]) -> None:
    """Once calm again it takes `shed_after_s` of pressure, or a message that old, to begin anew."""
    shedding = Shedding(5.0)
    calm_at = 0.0
    for step, (fill, age, something_to_shed) in enumerate(load):
        now, before = step / 10, shedding.level
        level = shedding.observe(fill, age, now)
        if level and something_to_shed:
            shedding.needed(now)
        if before and not level:
            calm_at = now
        if level and not before:
            assert age >= 5.0 or now - calm_at >= 4.99


@given(st.integers(0, 10_000), st.integers(1, 1_000))
def test_what_is_kept_is_two_batches(waiting: int, batch: int) -> None:
    assert waiting - excess(waiting, batch) == min(waiting, KEEP * batch)
