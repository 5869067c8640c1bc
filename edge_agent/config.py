"""The agent's settings: one TOML file a gateway. `example.toml` beside this file explains every key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from runtime.mqtt_line import MqttSettings
from runtime.settings import Settings, SettingsPath
from telemetry.messages import Label

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
PartName = Annotated[str, Field(pattern=r"^[^\s#+]{1,96}$")]
Code = Annotated[int, Field(ge=0, le=255)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Seconds = Annotated[float, Field(gt=0, le=604_800)]


class LabelSettings(Settings):
    """A name that people read, in both languages."""

    zh: str = Field(default="", max_length=128)
    en: str = Field(default="", max_length=128)

    def label(self) -> Label:
        """The name as messages carry it."""
        return Label(self.zh, self.en)


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


class PointSettings(Settings):
    """What is common to every point."""

    component_type: Code = 0
    system_type: Code | None = None
    component_address: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None
    device_label: LabelSettings = LabelSettings()
    place: LabelSettings = LabelSettings()
    part: PartName | None = None


class ModbusPoint(PointSettings):
    """A point of a Modbus panel."""

    loop: int = Field(ge=0)
    device: int = Field(ge=0)


class EspaPoint(PointSettings):
    """A point that an ESPA panel names in its texts, as `loop-device` or a lone number."""

    address: str = Field(pattern=r"^(\d{1,4}-)?\d{1,6}$")


class PanelSettings(Settings):
    """What is common to every panel: its part stands for the panel itself."""

    bus: Name
    profile: str
    device_label: LabelSettings = LabelSettings()
    place: LabelSettings = LabelSettings()
    stale_after_s: Seconds | None = None


class ModbusSettings(PanelSettings):
    """A fire panel behind Modbus TCP."""

    host: str = Field(min_length=1, max_length=253)
    port: Port = 502
    unit: Annotated[int, Field(ge=0, le=255)] | None = None
    poll_s: float = Field(default=0.25, ge=0.02, le=3600)
    timeout_s: float = Field(default=0.5, ge=0.05, le=30)
    power: bool = True
    point: tuple[ModbusPoint, ...] = Field(max_length=4096)


class EspaSettings(PanelSettings):
    """A fire panel that calls us over a serial line."""

    port: SettingsPath
    address: str = Field(default="2", pattern=r"^[!-~]$")
    baudrate: Literal[1200, 2400, 4800, 9600, 19200] | None = None
    bytesize: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O"] | None = None
    stopbits: Literal[1, 2] | None = None
    #: Longer than the panel waits for an answer is no use: it sends the block again then.
    store_within_s: float = Field(default=2.5, gt=0, le=15)
    #: False for a panel that neither polls nor repeats: its silence says nothing and is no fault.
    supervised: bool = True
    point: tuple[EspaPoint, ...] = Field(default=(), max_length=4096)


class DeviceSettings(PointSettings):
    """A detector that reports over MQTT."""

    topic: str = Field(pattern=r"^[^+#\s]{1,256}$")
    profile: str
    component_type: Code = 0
    stale_after_s: Seconds | None = None


class DetectorsSettings(MqttSettings):
    """A broker in the building and its detectors. An empty `client_id` is made from gateway and bus."""

    bus: Name
    client_id: str = Field(default="", max_length=128)
    clean_session: bool = False
    in_flight: int = Field(default=256, ge=1, le=10_000)
    device: tuple[DeviceSettings, ...] = Field(max_length=4096)


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
    espa: tuple[EspaSettings, ...] = Field(default=(), max_length=64)
    mqtt: tuple[DetectorsSettings, ...] = Field(default=(), max_length=16)

    def profile_names(self) -> Iterable[tuple[tuple[str | int, ...], str, str]]:
        """Each mention of a profile: where it stands, its name, and the transport it must be for."""
        for index, panel in enumerate(self.modbus):
            yield ("modbus", index, "profile"), panel.profile, "modbus"
        for index, line in enumerate(self.espa):
            yield ("espa", index, "profile"), line.profile, "espa"
        for index, bus in enumerate(self.mqtt):
            for number, device in enumerate(bus.device):
                yield ("mqtt", index, "device", number, "profile"), device.profile, "mqtt"


EXAMPLE = Path(__file__).with_name("example.toml")
