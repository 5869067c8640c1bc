"""What tells nuisances, CO leaks and life from fires is in what they give off."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulators.fires import co_hazards, curves, ignitions, nuisances
from simulators.fires.constants import Array
from simulators.fires.kinds import KINDS
from simulators.fires.sources import Source

SINCE = np.arange(-200.0, 2000.0, 2.0)
HEAT, SMOKE, CO, CO2, WATER = range(5)


def drawn(source: Callable[[Array, float, np.random.Generator], Source], times: int = 40) -> list[Source]:
    return [source(SINCE, 20.0, np.random.default_rng(seed)) for seed in range(times)]


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_gives_finite_rates_that_are_never_negative(name: str) -> None:
    for source in drawn(KINDS[name].source):
        assert source.rates.shape == (5, SINCE.size)
        assert np.isfinite(source.rates).all()
        assert source.rates.min() >= 0
        assert source.rates[:, SINCE > 0].max() > 0


def test_steam_is_water_and_dust_is_dust() -> None:
    for source in drawn(nuisances.steam):
        assert source.rates[[SMOKE, CO, CO2]].max() == 0
    for source in drawn(nuisances.dust):
        assert source.rates[[HEAT, CO, CO2, WATER]].max() == 0
        assert source.settling_m_s >= 5e-4


def test_toast_is_weaker_than_two_and_a_half_kilowatts_and_makes_some_co() -> None:
    for source in drawn(nuisances.toast):
        assert source.rates[HEAT].max() <= 2.5
        assert source.rates[CO].max() > 0


def test_a_convector_gives_heat_alone_and_a_flueless_heater_its_gases() -> None:
    for source in drawn(nuisances.heater):
        assert (source.rates[CO2].max() > 0) == (source.fuel != "convector")


def test_a_co_leak_has_more_co_for_its_smoke_than_any_smouldering() -> None:
    def co_per_smoke(source: Source) -> float:
        return float(source.rates[CO].sum() / source.rates[SMOKE].sum())

    leaks = [co_per_smoke(source) for source in drawn(co_hazards.co_leak)]
    glows = [co_per_smoke(source) for source in drawn(ignitions.smouldering)]
    assert np.median(leaks) > 5 * np.median(glows)


def test_smouldering_has_more_co_for_its_heat_than_flames() -> None:
    glow = np.median([s.rates[CO].sum() / s.rates[HEAT].sum() for s in drawn(ignitions.smouldering)])
    flame = np.median([s.rates[CO].sum() / s.rates[HEAT].sum() for s in drawn(ignitions.flaming)])
    assert glow > 5 * flame


def test_cables_fume_before_they_flame() -> None:
    for source in drawn(ignitions.electrical):
        first_smoke = int(np.argmax(source.rates[SMOKE] > 0))
        assert source.rates[HEAT, first_smoke + 15] < 1.0


@pytest.mark.parametrize("name", list(curves.CURVES))
def test_curves_begin_at_nothing_and_pass_through_their_rows(name: str) -> None:
    rows = np.array(curves.CURVES[name].rows)
    assert np.all(np.diff(rows[:, 0]) > 0)
    assert curves.heat(name, rows[:, 0]) == pytest.approx(rows[:, 1])
    assert curves.heat(name, np.array([-10.0]))[0] == 0
    assert curves.heat(name, rows[:, 0] * 2, stretch=2.0, scale=0.5) == pytest.approx(rows[:, 1] / 2)
