"""The agent's settings: one TOML file a gateway. `example.toml` beside this file explains every key."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from edge_agent.drivers.modbus.settings import ModbusSettings
from edge_agent.drivers.mqtt.settings import MqttBusSettings
from edge_agent.drivers.serial.settings import SerialSettings
from edge_agent.drivers.uitd.settings import UitdSettings
from edge_agent.early_warning.settings import EarlyWarningSettings, ModelsSettings
from edge_agent.enrolment.settings import EnrolmentSettings
from edge_agent.site_terms import LabelSettings, Seconds
from runtime.mqtt_line import MqttSettings
from runtime.settings import HostPort, Listen, Settings, SettingsPath


class SpoolSettings(Settings):
    """Where messages wait for their receipts, and how many bytes of them may."""

    path: SettingsPath
    limit_mb: float = Field(default=64, gt=0, le=65_536)

    @property
    def limit_bytes(self) -> int:
        """The limit in bytes."""
        return int(self.limit_mb * 1_000_000)


class BrokerSettings(MqttSettings):
    """One broker of the cloud. An empty `client_id` means the gateway's own name.

    The session is kept by the broker, so that a command sent while the gateway is away waits for it.
    """

    client_id: str = Field(default="", max_length=128)
    clean_session: bool = False


class UplinkSettings(BrokerSettings):
    """The cloud's broker, and the one that stands in for it."""

    resend_after_s: Seconds = 10.0
    resend_limit_s: Seconds = 300.0
    backup: BrokerSettings | None = None
    #: Seconds without the first broker before the backup is dialled.
    backup_after_s: Seconds = 5.0
    #: Seconds for which the first broker must hold before the line returns to it.
    primary_steady_s: Seconds = 30.0


class CommandSettings(Settings):
    """What the centre may have this gateway do, beyond what is always allowed."""

    #: Take up new settings that the centre sends.
    configure: bool = True
    #: Set the system's clock; the process needs the right for it too (CAP_SYS_TIME).
    set_clock: bool = False


class ReloadSettings(Settings):
    """How new settings prove themselves before the old ones are let go."""

    #: Seconds within which whatever worked before must work again.
    trial_s: Seconds = 30.0


class LocalSettings(Settings):
    """The door for people and programs on this machine: status, page, probes, answers."""

    enabled: bool = True
    #: Port 0 takes a free one; where the door is stands in `door.address` beside the spool.
    listen: Listen = HostPort("127.0.0.1", 0)


class WatchdogSettings(Settings):
    """How long the agent may make no progress before its parts are started again."""

    spool_s: Seconds = 60.0
    uplink_s: Seconds = 120.0
    restart_grace_s: Seconds = 30.0


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
    #: Where the certificate is renewed; None: it is looked after by hand.
    enrolment: EnrolmentSettings | None = None
    commands: CommandSettings = CommandSettings()
    reload: ReloadSettings = ReloadSettings()
    local: LocalSettings = LocalSettings()
    watchdog: WatchdogSettings = WatchdogSettings()
    early_warning: EarlyWarningSettings = EarlyWarningSettings()
    models: ModelsSettings = ModelsSettings()
    modbus: tuple[ModbusSettings, ...] = Field(default=(), max_length=64)
    serial: tuple[SerialSettings, ...] = Field(default=(), max_length=64)
    uitd: tuple[UitdSettings, ...] = Field(default=(), max_length=16)
    mqtt: tuple[MqttBusSettings, ...] = Field(default=(), max_length=16)


EXAMPLE = Path(__file__).with_name("example.toml")
