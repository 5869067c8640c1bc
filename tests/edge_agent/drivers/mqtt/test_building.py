"""Bridges, network servers, gateways of many points and announced alarms, as settings over a real broker."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from device_profiles.loader import RECORDS
from edge_agent.drivers.mqtt.driver import MqttDetectorsDriver
from edge_agent.drivers.mqtt.plan import MqttPlan
from edge_agent.intake.observation import Observation
from edge_agent.plan import load_plan
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.settings import SettingsError
from tests.edge_agent.panels import running
from tests.services import start_mosquitto, until

HEAD = 'gateway = "gw-1"\narea = "150102"\n[spool]\npath = "spool"\n[uplink]\nport = 1884\n'


def plan_of(folder: Path, text: str, port: int = 1883) -> MqttPlan:
    path = folder / "agent.toml"
    path.write_text(f'{HEAD}[[mqtt]]\nbus = "d"\nport = {port}\n{text}', encoding="utf-8")
    (plan,) = load_plan(path).buses
    assert isinstance(plan, MqttPlan)
    return plan


def fault_of(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as told:
        plan_of(folder, text)
    return str(told.value)


class Hearer:
    """Takes what the driver hands over, and stores it at once or when it is told to."""

    def __init__(self) -> None:
        self.heard: list[Observation] = []
        self.stores = True
        self.waiting: list[asyncio.Future[None]] = []

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
    ) -> asyncio.Future[None]:
        self.heard += observations
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(stored)
        if self.stores:
            self.store()
        return stored

    def store(self) -> None:
        for stored in self.waiting:
            if not stored.done():
                stored.set_result(None)

    def said(self) -> list[str]:
        return [
            f"{heard.part} {'+'.join(sorted(heard.finding.sets)) or '-'}{'?' if heard.finding.doubts else ''}"
            for heard in self.heard
        ]


class Wire:
    """A TCP path to the broker that can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0

    async def open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += [writer, far_writer]
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(4096):
                writer.write(data)
        writer.close()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


class Building:
    """A broker, a driver made from settings, and a voice for everything in the building."""

    def __init__(self, plan: MqttPlan, port: int) -> None:
        self.plan = plan
        self.hearer = Hearer()
        self.driver = MqttDetectorsDriver(plan, self.hearer)
        self.driver.line._backoff = Backoff(first_s=0.02, limit_s=0.05)
        self.voice = MqttLine(MqttSettings(port=port, client_id="voice"))

    async def say(self, topic: str, payload: Any, *, retain: bool = False) -> None:
        await self.voice.wait_connected()
        raw = payload if isinstance(payload, str) else json.dumps(payload)
        await self.voice.publish(topic, raw.encode(), retain=retain)

    async def heard(self, count: int) -> list[str]:
        await until(lambda: len(self.hearer.heard) >= count)
        return self.hearer.said()


@contextlib.asynccontextmanager
async def building(folder: Path, text: str, *, started: bool = True) -> AsyncIterator[Building]:
    with start_mosquitto(folder) as broker:
        site = Building(plan_of(folder, text, broker.port), broker.port)
        async with running(site.voice.run(), *([site.driver.run()] if started else [])):
            if started:
                await site.driver.line.wait_connected()
            yield site


def device(topic: str, profile: str, **more: str) -> str:
    lines = [f'[[mqtt.device]]\ntopic = "{topic}"\nprofile = "{profile}"']
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in more.items())]) + "\n"


BRIDGED = device("zigbee2mqtt/bridge", "zigbee2mqtt-bridge", part='"z2m"') + device(
    "zigbee2mqtt/hall", "zigbee-ias-smoke"
)
LORA = "application/a1/device/24e124535b316056"
CHIRPSTACK = device(LORA, "milesight-gs524n", part='"shed"')
#: Test, alarm, normal: of one alarm, each with its check sum.
TEST, ALARM, NORMAL = "Ih5kABxA", "IhFkABxN", "IhdkABxH"


