"""The simulator's settings: one TOML file, described in `example.toml`."""

from __future__ import annotations

from pydantic import Field

from runtime.mqtt_line import MqttSettings
from runtime.settings import Listen, Settings, SettingsPath
from simulators.panel_espa import EspaSettings


class ModbusSettings(Settings):
    """Where a panel's Modbus TCP port opens."""

    panel: str
    listen: Listen


class Account(Settings):
    """A broker user; without a name the broker must take anyone."""

    username: str | None = None
    password_file: SettingsPath | None = None


class ShellyAccount(Account):
    """The broker user of one Shelly, which talks to the broker itself."""

    detector: str


class DetectorSettings(Settings):
    """The building's broker, and how often detectors report by themselves (seconds of ours)."""

    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65535)
    tls_ca: SettingsPath | None = None
    report_s: float = Field(default=20.0, gt=0, le=86_400)
    bridge: Account = Account()
    shelly: tuple[ShellyAccount, ...] = ()

    def line(self, client_id: str, account: Account) -> MqttSettings:
        """How one of the detectors reaches the broker."""
        return MqttSettings(
            host=self.host,
            port=self.port,
            client_id=client_id,
            username=account.username,
            password_file=account.password_file,
            tls_ca=self.tls_ca,
        )


class SimulatorSettings(Settings):
    """The whole file. `building` and `scenario` name a file, or one that comes with the package."""

    building: str = "demo"
    scenario: str = "day"
    #: Overrides the scenario's own seed.
    seed: int | None = Field(default=None, ge=0)
    #: Times the scenario's own speeds.
    speed: float = Field(default=1.0, gt=0, le=10_000)
    tick_s: float = Field(default=0.1, gt=0, le=10)
    #: Seconds to wait after READY before the story begins.
    begin_after_s: float = Field(default=0.0, ge=0, le=3600)
    exit_at_end: bool = False
    modbus: tuple[ModbusSettings, ...] = ()
    espa: tuple[EspaSettings, ...] = ()
    detectors: DetectorSettings | None = None
    control: Listen | None = None
