from __future__ import annotations

import numpy as np
import pytest

from simulators import smoke_spread
from simulators.fires import Fire
from simulators.smoke_spread import Exposure
from tests.simulators.places import demo

FIRE = Fire(fuel="furniture", growth="fast", peak_kw=600)


def alarm_s(exposure: Exposure, name: str, limit: float = 0.15) -> float:
    row = exposure.smoke_db_m[exposure.names.index(name)]
    return float(np.argmax(row >= limit)) * exposure.step_s if row.max() >= limit else np.inf


@pytest.fixture(scope="module")
def office_fire() -> Exposure:
    return smoke_spread.exposure(demo(), FIRE, "office-302", (7.0, 1.5), length_s=1800)


def test_nearer_detectors_alarm_earlier(office_fire: Exposure) -> None:
    near, beyond, corridor, next_door, shut = (
        alarm_s(office_fire, name)
        for name in ("panel-1/1-023", "smoke-302", "panel-1/1-022", "panel-1/1-025", "panel-1/1-026")
    )
    assert 0 < near < beyond < corridor < next_door < shut


def test_neighbours_see_less_smoke(office_fire: Exposure) -> None:
    most = dict(zip(office_fire.names, office_fire.smoke_db_m.max(axis=1), strict=True))
    assert most["panel-1/1-023"] > most["panel-1/1-022"] > most["panel-1/1-025"] > most["panel-1/1-026"]


def test_rooms_without_a_way_see_nothing(office_fire: Exposure) -> None:
    row = office_fire.names.index("panel-2/3-017")
    assert office_fire.smoke_db_m[row].max() == 0
    assert office_fire.co_ppm[row].max() == 0


def test_heat_detectors_answer_after_smoke_detectors(office_fire: Exposure) -> None:
    heat = office_fire.heat_k[office_fire.names.index("panel-1/1-024")]
    assert alarm_s(office_fire, "panel-1/1-024") < float(np.argmax(heat > 36)) * office_fire.step_s


def test_temperatures_and_gas_stay_within_reason(office_fire: Exposure) -> None:
    assert 100 < office_fire.heat_k.max() < 700
    assert 50 < office_fire.co_ppm.max() < 5_000


def test_everything_is_finite_and_never_negative(office_fire: Exposure) -> None:
    for values in (office_fire.smoke_db_m, office_fire.heat_k, office_fire.co_ppm):
        assert np.all(np.isfinite(values))
        assert values.min() >= -1e-9


def test_a_bigger_fire_is_noticed_no_later() -> None:
    slow = smoke_spread.exposure(demo(), Fire(growth="slow"), "store-4", length_s=900)
    fast = smoke_spread.exposure(demo(), Fire(growth="ultra-fast"), "store-4", length_s=900)
    assert alarm_s(fast, "panel-2/3-021") < alarm_s(slow, "panel-2/3-021")


def test_smouldering_is_noticed_long_before_the_flames() -> None:
    fire = Fire(fuel="furniture", smoulder_s=1200)
    seen = smoke_spread.exposure(demo(), fire, "office-302", length_s=2400)
    assert alarm_s(seen, "panel-1/1-023") < 900


def test_after_the_brigade_the_smoke_leaves() -> None:
    fought = Fire(fuel="furniture", growth="fast", peak_kw=600, extinguished_s=240)
    seen = smoke_spread.exposure(demo(), fought, "office-302", length_s=3600)
    assert seen.smoke_db_m[:, -1].max() < 0.05


def test_the_past_is_the_same_with_and_without_the_brigade() -> None:
    free = smoke_spread.exposure(demo(), FIRE, "office-302", length_s=600)
    fought = smoke_spread.exposure(
        demo(), Fire(**{**FIRE.__dict__, "extinguished_s": 400.0}), "office-302", length_s=600
    )
    assert fought.smoke_db_m[:, :200] == pytest.approx(free.smoke_db_m[:, :200])


def test_values_between_the_steps_are_interpolated_and_over_at_the_end(office_fire: Exposure) -> None:
    smoke, _, _ = office_fire.at(101.0)
    between = (office_fire.smoke_db_m[:, 50] + office_fire.smoke_db_m[:, 51]) / 2
    assert smoke == pytest.approx(between)
    assert office_fire.at(-1.0)[0].max() == 0
    assert office_fire.at(1e6)[0].max() == 0
