from __future__ import annotations

import numpy as np
import pytest

from simulators import sensing


def test_smoke_arrives_later_further_away() -> None:
    lag = sensing.plume_lag(100.0, 3.0) + sensing.jet_lag(100.0, np.array([1.0, 3.0, 8.0]), 3.0)
    assert np.all(np.diff(lag) > 0)
    assert 0.5 < lag[0] < 3
    assert lag[2] < 30


def test_a_growing_fire_is_seen_in_order_and_only_after_the_travel() -> None:
    times = np.arange(0, 300.0, 1.0)
    heat = 0.05 * times**2
    lag = sensing.plume_lag(heat, 3.0) + sensing.jet_lag(heat, 5.0, 3.0)
    seen = sensing.arriving(times, lag, heat)[0]
    assert np.all(np.diff(seen) >= 0)
    assert np.all(seen <= heat + 1e-9)
    assert seen[-1] > 0.8 * heat[-1]


def test_a_chamber_follows_with_its_time_constant() -> None:
    values = np.ones((1, 200))
    followed = sensing.first_order(0.5, np.full((1, 200), 20.0), values)
    assert followed[0, 39] == pytest.approx(1 - np.exp(-1), abs=1e-9)


def test_slow_smoke_enters_late() -> None:
    density = np.ones((2, 400))
    speed = np.array([[0.2] * 400, [2.0] * 400])
    chamber = sensing.smoke_in_chamber(0.5, speed, density, sensing.ENTRIES["photoelectric-2"])
    assert np.argmax(chamber[0] > 0.5) > np.argmax(chamber[1] > 0.5) > 0


def test_below_the_critical_speed_the_entry_lag_grows_no_further() -> None:
    density = np.ones((2, 600))
    speed = np.array([[0.0] * 600, [sensing.CRITICAL_SPEED] * 600])
    chamber = sensing.smoke_in_chamber(0.5, speed, density, sensing.ENTRIES["photoelectric-1"])
    assert chamber[0] == pytest.approx(chamber[1])


def test_a_heat_element_lags_by_its_rti() -> None:
    # tau = RTI / sqrt(u): 50 / sqrt(1) = 50 s.
    element = sensing.heat_element(1.0, np.ones((1, 100)), np.full((1, 100), 100.0), 50.0)
    assert element[0, 49] == pytest.approx(100 * (1 - np.exp(-1)))