def uplink(data: str, count: int, identity: str = "") -> dict[str, Any]:
    said = {"deduplicationId": identity or f"d{count}", "devAddr": "01", "fPort": 85, "data": data}
    return said | ({"fCnt": count} if count else {})


def test_detectors_beside_a_bridge_are_carried_by_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, BRIDGED)
    assert plan.watched["hall"].carrier == "z2m"
    assert plan.watched["z2m"].carrier is None


async def test_a_bridge_that_goes_off_is_the_buses_trouble(tmp_path: Path) -> None:
    async with building(tmp_path, BRIDGED) as site:
        await site.say("zigbee2mqtt/hall", {"smoke": False, "linkquality": 80})
        await site.say("zigbee2mqtt/bridge/state", {"state": "offline"})
        assert await site.heard(2) == ["hall -", "z2m device-offline"]
        health = site.driver.health()
        assert not health.up
        assert health.last_error == "z2m: offline; nothing behind it is heard"
        await site.say("zigbee2mqtt/bridge/state", {"state": "online"})
        await site.heard(3)
        assert site.driver.health().up


async def test_a_retained_word_of_the_bridge_is_no_news(tmp_path: Path) -> None:
    async with building(tmp_path, BRIDGED, started=False) as site:
        await site.say("zigbee2mqtt/bridge/state", {"state": "offline"}, retain=True)
        async with running(site.driver.run()):
            await site.heard(1)
            assert site.hearer.heard[0].retained
            assert site.driver.health().up


async def test_one_uplink_through_two_gateways_is_told_once(tmp_path: Path) -> None:
    async with building(tmp_path, CHIRPSTACK) as site:
        for said in (uplink(ALARM, 1), uplink(ALARM, 1), uplink(NORMAL, 2)):
            await site.say(f"{LORA}/event/up", said)
        assert await site.heard(2) == ["shed fire", "shed -"]
        assert site.driver.repeated == 1


async def test_an_uplink_that_comes_late_makes_no_fire_and_ends_none(tmp_path: Path) -> None:
    async with building(tmp_path, CHIRPSTACK) as site:
        for data, count in ((ALARM, 5), (NORMAL, 4), (NORMAL, 6), (ALARM, 3)):
            await site.say(f"{LORA}/event/up", uplink(data, count))
        assert await site.heard(4) == ["shed fire", "shed -", "shed -", "shed -?"]
        assert [heard.finding.clears != frozenset() for heard in site.hearer.heard] == [
            True,
            False,
            True,
            False,
        ]
        assert site.driver.late == 2
        assert "came after a newer one; it changes no state" in site.driver.health().last_error
        assert site.hearer.heard[3].finding.evidence["late"] is True


async def test_a_counter_left_out_is_zero(tmp_path: Path) -> None:
    async with building(tmp_path, CHIRPSTACK) as site:
        for count in (0, 1, 2):
            await site.say(f"{LORA}/event/up", uplink(TEST, count))
        assert await site.heard(3) == ["shed test"] * 3
        assert site.driver.late == 0


def test_only_the_topics_of_the_devices_own_network_server_are_listened_to(tmp_path: Path) -> None:
    assert set(plan_of(tmp_path, CHIRPSTACK).topics) == {
        f"{LORA}/event/{name}" for name in ("up", "status", "join")
    }
    tts = plan_of(tmp_path, device("v3/app@tenant/devices/shed", "milesight-gs524n"))
    assert set(tts.topics) == {"v3/app@tenant/devices/shed/up", "v3/app@tenant/devices/shed/join"}


def test_a_topic_that_no_network_server_has_is_told_with_its_shape(tmp_path: Path) -> None:
    told = fault_of(tmp_path, device("lora/shed", "milesight-gs524n"))
    assert "'lora/shed' is no LoRaWAN device's topic; write 'application/APPLICATION_ID" in told


