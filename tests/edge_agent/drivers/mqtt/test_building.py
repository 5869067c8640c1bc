"""Gateways of many points and devices of few words, as settings over a real broker."""

from pathlib import Path

from device_profiles.loader import RECORDS
from edge_agent.drivers.mqtt.plan import MqttPlan
from edge_agent.plan import load_plan
from tests.edge_agent.drivers.mqtt.building import (
    HEAD,
    LORA,
    Building,
    Wire,
    building,
    device,
    fault_of,
    plan_of,
)
from tests.edge_agent.panels import running
from tests.services import start_mosquitto, until


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
