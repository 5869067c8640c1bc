from __future__ import annotations

import numpy as np
import pytest

from simulators.fires import ambience, blocks, habits, light, settings
from simulators.fires.ambience import Ambience, Habits, Place
from simulators.fires.habits import Drawer

STEP_S = 2.0


def lived(daily: Habits, outside_c: float = -25.0, runs: int = 1) -> Ambience:
    draw = np.random.default_rng(1)
    places = [settings.draw(draw, ("bedroom",)) for _ in range(runs)]
    place = settings.place_of(places, draw)
    calm = Place(
        **{
            **place._asdict(),
            "start_c": np.full((3, runs), 21.0),
            "wall_c": np.full((3, runs), 21.0),
            "heated_c": np.full((3, runs), np.nan),
            "outside_c": np.full(runs, outside_c),
            "start_co2_ppm": np.zeros((3, runs)),
            "offset_k": np.zeros((5, runs)),
            "warm_k": np.zeros((5, runs)),
        }
    )
    return ambience.live(calm, daily, STEP_S)


def test_a_door_to_the_frost_cools_the_room_at_once_and_it_recovers() -> None:
    daily = habits.nothing(1200, 1)
    Drawer(daily, 0, np.random.default_rng(0), STEP_S).opened(0, 600.0, 60.0, 60.0)
    warm = lived(daily).temperature_c[0, 0]
    assert warm[299] > 20.5
    assert warm[330] < 10
    assert warm[900] > 17


def test_people_raise_co2_and_moisture() -> None:
    daily = habits.nothing(1800, 1)
    Drawer(daily, 0, np.random.default_rng(0), STEP_S).people(0, 0.0, 3600.0, 2)
    air = lived(daily)
    # Two people at rest give 38 L of CO2 an hour; nothing leaves a shut room.
    assert 500 < air.co2_ppm[0, 0, -1] < 5000
    assert air.water_kg_m3[0, 0, -1] > air.water_kg_m3[1, 0, 0] * 0.9
    assert air.co2_ppm[4, 0, -1] == pytest.approx(0, abs=1)


def test_open_doors_share_the_air() -> None:
    shut, open_ = habits.nothing(900, 1), habits.nothing(900, 1)
    open_.door_m3_s[:] = 0.05
    for daily in (shut, open_):
        Drawer(daily, 0, np.random.default_rng(0), STEP_S).people(0, 0.0, 1800.0, 3)
    assert lived(open_).co2_ppm[3, 0, -1] > 50 > lived(shut).co2_ppm[3, 0, -1]


def test_life_hardly_ever_looks_like_smoke() -> None:
    life = blocks.life(8, 4 * 3600.0, [7, 1])
    smoke, co = life.values[..., 0], life.values[..., 2]
    assert np.quantile(smoke, 0.99) < 3
    assert co.max() < 30
    assert np.isnan(life.ignition_s).all()
    assert 0.2 < np.ptp(life.values[..., 1], axis=0).max() < 60


def test_fog_forms_only_above_saturation() -> None:
    full = light.saturation(20.0)
    assert full == pytest.approx(0.0173, rel=0.01)
    assert light.fog(0.99 * full, 20.0) == 0
    assert light.fog(1.2 * full, 20.0) > 0.5
    assert light.humidity(1.2 * full, 20.0) == 100
