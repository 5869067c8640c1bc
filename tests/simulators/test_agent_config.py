from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from edge_agent.config import AgentSettings
from runtime import settings
from simulators import agent_config
from simulators.agent_config import Lines
from tests.simulators.places import demo, write

PACE = SimpleNamespace(
    poll_s=0.1,
    resend_after_s=2.0,
    resend_limit_s=30.0,
    health_interval_s=1.0,
    snapshot_interval_s=5.0,
    spool_limit_mb=8.0,
    stale_after_s=16.0,
    clock="trust",
)
LINES = Lines(
    uplink="127.0.0.1:1884",
    detectors="127.0.0.1:1883",
    modbus={"panel-1": "127.0.0.1:1502"},
    serial={"panel-2": "panel-2.tty"},
)


@pytest.fixture
def agent(tmp_path: Path) -> AgentSettings:
    file = write(tmp_path / "agent.toml", agent_config.render(demo(), LINES, PACE))
    return settings.load(file, AgentSettings)


def test_the_gateway_takes_every_point_of_the_building(agent: AgentSettings) -> None:
    house = demo()
    panels = (*(unit for line in agent.modbus for unit in line.unit), *agent.serial)
    parts = [point.part for panel in panels for point in panel.point]
    assert parts == [point.id for point in house.points]
    assert [device.part for device in agent.mqtt[0].device] == [detector.id for detector in house.detectors]


def test_both_sides_agree_on_addresses_and_names(agent: AgentSettings) -> None:
    fan = next(point for point in agent.modbus[0].unit[0].point if point.part == "panel-1/2-001")
    assert (fan.loop, fan.device, fan.component_type) == (2, 1, 111)
    assert (fan.device_label.zh, fan.place.en) == ("三楼排烟风机", "corridor 3F")
    assert agent.serial[0].point[0].address == "3-017"
    assert (agent.modbus[0].port, agent.modbus[0].unit[0].poll_s) == (1502, 0.1)


def test_the_building_and_its_users_are_named(agent: AgentSettings) -> None:
    assert (agent.gateway, agent.area, agent.building.zh) == ("gw-150102-0001", "150102", "草原哨示范楼")
    assert agent.uplink.username == agent.gateway
    assert agent.mqtt[0].username == "building-agent"


def test_a_panel_that_the_building_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="panel-9"):
        agent_config.render(demo(), Lines(uplink="127.0.0.1:1", modbus={"panel-9": "127.0.0.1:1"}), PACE)


def test_names_with_quotes_survive() -> None:
    house = demo()
    odd = house.model_copy(update={"name": house.name.model_copy(update={"en": 'the "old" mill \\ tower'})})
    text = agent_config.render(odd, Lines(uplink="127.0.0.1:1"), PACE)
    assert r'en = "the \"old\" mill \\ tower"' in text


def test_a_demo_may_shorten_the_patience_with_silent_detectors(agent: AgentSettings) -> None:
    assert {device.stale_after_s for device in agent.mqtt[0].device} == {16.0}
    assert agent.clock == "trust"
