"""Where a value goes: the row and the column of each model."""

import pytest

from edge_agent.early_warning import tasks
from edge_agent.early_warning.places import Group, Place, Places, StatePlace
from models import model_file
from models.water_supply import channels as of_water
from tests.edge_agent.early_warning.gateway import part

CO, TEMPERATURE, PRESSURE_MPA, PRESSURE_KPA, RESIDUAL = 129, 3, 4, 5, 130


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
    (co,), (heat,) = found.of("kitchen", CO), found.of("kitchen", TEMPERATURE)
    assert (co.row, co.channel, co.key) == ("kitchen", 0, True)
    assert (heat.row, heat.channel, heat.key) == ("kitchen", 1, False)


def test_a_cable_is_looked_at_only_at_an_electrical_detector() -> None:
    assert places(tasks.CIRCUIT, component=42).of("room", TEMPERATURE) == ()
    assert places(tasks.CIRCUIT, component=18).of("board", TEMPERATURE) == (Place("board", 1),)
    assert places(tasks.CIRCUIT, component=42).of("board", RESIDUAL) == (Place("board", 0),)


def test_a_group_takes_its_values_from_several_parts() -> None:
    group = Group("main", {of_water.PRESSURE: "gauge", of_water.AMBIENT: "room", of_water.PUMP: "pump"})
    found = places(tasks.WATER, group)
    assert found.of("gauge", PRESSURE_KPA) == [Place("main", of_water.PRESSURE, 0.001)]
    assert found.of("room", TEMPERATURE) == [Place("main", of_water.AMBIENT)]
    assert found.states == [StatePlace("main", of_water.PUMP, "pump", "started")]


def test_a_part_that_fills_a_group_has_no_row_of_its_own() -> None:
    found = places(tasks.WATER, Group("main", {of_water.PRESSURE: "gauge"}))
    assert not found.of("main", PRESSURE_MPA)
    assert not found.of("gauge", TEMPERATURE)


def test_one_probe_may_serve_two_circuits() -> None:
    first, second = Group("c1", {5: "hall"}), Group("c2", {5: "hall"})
    assert places(tasks.CIRCUIT, first, second).of("hall", TEMPERATURE) == [
        Place("c1", 5),
        Place("c2", 5),
    ]


def test_nobody_who_is_not_watched_is_looked_at_and_groups_nothing() -> None:
    assert places(tasks.CO_HAZARD).of("nobody", CO) == ()
    assert not places(tasks.WATER, Group("nobody", {0: "gauge"})).of("gauge", PRESSURE_MPA)


def test_a_part_that_is_left_out_fills_no_group_and_a_group_of_nobody_takes_nothing() -> None:
    group = Group("main", {of_water.PRESSURE: "nobody", of_water.PUMP: "nobody", of_water.LEVEL: "tank"})
    found = places(tasks.WATER, group)
    assert found.of("nobody", PRESSURE_MPA) == ()
    assert found.states == []
    misspelt = places(tasks.CIRCUIT, Group("nobody", {0: "board"}), component=17)
    assert misspelt.of("board", RESIDUAL) == (Place("board", 0),)


def test_a_part_that_fills_a_group_of_another_may_have_no_row() -> None:
    found = places(tasks.WATER, Group("main", {of_water.PRESSURE: "gauge"}))
    assert found.has_row("main")
    assert not found.has_row("gauge")
    assert not places(tasks.CO_HAZARD).has_row("nobody")
