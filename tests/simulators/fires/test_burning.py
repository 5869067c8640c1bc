from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators import fires
from simulators.fires import GROWTH, MATERIALS, Fire

heats = st.floats(1, 20_000)


@pytest.mark.parametrize(
    ("growth", "seconds"), [("slow", 600), ("medium", 300), ("fast", 150), ("ultra-fast", 75)]
)
def test_each_growth_reaches_1055_kw_when_nfpa_72_says(growth: str, seconds: float) -> None:
    fire = Fire(growth=growth, peak_kw=5_000)
    assert fires.flaming_heat(seconds, fire) == pytest.approx(1055, rel=0.005)


def test_ceiling_jet_above_a_1_mw_fire_under_10_m_is_36_k_hotter() -> None:
    # The worked example of the SFPE Handbook's chapter on ceiling jets (Evans).
    assert fires.jet_temperature(1000.0, 0.0, 10.0) == pytest.approx(36.4, abs=0.1)


def test_flame_of_1_mw_on_a_metre_stands_2_7_m_high() -> None:
    assert fires.flame_height(1000.0, 1.0) == pytest.approx(0.235 * 1000**0.4 - 1.02)
    assert fires.flame_height(1000.0, 1.0) == pytest.approx(2.70, abs=0.01)


def test_mccaffrey_agrees_with_heskestad_in_the_far_plume() -> None:
    height = np.array([4.0, 6.0, 8.0])
    excess, speed = fires.mccaffrey(500.0, height)
    assert excess == pytest.approx(fires.plume_temperature(500.0, height, 0.5), rel=0.25)
    assert np.all(np.diff(speed) < 0)


def test_a_flame_is_as_hot_as_mccaffrey_measured() -> None:
    excess, _ = fires.mccaffrey(100.0, 0.3)
    assert 700 < float(excess) < 900


@given(heats, st.floats(2, 20))
def test_the_jet_is_cooler_and_slower_further_out(heat: float, height: float) -> None:
    radius = np.linspace(0.2, 30, 80)
    assert np.all(np.diff(fires.jet_temperature(heat, radius, height)) <= 1e-9)
    assert np.all(np.diff(fires.jet_velocity(heat, radius, height)) <= height * 0.1)
    assert fires.jet_velocity(heat, 20.0, height) < fires.jet_velocity(heat, 1.0, height)


@given(heats)
def test_the_two_branches_of_the_jet_meet(heat: float) -> None:
    height = 3.0
    inner = fires.jet_temperature(heat, 0.1799 * height, height)
    outer = fires.jet_temperature(heat, 0.1801 * height, height)
    assert inner == pytest.approx(outer, rel=0.02)


@given(heats, st.floats(3, 20))
def test_the_plume_entrains_more_than_it_burns(heat: float, height: float) -> None:
    burnt = heat / MATERIALS["wood"].heat_kj_kg
    assert fires.plume_mass_flow(heat, height, 0.5) > 5 * burnt


def test_energy_in_the_plume_is_the_convective_heat() -> None:
    heat, height = 500.0, 6.0
    flow = fires.plume_mass_flow(heat, height, 0.5)
    mean_excess = (1 - fires.RADIANT_SHARE) * heat / (flow * fires.AIR_HEAT)
    centre = fires.plume_temperature(heat, height, 0.5)
    assert 1.3 < float(centre / mean_excess) < 3.0  # a Gaussian profile's centre is about twice its mean


def test_fuel_burnt_gives_back_its_heat_and_its_soot() -> None:
    fire = Fire(fuel="foam", peak_kw=300, steady_s=60)
    times = np.arange(0, 1500.0)
    given_off = fires.emission(times, fire)
    burnt_kg = given_off.heat_kw.sum() / MATERIALS["foam"].heat_kj_kg
    soot_kg = given_off.smoke_m2_s.sum() / fires.EXTINCTION_FLAMING
    assert soot_kg / burnt_kg == pytest.approx(MATERIALS["foam"].soot)
    assert given_off.co_kg_s.sum() / burnt_kg == pytest.approx(MATERIALS["foam"].co)


def test_smouldering_smokes_without_heat() -> None:
    fire = Fire(fuel="wood", smoulder_s=1800)
    given_off = fires.emission(np.array([900.0, 1799.0]), fire)
    assert np.all(given_off.heat_kw < 5)
    assert np.all(given_off.smoke_m2_s > 0)
    assert given_off.chamber_m2_s == pytest.approx(given_off.smoke_m2_s)


def test_smouldering_loses_what_quintiere_measured() -> None:
    # 0.10 t + 0.0185 t² g/min: 2.85 g/min after ten minutes.
    assert fires.smouldering_rate(600.0, Fire(smoulder_s=3600)) * 60_000 == pytest.approx(2.85)


def test_the_brigade_ends_a_fire_and_changes_nothing_before() -> None:
    times = np.arange(0, 600.0)
    burning = fires.flaming_heat(times, Fire(peak_kw=500))
    fought = fires.flaming_heat(times, Fire(peak_kw=500, extinguished_s=300))
    assert fought[:300] == pytest.approx(burning[:300])
    assert fought[-1] < 0.01


def test_a_fire_grows_holds_and_dies() -> None:
    fire = Fire(growth="fast", peak_kw=200, steady_s=100, decay_s=60)
    heat = fires.flaming_heat(np.arange(0, 1000.0), fire)
    assert heat.max() == pytest.approx(200)
    assert heat[0] == 0
    assert heat[-1] < 1e-3
    assert GROWTH["fast"] * 30**2 == pytest.approx(heat[30])


@given(st.floats(0, 99.9))
def test_obscuration_and_optical_density_are_each_others_inverse(percent: float) -> None:
    assert fires.obscuration(fires.density_of(percent)) == pytest.approx(percent, abs=1e-9)


def test_ul_limits_stand_for_the_factor_of_black_smoke() -> None:
    per_metre = [1 - (1 - share) ** (1 / 0.3048) for share in (0.04, 0.10)]
    grey, black = (-np.log10(1 - lost) for lost in per_metre)
    assert grey / black == pytest.approx(fires.BLACK_SMOKE, abs=0.01)


def test_co_of_one_gram_in_a_cubic_metre_is_some_860_ppm() -> None:
    assert fires.co_ppm(0.001) == pytest.approx(859, abs=5)
