"""The `[[mqtt]]` tables of the agent's settings."""

from __future__ import annotations

from pydantic import Field

from device_profiles.json_device.schema import ReadingField, StateField, WordField
from edge_agent.site_terms import Code, Name, PointSettings, Seconds
from runtime.mqtt_line import MqttSettings


class GivenState(StateField):
    """`[[mqtt.device.state]]`: a field that says a state, for a device without a profile of its own.

    `suffix` is the topic below the device's; empty: the device's own.
    """

    suffix: str = ""


class GivenWord(WordField):
    """`[[mqtt.device.word]]`: a field that holds one word of a list."""

    suffix: str = ""


class GivenReading(ReadingField):
    """`[[mqtt.device.reading]]`: a field that holds an analog value."""

    suffix: str = ""


class DetectorSettings(PointSettings):
    """A detector that reports over MQTT.

    `address` picks its reports out of a topic that carries several points.
    """

    topic: str = Field(pattern=r"^[^+#\s]{1,256}$")
    profile: str
    address: str = Field(default="", max_length=64)
    component_type: Code = 0
    stale_after_s: Seconds | None = None
    state: tuple[GivenState, ...] = Field(default=(), max_length=32)
    word: tuple[GivenWord, ...] = Field(default=(), max_length=32)
    reading: tuple[GivenReading, ...] = Field(default=(), max_length=32)


class MqttBusSettings(MqttSettings):
    """A broker in the building and its detectors. An empty `client_id` is made from gateway and bus.

    `discover` adds the fire detectors that announce themselves after Home Assistant's convention below
    `discovery_prefix`, at most `discover_limit` of them.
    """

    bus: Name
    client_id: str = Field(default="", max_length=128)
    clean_session: bool = False
    in_flight: int = Field(default=256, ge=1, le=10_000)
    discover: bool = False
    discovery_prefix: str = Field(default="homeassistant", pattern=r"^[^+#\s]{1,64}$")
    discover_limit: int = Field(default=64, ge=1, le=1024)
    device: tuple[DetectorSettings, ...] = Field(default=(), max_length=4096)
