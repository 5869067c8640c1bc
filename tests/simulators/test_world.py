from __future__ import annotations

import numpy as np

from simulators.actions import Nuisance, StartFire
from simulators.replay import Curve
from simulators.world import World, burn, fought
from tests.simulators.places import demo

FIRE = StartFire(room="office-302", fuel="furniture", growth="fast")


def smoke(world: World, name: str, now: float) -> float:
    return float(world.at(now).smoke_db_m[world.names.index(name)])


def test_a_quiet_building_has_clean_air() -> None:
    world = World(demo())
    assert world.at(1000.0).smoke_db_m.max() == 0
    assert world.at(1000.0).temperature_c.min() > 15


def test_a_fire_begins_when_it_is_started_and_not_before() -> None:
    world = World(demo())
    world.fires["fire"] = burn(world.building, FIRE, 500.0)
    assert smoke(world, "smoke-302", 499.0) == 0
    assert smoke(world, "smoke-302", 700.0) > 0.15


def test_two_fires_add_up() -> None:
    world = World(demo())
    world.fires["one"] = burn(world.building, FIRE, 0.0)
    alone = smoke(world, "panel-1/1-022", 200.0)
    world.fires["two"] = burn(world.building, StartFire(room="office-301", fuel="foam"), 0.0)
    assert smoke(world, "panel-1/1-022", 200.0) > alone


def test_the_brigade_changes_only_what_comes() -> None:
    world = World(demo())
    burning = burn(world.building, FIRE, 100.0)
    world.fires["fire"] = burning
    before, later = smoke(world, "smoke-302", 300.0), smoke(world, "smoke-302", 2000.0)
    world.fires["fire"] = fought(world.building, burning, 350.0)
    assert np.isclose(smoke(world, "smoke-302", 300.0), before)
    assert smoke(world, "smoke-302", 2000.0) < later


def test_toast_disturbs_the_nearest_detector_alone_and_passes() -> None:
    world = World(demo())
    world.nuisance(Nuisance(room="kitchen", at=(13.2, 2.0), minutes=6), 0.0)
    assert smoke(world, "smoke-101", 120.0) > 0.12
    assert smoke(world, "panel-1/1-011", 120.0) == 0
    assert smoke(world, "smoke-101", 3600.0) < 1e-6


def test_a_measured_curve_plays_in_its_room_alone() -> None:
    world = World(demo())
    times = np.array([0.0, 10.0])
    world.play("office-303", Curve(times, times / 10, times, times * 5), 100.0, speed=2.0)
    air = world.at(102.5)
    here = world.names.index("smoke-303")
    assert np.isclose(air.smoke_db_m[here], 0.5)
    assert np.isclose(air.co_ppm[here], 25)
    assert smoke(world, "smoke-302", 102.5) == 0
