"""What one announcement after Home Assistant's MQTT discovery says. Pure.

Templates are not run: only a value taken by its path is understood. Source: Home Assistant's documentation of
MQTT discovery and of the MQTT binary sensor.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from device_profiles.json_device.fields import decode
from device_profiles.json_device.schema import ReadingField, Scalar, StateField


class NotUnderstood(ValueError):
    """An announcement of an alarm that cannot be followed; the text says why and what to do."""


class Role(NamedTuple):
    """What a binary entity of a device class says, and the part's component type when it makes the part."""

    state: str
    component_type: int | None = None
    masks: tuple[str, ...] = ()


#: Home Assistant's device class -> what it says. A CO or gas alarm is as urgent as a fire and is none.
ROLES: Mapping[str, Role] = {
    "smoke": Role("fire", 128),
    "heat": Role("fire", 30),
    "carbon_monoxide": Role("pre-alarm", 129),
    "gas": Role("pre-alarm", 12),
    "battery": Role("power-fault"),
    "tamper": Role("supervisory"),
    "problem": Role("fault"),
}
#: What a detector under test reports must never become a fire.
_TEST = Role("test", masks=("fire", "pre-alarm"))
_TEST_NAMES = frozenset({"test", "self_test", "selftest"})
#: Device class of a sensor -> analog type, and what one unit of it is worth.
_READINGS = {
    ("battery", "%"): ("battery", 1.0),
    ("carbon_monoxide", "ppm"): ("co", 1.0),
    ("temperature", "°C"): ("temperature", 1.0),
    ("humidity", "%"): ("humidity", 1.0),
    ("voltage", "V"): ("voltage", 1.0),
    ("voltage", "mV"): ("voltage", 0.001),
}
#: The short spellings that matter here.
_LONG = {
    "~": "~",
    "avty": "availability",
    "avty_t": "availability_topic",
    "avty_tpl": "availability_template",
    "cmps": "components",
    "dev": "device",
    "dev_cla": "device_class",
    "ids": "identifiers",
    "cns": "connections",
    "p": "platform",
    "pl_avail": "payload_available",
    "pl_not_avail": "payload_not_available",
    "pl_off": "payload_off",
    "pl_on": "payload_on",
    "stat_t": "state_topic",
    "t": "topic",
    "unit_of_meas": "unit_of_measurement",
    "val_tpl": "value_template",
}
_PATH = re.compile(
    r"\{\{-?\s*(?:value|value_json(?P<path>(?:\.\w+|\[\s*'[^']{1,64}'\s*\]|\[\s*\"[^\"]{1,64}\"\s*\])+))\s*-?\}\}"
)
_STEP = re.compile(r"\.(\w+)|\[\s*['\"]([^'\"]+)['\"]\s*\]")
_TOPIC = re.compile(r"[^+#\s\0]{1,256}")
_SAFE = re.compile(r"[^A-Za-z0-9_.:-]+")


