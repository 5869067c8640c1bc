"""Detectors over a real broker: acknowledged once stored, in order, and again after the disk came back."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from device_profiles import loader
from device_profiles.json_device.reading import TopicReader
from edge_agent.clock_state import ClockState
from edge_agent.drivers.mqtt.driver import MqttDetectorsDriver
from edge_agent.drivers.mqtt.plan import MqttPlan, TopicPlan
from edge_agent.drivers.mqtt.settings import DetectorSettings, MqttBusSettings
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.spool.record import Rank
from edge_agent.spool.spool import Spool
from edge_agent.watch import Watched
from runtime.clock import SystemClock
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.encoding import decode_uplink
from telemetry.messages import Event, Label, Part
from tests.edge_agent.panels import running
from tests.services import Mosquitto, start_mosquitto, until

TOPIC = "zigbee2mqtt/smoke_302"
PART = Part("smoke-302", 128, 0, 128, 1, Label(), Label(), None)


class Gateway:
    """The driver with a real spool behind it."""

    def __init__(self, folder: Path, broker: Mosquitto) -> None:
        clock = SystemClock()
        self.path = folder / "spool"
        self.spool = Spool.open(self.path, 10_000_000)
        normaliser = Normaliser("gw-1", [Watched(PART)], self.spool.levels, clock.monotonic())
        intake = Intake(normaliser, self.spool, clock, ClockState(clock, "trust"), 0)
        profile = loader.load("aqara-jy-gz-01aq").profile
        assert profile.json_device is not None
        settings = MqttBusSettings(
            bus="detectors",
            port=broker.port,
            client_id="gw-1-detectors",
            device=(DetectorSettings(topic=TOPIC, profile="aqara-jy-gz-01aq"),),
        )
        reader = TopicReader(profile.json_device.messages)
        topics = {TOPIC: [TopicPlan(reader, {None: "smoke-302"})]}
        plan = MqttPlan("detectors", "mqtt", settings=settings, topics=topics)
        self.driver = MqttDetectorsDriver(plan, intake.observe)
        self.line = self.driver.line
        self.detector = MqttLine(MqttSettings(port=broker.port, client_id="detector"))

    async def say(self, **fields: object) -> None:
        await self.detector.wait_connected()
        await self.detector.publish(TOPIC, json.dumps(fields).encode())

    async def events(self) -> list[str]:
        kept = [*await self.spool.fetch(Rank.FIRE, 0, 100), *await self.spool.fetch(Rank.EVENT, 0, 100)]
        messages = [
            decode_uplink("sw/1/150102/gw-1/event", stored.data)
            for stored in sorted(kept, key=lambda stored: stored.seq)
        ]
        return [f"{m.kind.value}{'+' if m.active else '-'}" for m in messages if isinstance(m, Event)]


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    with start_mosquitto(tmp_path) as broker:
        gateway = Gateway(tmp_path, broker)
        async with running(gateway.detector.run()):
            yield gateway
        await gateway.spool.close()


async def test_what_the_disk_refused_is_handed_over_again_in_order(gateway: Gateway) -> None:
    async with running(gateway.driver.run()):
        await gateway.line.wait_connected()
        with closing(sqlite3.connect(gateway.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await gateway.say(smoke=True, test=False)
            await gateway.say(smoke=False, test=False)
            await gateway.say(smoke=True, test=True)
            await until(lambda: "locked" in gateway.driver.health().last_error)
            assert gateway.spool.state.held[Rank.FIRE] == 0
        await until(lambda: gateway.spool.state.held[Rank.EVENT] == 1)
        assert await gateway.events() == ["fire+", "fire-", "test+"]


async def test_what_was_said_while_the_agent_was_off_is_heard_at_its_return(gateway: Gateway) -> None:
    async with running(gateway.driver.run()):
        await gateway.line.wait_connected()
    await gateway.say(smoke=True, test=False)
    other = MqttDetectorsDriver(gateway.driver._plan, gateway.driver._observe)
    async with running(other.run()):
        await until(lambda: gateway.spool.state.held[Rank.FIRE] == 1)
    assert await gateway.events() == ["fire+"]


async def test_garbage_is_counted_and_the_next_report_is_taken(gateway: Gateway) -> None:
    async with running(gateway.driver.run()):
        await gateway.line.wait_connected()
        await gateway.detector.wait_connected()
        for garbage in (b"", b"\xff\xfe", b"[" * 5000, b'{"smoke":', b"null", b"1e999", b"x" * 100_000):
            await gateway.detector.publish(TOPIC, garbage)
        await gateway.say(smoke=True, test=False)
        await until(lambda: gateway.spool.state.held[Rank.FIRE] == 1)
        assert gateway.driver.health().errors == 7
        assert TOPIC in gateway.driver.health().last_error


async def test_a_broker_that_is_away_is_told(gateway: Gateway, tmp_path: Path) -> None:
    assert gateway.driver.health().last_error == "not connected yet"