async def test_what_the_broker_sends_again_after_a_cut_is_told_once_and_acknowledged(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path) as broker:
        wire = Wire(broker.port)
        async with await wire.open():
            site = Building(plan_of(tmp_path, device("z/a", "zigbee-ias-smoke"), wire.port), broker.port)
            site.hearer.stores = False
            async with running(site.voice.run(), site.driver.run()):
                await site.driver.line.wait_connected()
                await site.say("z/a", {"smoke": True})
                await site.say("z/a", {"smoke": False})
                assert await site.heard(2) == ["a fire", "a -"]
                wire.cut()
                await until(lambda: site.driver.repeated == 2)
                site.hearer.stores = True
                site.hearer.store()
                await site.say("z/a", {"smoke": True})
                assert await site.heard(3) == ["a fire", "a -", "a fire"]
                await until(lambda: not site.driver._held)
                wire.cut()
                await until(lambda: site.driver.line.reconnects >= 2 and site.driver.line.connected)
                await site.say("z/a", {"smoke": False})
                await site.heard(4)
                assert site.driver.repeated == 2, "what was acknowledged did not come again"


MANY = """profile: many
version: 1
label: {zh: 网关, en: gateway}
sources: [test]
system_type: 128
component_type: 128
stale_after_s: 60
json_device:
  messages:
    - suffix: ""
      object: detectors
      each: no
      states: [{path: smoke, state: fire}]
vectors: [{name: two, input: {detectors: [{no: 7, smoke: true}, {no: 8, smoke: false}]}, events: ["7 fire+"]}]
"""


async def test_one_topic_carries_many_points(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "many.yaml").write_text(MANY.replace("each: no", 'each: "no"'), encoding="utf-8")
    path = tmp_path / "agent.toml"
    points = device("gw/all", "many", address='"007"') + device(
        "gw/all", "many", address='"8"', part='"eight"'
    )
    with start_mosquitto(tmp_path) as broker:
        text = f'profiles = "own"\n{HEAD}[[mqtt]]\nbus = "d"\nport = {broker.port}\n{points}'
        path.write_text(text, encoding="utf-8")
        (plan,) = load_plan(path).buses
        assert isinstance(plan, MqttPlan)
        site = Building(plan, broker.port)
        async with running(site.voice.run(), site.driver.run()):
            await site.driver.line.wait_connected()
            rows = [{"no": 7, "smoke": True}, {"no": "08", "smoke": False}, {"no": 9, "smoke": True}]
            await site.say("gw/all", {"detectors": rows})
            assert await site.heard(2) == ["all/7 fire", "eight -"]
            assert "speaks of point '9', which the settings do not have" in site.driver.health().last_error


def test_an_address_belongs_to_topics_of_many_points_only(tmp_path: Path) -> None:
    assert "carries a single point; remove `address`" in fault_of(
        tmp_path, device("z/a", "zigbee-ias-smoke", address='"7"')
    )


GIVEN = (
    device("boiler/state", "generic-json", part='"boiler"')
    + """
[[mqtt.device.state]]
path = "alarms.smoke"
state = "fire"
holds = ["YES"]
ends = ["NO"]
[[mqtt.device.reading]]
path = "bar"
analog = "pressure_kpa"
scale = 100
"""
)


async def test_fields_that_the_installer_names_are_read(tmp_path: Path) -> None:
    async with building(tmp_path, GIVEN) as site:
        await site.say("boiler/state", {"alarms": {"smoke": "YES"}, "bar": 2.5, "other": 1})
        await site.say("boiler/state", {"alarms": {"smoke": "perhaps"}})
        assert await site.heard(2) == ["boiler fire", "boiler -?"]
        assert site.hearer.heard[0].finding.samples[0].value == 250
        assert not site.hearer.heard[0].finding.unknown


async def test_one_report_may_hold_the_fields_of_several_parts(tmp_path: Path) -> None:
    other = GIVEN.replace('"boiler"', '"pump"').replace("alarms.smoke", "alarms.heat")
    async with building(tmp_path, GIVEN + other) as site:
        await site.say("boiler/state", {"alarms": {"smoke": "NO", "heat": "YES"}})
        assert sorted(await site.heard(2)) == ["boiler -", "pump fire"]


