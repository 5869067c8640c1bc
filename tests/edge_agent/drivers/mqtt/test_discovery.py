"""Announced alarms are understood, or told as not understood; nothing announced does harm."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles.json_device.reading import TopicReader
from edge_agent.drivers.mqtt.discovery import Catalogue, Found

SMOKE = {
    "name": "Smoke",
    "device_class": "smoke",
    "state_topic": "zigbee2mqtt/kitchen",
    "value_template": "{{ value_json.smoke }}",
    "payload_on": True,
    "payload_off": False,
    "unique_id": "0x1_smoke_zigbee2mqtt",
    "availability": [
        {"topic": "zigbee2mqtt/bridge/state", "value_template": "{{ value_json.state }}"},
        {"topic": "zigbee2mqtt/kitchen/availability", "value_template": "{{ value_json.state }}"},
    ],
    "device": {"identifiers": ["zigbee2mqtt_0x1"], "name": "kitchen"},
}


def entity(**changed: Any) -> dict[str, Any]:
    return {**SMOKE, **changed}


def hear(catalogue: Catalogue, config: object, what: str = "binary_sensor/0x1/smoke") -> list[Found]:
    return catalogue.hear(f"homeassistant/{what}/config", json.dumps(config).encode())


def said(found: Found, topic: str, payload: object) -> frozenset[str]:
    raw = payload if isinstance(payload, str) else json.dumps(payload)
    return TopicReader([found.messages()[topic]]).read(raw.encode()).finding.sets


def test_an_announced_smoke_alarm_is_read() -> None:
    (found,) = hear(Catalogue(8), SMOKE)
    assert (found.identifier, found.label, found.component_type) == ("zigbee2mqtt_0x1", "kitchen", 128)
    assert set(found.messages()) == {"zigbee2mqtt/kitchen", "zigbee2mqtt/kitchen/availability"}
    assert said(found, "zigbee2mqtt/kitchen", {"smoke": True, "linkquality": 80}) == {"fire"}
    assert said(found, "zigbee2mqtt/kitchen", {"smoke": False}) == frozenset()
    assert said(found, "zigbee2mqtt/kitchen/availability", {"state": "offline"}) == {"device-offline"}


def test_the_entities_of_one_device_are_one_part_and_its_test_is_no_fire() -> None:
    catalogue = Catalogue(8)
    battery = entity(device_class="battery", value_template="{{ value_json.battery_low }}")
    assert hear(catalogue, battery, "binary_sensor/0x1/battery_low") == []
    hear(catalogue, SMOKE)
    test = entity(value_template="{{ value_json['test'] }}")
    del test["device_class"]
    hear(catalogue, test, "binary_sensor/0x1/test")
    level = {
        "device_class": "battery",
        "unit_of_measurement": "%",
        "state_topic": "zigbee2mqtt/kitchen",
        "value_template": "{{ value_json.battery }}",
        "device": SMOKE["device"],
    }
    (found,) = hear(catalogue, level, "sensor/0x1/battery")
    assert list(catalogue.devices) == ["zigbee2mqtt_0x1"]
    assert said(found, "zigbee2mqtt/kitchen", {"smoke": True, "test": True, "battery_low": True}) == {
        "test",
        "power-fault",
    }
    reader = TopicReader([found.messages()["zigbee2mqtt/kitchen"]])
    (sample,) = reader.read(b'{"battery": 71}').finding.samples
    assert sample.value == 71


@pytest.mark.parametrize(
    ("device_class", "state"),
    [("smoke", "fire"), ("heat", "fire"), ("carbon_monoxide", "pre-alarm"), ("gas", "pre-alarm")],
)
def test_every_kind_of_alarm_says_its_state_in_plain_words(device_class: str, state: str) -> None:
    config = {"device_class": device_class, "state_topic": "a/b", "unique_id": "x"}
    (found,) = hear(Catalogue(8), config)
    assert said(found, "a/b", "ON") == {state}
    assert said(found, "a/b", "OFF") == frozenset()


def test_short_names_and_the_base_topic_are_understood() -> None:
    config = {
        "~": "esp/1",
        "dev_cla": "smoke",
        "stat_t": "~/state",
        "pl_on": "1",
        "pl_off": "0",
        "uniq_id": "x",
    }
    config["dev"] = {"ids": "esp-1", "name": "esp"}
    (found,) = hear(Catalogue(8), config)
    assert said(found, "esp/1/state", "1") == {"fire"}
    assert found.identifier == "esp-1"


def test_a_device_announced_whole_is_understood() -> None:
    config = {
        "device": {"identifiers": "d-1", "name": "hall"},
        "state_topic": "hall/state",
        "components": {
            "a": {
                "platform": "binary_sensor",
                "device_class": "smoke",
                "value_template": "{{ value_json.s }}",
            },
            "b": {"p": "binary_sensor", "dev_cla": "tamper", "val_tpl": "{{ value_json.t }}", "pl_on": "yes"},
            "c": {"p": "switch", "command_topic": "hall/set"},
        },
    }
    found = hear(Catalogue(8), config, "device/d-1")[-1]
    assert said(found, "hall/state", {"s": "ON", "t": "yes"}) == {"fire", "supervisory"}


def test_what_matters_not_is_passed_over() -> None:
    catalogue = Catalogue(8)
    assert hear(catalogue, entity(device_class="motion")) == []
    assert hear(catalogue, SMOKE, "light/0x1/x") == []
    assert hear(catalogue, {"device_class": "energy", "unit_of_measurement": "kWh"}, "sensor/x/y") == []
    assert catalogue.hear("homeassistant/status", b"online") == []
    assert catalogue.told() == ""


def test_a_template_that_is_more_than_a_path_is_told_with_its_topic() -> None:
    catalogue = Catalogue(8)
    assert hear(catalogue, entity(value_template="{{ value_json.level | int > 5 }}")) == []
    assert "homeassistant/binary_sensor/0x1/smoke/config" in catalogue.told()
    assert "more than a path; describe the device in the settings" in catalogue.told()
    hear(catalogue, SMOKE)
    assert catalogue.told() == "", "announced anew and understood"


def test_what_was_announced_is_not_taken_back() -> None:
    catalogue = Catalogue(8)
    hear(catalogue, SMOKE)
    assert catalogue.hear("homeassistant/binary_sensor/0x1/smoke/config", b"") == []
    assert list(catalogue.devices) == ["zigbee2mqtt_0x1"]


def test_alarms_beyond_the_limit_are_counted_and_told() -> None:
    catalogue = Catalogue(2)
    for n in range(5):
        hear(catalogue, entity(device={"identifiers": [f"d-{n}"]}))
    assert len(catalogue.devices) == 2
    assert "3 announced alarms are not watched, beyond discover_limit 2; raise it" in catalogue.told()


@pytest.mark.parametrize("topic", ["zigbee2mqtt/#", "a b", "", 7, "x" * 300])
def test_a_state_topic_that_is_none_is_told(topic: object) -> None:
    catalogue = Catalogue(8)
    assert hear(catalogue, entity(state_topic=topic)) == []
    assert "is no topic" in catalogue.told()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
configs = st.fixed_dictionaries(
    {"device_class": st.sampled_from(["smoke", "battery", "gas"]) | json_values},
    optional={
        key: json_values
        for key in (
            "state_topic",
            "value_template",
            "payload_on",
            "device",
            "availability",
            "~",
            "components",
        )
    },
)


@pytest.mark.parametrize("odd", ["0", True, 7, [1, "x"]])
def test_an_availability_that_is_none_spoils_no_announcement(odd: object) -> None:
    config = {"device_class": "smoke", "state_topic": "~/state", "~": "home", "availability": odd}
    assert len(hear(Catalogue(8), config, "binary_sensor/n/o")) == 1


@given(st.sampled_from(["binary_sensor/n/o", "sensor/o", "device/o"]), configs)
def test_whatever_is_announced_is_taken_or_told(what: str, config: dict[str, Any]) -> None:
    catalogue = Catalogue(8)
    for found in hear(catalogue, config, what):
        for message in found.messages().values():
            TopicReader([message])
