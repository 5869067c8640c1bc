"""Detectors that announce themselves are watched as the settings' own are, and known after a restart."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.agent import Agent
from edge_agent.control.difference import difference
from edge_agent.plan import load_plan
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.messages import Inventory
from tests.edge_agent.panels import Cloud, running
from tests.services import Mosquitto, start_mosquitto, until

SETTINGS = """
gateway = "gw-1"
area = "150102"
clock = "trust"
health_interval_s = 0.2
[spool]
path = "spool.sqlite3"
[uplink]
port = {port}
[[mqtt]]
bus = "d"
port = {port}
discover = true
"""
ANNOUNCED = {
    "device_class": "smoke",
    "state_topic": "esp/attic",
    "value_template": "{{ value_json.smoke }}",
    "device": {"identifiers": ["esp-attic"], "name": "阁楼烟感"},
}
CONFIG = "homeassistant/binary_sensor/esp/smoke/config"


@contextlib.asynccontextmanager
async def agent_of(folder: Path, broker: Mosquitto) -> AsyncIterator[Agent]:
    path = folder / "agent.toml"
    path.write_text(SETTINGS.format(port=broker.port), encoding="utf-8")
    agent, stop, ready = Agent(load_plan(path)), asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(agent.run(stop, ready.set))
    await ready.wait()
    try:
        yield agent
    finally:
        stop.set()
        await task


@pytest.fixture
def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    with start_mosquitto(tmp_path) as broker:
        yield broker


async def test_an_announced_alarm_is_in_the_inventory_and_its_fire_reaches_the_centre(
    tmp_path: Path, broker: Mosquitto
) -> None:
    cloud = Cloud(broker.port)
    voice = MqttLine(MqttSettings(port=broker.port, client_id="voice"))
    async with running(cloud.run(), voice.run()):
        await voice.wait_connected()
        await voice.publish(CONFIG, json.dumps(ANNOUNCED).encode(), retain=True)
        async with agent_of(tmp_path, broker) as agent:

            def told() -> bool:
                return any(
                    part.part == "d/esp-attic" and part.device.zh == "阁楼烟感"
                    for message in cloud.got
                    if isinstance(message, Inventory)
                    for part in message.parts
                )

            await until(told)
            async with asyncio.timeout(20):
                while not cloud.events:
                    await voice.publish("esp/attic", b'{"smoke": "ON"}')
                    await asyncio.sleep(0.05)
            assert cloud.seen() == ["d/esp-attic fire+"]
            assert "d/esp-attic" in agent.plan.watched
        async with agent_of(tmp_path, broker) as again:
            await until(lambda: "d/esp-attic" in again.plan.watched)
            assert again.normaliser.level("d/esp-attic").states == {"fire"}, "what is stored is known again"
            await voice.publish("esp/attic", b'{"smoke": "OFF"}')
            await until(lambda: len(cloud.events) == 2)
            assert cloud.seen()[1] == "d/esp-attic fire-"


async def test_a_new_configuration_keeps_what_was_found(tmp_path: Path, broker: Mosquitto) -> None:
    voice = MqttLine(MqttSettings(port=broker.port, client_id="voice"))
    async with running(voice.run()), agent_of(tmp_path, broker) as agent:
        await voice.wait_connected()
        await voice.publish(CONFIG, json.dumps(ANNOUNCED).encode(), retain=True)
        await until(lambda: "d/esp-attic" in agent.plan.watched)
        driver = agent.buses.drivers["d"]
        path = tmp_path / "agent.toml"
        text = path.read_text(encoding="utf-8").replace(
            'clock = "trust"', 'clock = "trust"\nlog_level = "warning"'
        )
        path.write_text(text + '[[mqtt]]\nbus = "e"\nport = 1\ndiscover = true\n', encoding="utf-8")
        plan = load_plan(path)
        await agent.switch(difference(agent.plan, plan), plan)
        assert agent.buses.drivers["d"] is driver
        assert "d/esp-attic" in agent.plan.watched
        assert [entry.part for entry in agent.normaliser.parts] == ["d/esp-attic"]
        more = {**ANNOUNCED, "device": {"identifiers": ["esp-cellar"]}, "state_topic": "esp/cellar"}
        await voice.publish(CONFIG.replace("/esp/", "/cellar/"), json.dumps(more).encode(), retain=True)
        await until(lambda: "d/esp-cellar" in agent.plan.watched)