async def test_tasmota_is_read_with_the_installers_contact(tmp_path: Path) -> None:
    contact = """[[mqtt.device.state]]
suffix = "SENSOR"
path = "Switch1"
state = "fire"
holds = ["ON"]
ends = ["OFF"]
"""
    async with building(tmp_path, device("tele/hall", "tasmota-mapped") + contact) as site:
        await site.say("tele/hall/SENSOR", {"Time": "2026-01-01T00:00:00", "Switch1": "ON"})
        await site.say("tele/hall/LWT", "Offline")
        assert await site.heard(2) == ["hall fire", "hall device-offline"]


def test_a_device_without_fields_of_its_own_needs_some(tmp_path: Path) -> None:
    told = fault_of(tmp_path, device("x", "generic-json"))
    assert "knows no fields of its own; add [[mqtt.device.state]]" in told


def test_a_wrong_field_is_told_by_its_line(tmp_path: Path) -> None:
    told = fault_of(tmp_path, GIVEN.replace('state = "fire"', 'state = "flames"'))
    assert "no such state 'flames'" in told
    assert "agent.toml:17: mqtt[0].device[0].state[0].state" in told


ANNOUNCED = {
    "device_class": "smoke",
    "state_topic": "esp/attic",
    "value_template": "{{ value_json.smoke }}",
    "device": {"identifiers": ["esp-attic"], "name": "attic"},
}


async def test_an_announced_alarm_becomes_a_part_and_is_heard(tmp_path: Path) -> None:
    async with building(tmp_path, "discover = true\n", started=False) as site:
        parts: list[list[str]] = []
        site.driver.on_parts = lambda: parts.append(list(site.plan.found))
        await site.say("homeassistant/binary_sensor/esp/smoke/config", ANNOUNCED, retain=True)
        async with running(site.driver.run()):
            await until(lambda: len(parts) == 1)
            assert parts == [["d/esp-attic"]]
            assert site.plan.found["d/esp-attic"].part.device.zh == "attic"
            await until(
                lambda: not site.driver.line.refused and "esp/attic" in str(site.driver.line.subscriptions)
            )
            while not site.hearer.heard:
                await site.say("esp/attic", {"smoke": "ON"})
                await asyncio.sleep(0.02)
            assert site.hearer.said()[0] == "d/esp-attic fire"
            assert site.driver.health().last_error == ""


async def test_an_announced_alarm_that_nobody_takes_is_told(tmp_path: Path) -> None:
    async with building(tmp_path, "discover = true\n") as site:
        await site.say("homeassistant/binary_sensor/esp/smoke/config", ANNOUNCED)
        await until(lambda: "1 announced alarms are not watched" in site.driver.health().last_error)
        assert not site.plan.found


async def test_what_the_settings_describe_is_not_announced_twice(tmp_path: Path) -> None:
    text = "discover = true\n" + device("esp/attic", "zigbee-ias-smoke")
    async with building(tmp_path, text) as site:
        site.driver.on_parts = lambda: None
        await site.say("homeassistant/binary_sensor/esp/smoke/config", ANNOUNCED)
        await site.say("esp/attic", {"smoke": True})
        assert await site.heard(1) == ["attic fire"]
        assert list(site.plan.watched | site.plan.found) == ["attic"]


def test_a_bus_without_devices_is_told(tmp_path: Path) -> None:
    assert "has no device; add [[mqtt.device]], or set `discover = true`" in fault_of(tmp_path, "")


def test_every_record_of_json_devices_can_be_planned(tmp_path: Path) -> None:
    topics = {"uplink:": LORA, "given_fields:": "x/y"}
    records = {record.stem: record.read_text(encoding="utf-8") for record in RECORDS.glob("*.yaml")}
    planned = [
        name for name, text in records.items() if "\njson_device:" in text and "given_fields:" not in text
    ]
    assert planned
    for name in planned:
        topic = next((topic for word, topic in topics.items() if word in records[name]), "x/y")
        assert plan_of(tmp_path, device(topic, name)).watched
