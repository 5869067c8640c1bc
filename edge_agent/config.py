"""The agent's settings: one TOML file a gateway. `example.toml` beside this file explains every key."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from edge_agent.drivers.modbus.settings import ModbusSettings
from edge_agent.drivers.mqtt.settings import MqttBusSettings
from edge_agent.drivers.serial.settings import SerialSettings
from edge_agent.site_terms import LabelSettings, Seconds
from runtime.mqtt_line import MqttSettings
from runtime.settings import Settings, SettingsPath


class SpoolSettings(Settings):
    """Where messages wait for their receipts, and how many bytes of them may."""

    path: SettingsPath
    limit_mb: float = Field(default=64, gt=0, le=65_536)

    @property
    def limit_bytes(self) -> int:
        """The limit in bytes."""
        return int(self.limit_mb * 1_000_000)


class UplinkSettings(MqttSettings):
    """The cloud's broker. An empty `client_id` means the gateway's own name."""

    client_id: str = Field(default="", max_length=128)
    resend_after_s: Seconds = 10.0
    resend_limit_s: Seconds = 300.0


class AgentSettings(Settings):
    """The whole file."""

    gateway: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    area: str = Field(pattern=r"^[0-9]{6}$")
    building: LabelSettings = LabelSettings()
    #: `check`: ask the kernel whether the clock is synchronised; `trust`: believe it while it is plausible.
    clock: Literal["check", "trust"] = "check"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    health_interval_s: float = Field(default=30, ge=0.1, le=86_400)
    snapshot_interval_s: float = Field(default=300, ge=0.1, le=86_400)
    reading_batch_s: float = Field(default=0.5, ge=0, le=60)
    profiles: SettingsPath | None = None
    spool: SpoolSettings
    uplink: UplinkSettings
    modbus: tuple[ModbusSettings, ...] = Field(default=(), max_length=64)
    serial: tuple[SerialSettings, ...] = Field(default=(), max_length=64)
    mqtt: tuple[MqttBusSettings, ...] = Field(default=(), max_length=16)


EXAMPLE = Path(__file__).with_name("example.toml")
