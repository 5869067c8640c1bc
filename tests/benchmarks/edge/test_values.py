from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.edge.tally import Tally
from benchmarks.edge.values import MODULUS, Beat, age_s, beats, value

NOW = st.floats(1.7e9, 1.9e9)


@given(NOW, st.integers(0, 20_000), st.integers(0, 200), st.sampled_from([0.1, 1.0]), st.floats(0, 0.99))
def test_a_value_tells_how_old_it_is(
    now: float, old: int, register: int, period: float, share: float
) -> None:
    beat = Beat(period, share * period)
    tick = beat.tick(now) - old
    assert age_s(beat, register, value(tick, register), now) == pytest.approx(now - beat.at(tick), abs=1e-5)


@given(st.integers(0, 10**10), st.integers(0, 65_535))
def test_every_value_fits_a_register_and_the_next_differs(tick: int, register: int) -> None:
    assert 0 <= value(tick, register) < MODULUS <= 0xFFFF
    assert value(tick, register) != value(tick + 1, register)


def test_the_panels_take_turns() -> None:
    assert [beat.offset_s for beat in beats(4, 1.0)] == [0.0, 0.25, 0.5, 0.75]


def test_a_tally_is_complete_when_every_point_has_spoken() -> None:
    tally = Tally(beats(2, 1.0), 2)
    for panel, register in ((0, 0), (0, 1), (1, 0)):
        tally.value(panel, register, value(5, register), 6.0)
    assert (tally.complete, tally.missing) == (False, 1)
    tally.value(1, 1, value(5, 1), 6.0)
    assert tally.complete


def test_a_value_told_again_is_no_delivery() -> None:
    tally = Tally(beats(1, 1.0), 1)
    tally.value(0, 0, value(5, 0), 5.5)
    tally.open(6.0)
    tally.value(0, 0, value(5, 0), 6.1)
    tally.value(0, 0, value(6, 0), 6.25)
    tally.value(3, 0, 1, 6.25)
    assert (tally.values, tally.repeated, tally.strange) == (1, 1, 1)
    assert tally.age_ms(0.99) == pytest.approx(250)


def test_a_window_counts_what_was_made_in_it_however_late_it_comes() -> None:
    tally = Tally(beats(1, 1.0), 1)
    tally.open(6.0)
    for tick, seen_at in ((5, 6.5), (6, 6.9), (7, 9.2), (8, 9.3)):
        if tick == 7:
            tally.close(8.0)
        tally.value(0, 0, value(tick, 0), seen_at)
    assert tally.values == 2
    assert tally.ages_s == pytest.approx([0.9, 2.2])
