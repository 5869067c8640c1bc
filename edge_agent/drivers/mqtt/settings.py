"""The `[[mqtt]]` tables of the agent's settings."""

from __future__ import annotations

from pydantic import Field

from edge_agent.site_terms import Code, Name, PointSettings, Seconds
from runtime.mqtt_line import MqttSettings


class DeviceSettings(PointSettings):
    """A detector that reports over MQTT."""

    topic: str = Field(pattern=r"^[^+#\s]{1,256}$")
    profile: str
    component_type: Code = 0
    stale_after_s: Seconds | None = None


class MqttBusSettings(MqttSettings):
    """A broker in the building and its detectors. An empty `client_id` is made from gateway and bus."""

    bus: Name
    client_id: str = Field(default="", max_length=128)
    clean_session: bool = False
    in_flight: int = Field(default=256, ge=1, le=10_000)
    device: tuple[DeviceSettings, ...] = Field(max_length=4096)
