"""The detectors' lines against a real mosquitto."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path

import numpy as np
import pytest

from runtime.mqtt_line import Incoming, MqttLine, MqttSettings
from simulators.detector_lines import BRIDGE, ShellyLine, ZigbeeBridge
from simulators.detectors import Unit
from tests.services import Mosquitto, free_port, start_mosquitto
from tests.simulators.places import demo, until


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    with start_mosquitto(tmp_path) as running:
        yield running


def settings(port: int, client_id: str) -> MqttSettings:
    return MqttSettings(port=port, client_id=client_id)


def units(radio: str) -> list[Unit]:
    made = [Unit(entry, np.random.default_rng(1)) for entry in demo().detectors]
    return [unit for unit in made if unit.model.radio == radio]


@contextlib.asynccontextmanager
async def alive(*lives: Coroutine[None, None, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(life) for life in lives]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Listener:
    """Everything that the broker hands out."""

    def __init__(self, port: int) -> None:
        self.line = MqttLine(settings(port, "listener"), [("#", 1)])
        self.heard: list[Incoming] = []

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.line.run())
            async for message in self.line.messages():
                self.heard.append(message)
                message.ack()

    def of(self, topic: str) -> list[dict[str, object]]:
        return [json.loads(message.payload) for message in self.heard if message.topic == topic]


async def test_the_bridge_says_what_is_as_soon_as_it_is_up(broker: Mosquitto) -> None:
    listener = Listener(broker.port)
    bridge = ZigbeeBridge(settings(broker.port, "zigbee2mqtt"), units("zigbee"), report_s=60)
    async with alive(listener.run()):
        await listener.line.wait_connected()
        async with alive(bridge.run()):
            await until(lambda: bridge.reports == 7)
            await until(lambda: len(listener.heard) >= 8)
    assert listener.of(BRIDGE)[0] == {"state": "online"}
    assert listener.of("zigbee2mqtt/smoke_302")[0]["smoke"] is False


async def test_smoke_is_published_at_once_and_said_again(broker: Mosquitto) -> None:
    zigbee = units("zigbee")
    listener = Listener(broker.port)
    bridge = ZigbeeBridge(settings(broker.port, "zigbee2mqtt"), zigbee, report_s=0.2)
    async with alive(listener.run(), bridge.run()):
        await until(lambda: bridge.reports >= 7)
        zigbee[0].force(True)
        bridge.soon(zigbee[0])
        topic = zigbee[0].detector.topic
        await until(
            lambda: len([said for said in listener.of(topic) if said.get("smoke", said.get("alarm"))]) >= 2
        )


async def test_a_dead_detector_is_silent_while_the_others_report(broker: Mosquitto) -> None:
    zigbee = units("zigbee")
    zigbee[0].state.dead = True
    listener = Listener(broker.port)
    bridge = ZigbeeBridge(settings(broker.port, "zigbee2mqtt"), zigbee, report_s=0.05)
    async with alive(listener.run(), bridge.run()):
        await until(lambda: len(listener.of(zigbee[1].detector.topic)) >= 3)
    assert listener.of(zigbee[0].detector.topic) == []


async def test_the_bridge_mutes_and_tests_on_request(broker: Mosquitto) -> None:
    zigbee = units("zigbee")
    listener = Listener(broker.port)
    bridge = ZigbeeBridge(settings(broker.port, "zigbee2mqtt"), zigbee, report_s=60)
    async with alive(listener.run(), bridge.run()):
        await listener.line.wait_connected()
        await bridge.line.wait_connected()
        topic = zigbee[0].detector.topic
        for payload in (b"no json", b"[]", b'{"buzzer":"mute"}', b'{"selftest":""}'):
            await listener.line.publish(f"{topic}/set", payload)
        await until(lambda: zigbee[0].state.test_until > 0)
        assert zigbee[0].state.hush_until > 0


async def test_smoke_during_an_outage_is_said_when_the_broker_is_back(tmp_path: Path) -> None:
    port = free_port()
    zigbee = units("zigbee")
    bridge = ZigbeeBridge(settings(port, "zigbee2mqtt"), zigbee, report_s=60)
    async with alive(bridge.run()):
        zigbee[0].force(True)
        bridge.soon(zigbee[0])
        with start_mosquitto(tmp_path, port=port):
            listener = Listener(port)
            async with alive(listener.run()):
                topic = zigbee[0].detector.topic
                await until(lambda: any(said["smoke"] for said in listener.of(topic)), within_s=20)


async def test_a_shelly_wakes_speaks_and_sleeps(broker: Mosquitto) -> None:
    unit = units("shelly")[0]
    topic = unit.detector.topic
    listener = Listener(broker.port)
    async with alive(listener.run()):
        await listener.line.wait_connected()
        shelly = ShellyLine(settings(broker.port, topic), unit, report_s=60)
        async with alive(shelly.run()):
            await until(lambda: shelly.reports == 1)
            unit.force(True)
            shelly.soon()
            await until(lambda: shelly.reports == 2)
            await until(
                lambda: b"false" in [m.payload for m in listener.heard if m.topic == f"{topic}/online"]
            )
    full, change = listener.of(f"{topic}/events/rpc")
    assert (full["method"], change["method"]) == ("NotifyFullStatus", "NotifyStatus")
    assert change["params"]["smoke:0"] == {"id": 0, "alarm": True, "mute": False}  # type: ignore[index]
    assert listener.of(f"{topic}/status/smoke:0")[-1]["alarm"] is True


async def test_a_shelly_comes_back_by_itself(broker: Mosquitto) -> None:
    unit = units("shelly")[0]
    shelly = ShellyLine(settings(broker.port, unit.detector.topic), unit, report_s=0.1)
    async with alive(shelly.run()):
        await until(lambda: shelly.reports >= 2)
