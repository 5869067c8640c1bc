"""Where a value goes: the row and the column of each model."""

import numpy as np
import pytest

from edge_agent.early_warning import tasks
from edge_agent.early_warning.places import Group, Place, Places
from models import model_file
from models.water_supply import channels as of_water
from tests.edge_agent.early_warning.gateway import part

CO, TEMPERATURE, PRESSURE_MPA, PRESSURE_KPA, RESIDUAL, SMOKE, CURRENT = 129, 3, 4, 5, 130, 128, 9


def places(task: tasks.Task, *groups: Group, component: int = 42) -> Places:
    return Places(task, lambda name: None if name == "nobody" else part(name, component).part, groups)


@pytest.mark.parametrize("task", tasks.TASKS.values(), ids=lambda task: task.model)
def test_the_shipped_model_takes_what_its_task_gives(task: tasks.Task) -> None:
    description = model_file.shipped(task.model).description
    assert [tuple(channel) for channel in described(task)] == [
        (channel.name, channel.analog, channel.unit) for channel in description.channels
    ]
    assert set(task.words) == set(description.kinds)


def described(task: tasks.Task) -> list[tuple[str, str, str]]:
    return [(channel.name, channel.analog, channel.unit) for channel in task.channels]


def test_a_co_alarm_is_looked_at_once_it_tells_co() -> None:
    found = places(tasks.CO_HAZARD)
    assert found.of("kitchen", TEMPERATURE, {}) == ()
    assert found.of("kitchen", CO, {}) == (Place("kitchen", 0),)
    assert found.of("kitchen", TEMPERATURE, {"kitchen": 0}) == (Place("kitchen", 1),)


def test_a_cable_is_looked_at_only_at_an_electrical_detector() -> None:
    assert places(tasks.CIRCUIT, component=42).of("room", TEMPERATURE, {}) == ()
    assert places(tasks.CIRCUIT, component=18).of("board", TEMPERATURE, {}) == (Place("board", 1),)
    assert places(tasks.CIRCUIT, component=42).of("board", RESIDUAL, {}) == (Place("board", 0),)


def test_a_group_takes_its_values_from_several_parts() -> None:
    group = Group("main", {of_water.PRESSURE: "gauge", of_water.AMBIENT: "room", of_water.PUMP: "pump"})
    found = places(tasks.WATER, group)
    assert found.of("gauge", PRESSURE_KPA, {}) == [Place("main", of_water.PRESSURE)]
    assert found.of("room", TEMPERATURE, {}) == [Place("main", of_water.AMBIENT)]
    assert found.states == [(Place("main", of_water.PUMP), "pump", "started")]


def test_a_part_that_fills_a_group_has_no_row_of_its_own() -> None:
    found = places(tasks.WATER, Group("main", {of_water.PRESSURE: "gauge"}))
    assert found.of("main", PRESSURE_MPA, {}) == ()
    assert found.of("gauge", TEMPERATURE, {}) == ()


def test_one_probe_may_serve_two_circuits() -> None:
    first, second = Group("c1", {5: "hall"}), Group("c2", {5: "hall"})
    assert places(tasks.CIRCUIT, first, second).of("hall", TEMPERATURE, {}) == [
        Place("c1", 5),
        Place("c2", 5),
    ]


def test_nobody_who_is_not_watched_is_looked_at() -> None:
    assert places(tasks.CO_HAZARD).of("nobody", CO, {}) == ()
    assert places(tasks.WATER, Group("nobody", {0: "gauge"})).of("gauge", PRESSURE_MPA, {}) == []


def test_values_become_the_channels_unit() -> None:
    water, fire = places(tasks.WATER), places(tasks.FIRE)
    assert water.into[of_water.PRESSURE, PRESSURE_KPA](np.array([420.0]))[0] == pytest.approx(0.42)
    assert (of_water.PRESSURE, PRESSURE_MPA) not in water.into
    assert fire.into[0, SMOKE](np.array([12.0]))[0] == pytest.approx(0.5552, abs=1e-4)
