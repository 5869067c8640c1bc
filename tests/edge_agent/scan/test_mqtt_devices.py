"""Detectors on a broker, told from their own messages."""

import json

import pytest

from device_profiles import loader
from edge_agent.scan import mqtt_devices
from edge_agent.scan.mqtt_devices import Ear


@pytest.fixture
def ear() -> Ear:
    known = [loader.load(name).profile for name in loader.names()]
    return Ear([profile for profile in known if profile.transport == "mqtt"])


AQARA = {
    "battery": 99,
    "linkquality": 171,
    "smoke": False,
    "smoke_density": 0,
    "smoke_density_dbm": 0,
    "test": False,
    "voltage": 2993,
}


def test_a_zigbee_alarm_is_known_by_its_fields(ear: Ear) -> None:
    ear.take("zigbee2mqtt/smoke_302", json.dumps(AQARA).encode())
    ear.take("zigbee2mqtt/smoke_302", json.dumps(AQARA).encode())
    (found,) = ear.found()
    assert (found.topic, found.messages) == ("zigbee2mqtt/smoke_302", 2)
    assert found.fits[0].profile == "aqara-jy-gz-01aq"


def test_a_device_with_several_topics_is_one(ear: Ear) -> None:
    base = "shellyplussmoke-a8032ab1c2d3"
    event = {
        "src": base,
        "method": "NotifyStatus",
        "params": {"ts": 1.0, "smoke:0": {"id": 0, "alarm": True}},
    }
    ear.take(f"{base}/events/rpc", json.dumps(event).encode())
    ear.take(f"{base}/status/smoke:0", b'{"id":0,"alarm":false,"mute":false}')
    topics = {found.topic: found for found in ear.found()}
    assert topics[base].fits[0].profile == "shelly-plus-smoke"


def test_what_nobody_understands_is_listed(ear: Ear) -> None:
    ear.take("office/printer", b'{"toner": 12}')
    ear.take("office/camera", b"\xff\xd8\xff")
    assert ear.found() == []
    assert ear.not_understood == {"office/printer", "office/camera"}


def test_a_message_that_is_too_large_is_passed_over_and_counted(ear: Ear) -> None:
    ear.take("a", bytes(mqtt_devices.MAX_PAYLOAD_BYTES + 1))
    assert (ear.passed_over, ear.found()) == (1, [])


def test_topics_are_bounded(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_devices, "MAX_TOPICS", 3)
    for number in range(9):
        ear.take(f"zigbee2mqtt/{number}", json.dumps(AQARA).encode())
    assert len(ear.found()) == 3
    assert ear.passed_over == 6


def test_an_alarm_that_announces_itself_is_told(ear: Ear) -> None:
    config = {
        "device_class": "smoke",
        "state_topic": "home/smoke9",
        "value_template": "{{ value_json.smoke }}",
        "payload_on": True,
        "payload_off": False,
        "unique_id": "x",
        "device": {"identifiers": ["smoke9"], "name": "走廊烟感"},
    }
    ear.take("homeassistant/binary_sensor/smoke9/smoke/config", json.dumps(config).encode())
    (found,) = ear.announced()
    assert found.topics == ["home/smoke9"]