def entities_of(topic: str, payload: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Component and whole configuration of every entity that the announcement holds."""
    steps = topic.split("/")
    if steps[-1] != "config" or len(steps) < 4:
        return
    root = decode(payload)
    if not isinstance(root, dict):
        raise NotUnderstood(f"a JSON object is expected, not {type(root).__name__}")
    config = _spelled_out(root)
    component = steps[-4] if steps[-4] in _COMPONENTS else steps[-3]
    if component != "device":
        yield component, config
        return
    entities = config.get("components")
    if not isinstance(entities, dict):
        raise NotUnderstood("a device without `components`")
    for entity in entities.values():
        if isinstance(entity, dict):
            whole = {**config, **_spelled_out(entity)}
            yield str(whole.get("platform")), whole


_COMPONENTS = frozenset({"binary_sensor", "sensor", "device"})


def _long_names(config: dict[str, Any]) -> dict[str, Any]:
    return {_LONG.get(key, key): value for key, value in config.items()}


def _spelled_out(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration with long names, and `~` in topics put in full."""
    long = _long_names(config)
    if isinstance(long.get("device"), dict):
        long["device"] = _long_names(long["device"])
    listed = long.get("availability")
    entries = listed if isinstance(listed, list) else [listed]
    told = [_long_names(entry) for entry in entries if isinstance(entry, dict)]
    if "availability" in long:
        long["availability"] = told
    base = long.get("~")
    if isinstance(base, str):
        for holder in (long, *told):
            for key in ("state_topic", "availability_topic", "topic"):
                text = holder.get(key)
                if isinstance(text, str) and "~" in (text[:1], text[-1:]):
                    holder[key] = base + text[1:] if text.startswith("~") else text[:-1] + base
    return long


def meaning_of(component: str, config: dict[str, Any]) -> tuple[StateField | ReadingField | None, int | None]:
    """What the entity says of its part (None: nothing that matters), and the component type it makes."""
    device_class = config.get("device_class")
    if component == "sensor":
        meant = _READINGS.get((str(device_class), str(config.get("unit_of_measurement"))))
        if meant is None or "state_topic" not in config:
            return None, None
        try:
            path = _path(config.get("value_template"))
        except NotUnderstood:
            return None, None  # a value beside the alarm; not worth a word
        return ReadingField(path=path, analog=meant[0], scale=meant[1]), None
    if component != "binary_sensor":
        return None, None
    role = ROLES.get(str(device_class))
    if role is None and device_class is not None:
        return None, None
    try:
        path = _path(config.get("value_template"))
    except NotUnderstood:
        if role is None:
            return None, None
        raise
    if role is None:
        if path.rpartition(".")[2] not in _TEST_NAMES:
            return None, None
        role = _TEST
    holds = _spellings(config.get("payload_on", "ON"))
    ends = _spellings(config.get("payload_off", "OFF"))
    return StateField(path=path, state=role.state, holds=holds, ends=ends, masks=role.masks), (
        role.component_type
    )


def _path(template: object) -> str:
    """The path of the value that the template takes. Raises NotUnderstood for anything but a path."""
    if template is None:
        return "$"
    match = _PATH.fullmatch(template.strip()) if isinstance(template, str) else None
    if match is None:
        raise NotUnderstood(
            f"value_template {str(template)[:80]!r} is more than a path; describe the device in the settings"
        )
    steps = _STEP.findall(match["path"] or "")
    return ".".join(name or quoted for name, quoted in steps) or "$"


def _spellings(value: object) -> tuple[Scalar, ...]:
    """How the payload may come: Home Assistant compares texts, a report may hold true or 1 itself."""
    if isinstance(value, bool | int | float):
        return (value, str(value))
    text = str(value)
    more: list[Scalar] = []
    if text.lower() in ("true", "false"):
        more.append(text.lower() == "true")
    with contextlib.suppress(ValueError):
        more.append(float(text))
    return (text, *more)


def state_topic(config: dict[str, Any]) -> str:
    """Where the entity's value comes. Raises NotUnderstood."""
    return _checked(config.get("state_topic"), "state_topic")


def _checked(topic: object, what: str) -> str:
    if not isinstance(topic, str) or not _TOPIC.fullmatch(topic):
        raise NotUnderstood(f"`{what}` {str(topic)[:80]!r} is no topic")
    return topic


def device_of(config: dict[str, Any]) -> tuple[str, str]:
    """What identifies the device, and its name for people."""
    device = config.get("device")
    device = device if isinstance(device, dict) else {}
    identifiers = device.get("identifiers") or config.get("unique_id") or config.get("object_id")
    if isinstance(identifiers, list):
        identifiers = identifiers[0] if identifiers else None
    if not isinstance(identifiers, str | int):
        identifiers = config.get("state_topic")
    identifier = _SAFE.sub("-", str(identifiers)).strip("-")[:64]
    if not identifier:
        raise NotUnderstood("nothing identifies the device; it needs `device.identifiers` or `unique_id`")
    name = device.get("name") or config.get("name")
    return identifier, str(name)[:128] if isinstance(name, str) else ""


def availability_of(config: dict[str, Any]) -> dict[str, StateField]:
    """The topics that say whether the device can be heard. A bridge's own state is not the device's."""
    listed = config.get("availability")
    entries = list(listed) if isinstance(listed, list) else []
    if "availability_topic" in config:
        entries.append(
            {
                "topic": config["availability_topic"],
                "value_template": config.get("availability_template"),
                "payload_available": config.get("payload_available", "online"),
                "payload_not_available": config.get("payload_not_available", "offline"),
            }
        )
    found = {}
    for entry in entries[:4]:
        topic = _checked(entry.get("topic"), "availability.topic")
        if topic.endswith("/bridge/state"):
            continue
        try:
            path = _path(entry.get("value_template"))
        except NotUnderstood:
            continue
        found[topic] = StateField(
            path=path,
            state="device-offline",
            holds=_spellings(entry.get("payload_not_available", "offline")),
            ends=_spellings(entry.get("payload_available", "online")),
        )
    return found
