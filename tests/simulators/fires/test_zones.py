from __future__ import annotations

import numpy as np
import pytest

from simulators.fires import cases, zones
from simulators.fires.cases import Followed
from simulators.fires.constants import RADIANT_SHARE
from simulators.fires.sources import Source

TIMES = np.arange(0.0, 500.0, 2.0)
FAR = (1.0, 2.0, 3.0, 3.0, 3.0)


def steady(heat_kw: float, co_kg_s: float = 0.0) -> Source:
    rates = np.zeros((5, TIMES.size))
    rates[0], rates[2] = heat_kw, co_kg_s
    return Source(rates, "wood", base_m=0.2, settling_m_s=0.0)


@pytest.fixture(scope="module")
def fires() -> Followed:
    shut = cases.still((5, 4, 2.6), FAR, door_w_m=0.02)
    wide = cases.still((5, 4, 2.6), FAR, door_w_m=0.9)
    return cases.follow([shut, wide, wide, wide], [steady(300), steady(100), steady(20), steady(0)], 2.0)


def test_the_layer_comes_down_and_no_further_than_the_room(fires: Followed) -> None:
    depth = fires.layers.depth_m[:, 0, 0]
    assert depth[5] < depth[30] < depth[100]
    assert depth.max() <= 2.6


def test_an_open_door_keeps_the_layer_up(fires: Followed) -> None:
    assert fires.layers.depth_m[-1, 0, 1] < fires.layers.depth_m[-1, 0, 0]


def test_a_bigger_fire_is_hotter(fires: Followed) -> None:
    assert fires.layers.upper[-1, 0, 0, 1] > 2 * fires.layers.upper[-1, 0, 0, 2]


def test_a_shut_room_starves_its_fire(fires: Followed) -> None:
    assert fires.layers.given.heat_kw[-1, 0] < 150
    assert fires.layers.given.heat_kw[-1, 1] > 90


def test_nothing_burns_and_nothing_happens(fires: Followed) -> None:
    values = fires.values[:, 3]
    assert np.ptp(values[:, :, 1]) < 0.01
    assert values[:, :, 0].max() < 0.01


def test_a_layer_fills_as_zukoski_says() -> None:
    # Zukoski (1978): dz/dt = -m(z) / (rho A) for a floor fire in a room that leaks below, little heat.
    place = cases.still((10, 10, 4), FAR, door_w_m=0.02, mixing_m_s=0.0)
    followed = cases.follow([place], [steady(5)], 2.0)
    height, base, expected = 4.0, 0.2, []
    for _ in TIMES:
        drawn = float(zones.plume_mass_flow(5.0, max(height - base, 0.05), 0.4))
        height -= drawn / 1.204 / 100 * 2.0
        expected.append(height)
    ours = 4.0 - followed.layers.depth_m[:, 0, 0]
    assert ours[60:240] == pytest.approx(np.array(expected)[60:240], rel=0.15)


def test_gas_that_is_given_off_stays_in_the_rooms_until_it_leaves_by_a_door() -> None:
    place = cases.still((6, 5, 3), FAR, door_w_m=0.02, mixing_m_s=0.001)
    followed = cases.follow([place], [steady(2, 1e-5)], 2.0)
    depth, upper = followed.layers.depth_m[-1, :, 0], followed.layers.upper[-1, 2, :, 0]
    held = float((depth * upper * np.array([30.0, 20.0, 15.0])).sum())
    assert 0.4 * 1e-5 * 500 < held <= 1e-5 * 500


def test_smoke_without_heat_stays_below_a_warm_ceiling() -> None:
    rates = np.zeros((5, TIMES.size))
    rates[0], rates[1] = 0.05, 0.02
    still = cases.still((8, 6, 5), FAR, door_w_m=0.02, mixing_m_s=1e-4)
    warm = cases.Setting(**{**still.__dict__, "gradient_k_m": 2.0})
    followed = cases.follow([still, warm], [Source(rates, "wood"), Source(rates, "wood")], 2.0)
    most = followed.values[:, :, 0, 0].max(axis=0)
    assert most[1] < 0.5 * most[0]


def test_heat_in_the_layer_is_less_than_what_was_given_off(fires: Followed) -> None:
    layers = fires.layers
    volume = layers.depth_m[-1, 0, 1] * 20.0
    held = volume * 1.2 * 293 / (293 + layers.upper[-1, 0, 0, 1]) * layers.upper[-1, 0, 0, 1]
    assert held < (1 - RADIANT_SHARE) * layers.given.heat_kw[:, 1].sum() * 2.0


def test_near_smells_it_first_and_the_room_beyond_last(fires: Followed) -> None:
    rates = np.zeros((5, TIMES.size))
    rates[0], rates[1] = 20.0, 0.3
    followed = cases.follow([cases.still((6, 5, 2.6), FAR)], [Source(rates, "wood")], 2.0)
    seen = followed.values[:, 0, :, 0] > 3
    when = [int(np.argmax(seen[:, place])) for place in range(5)]
    assert when == sorted(when)
    assert when[3] < when[4]
