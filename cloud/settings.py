"""The centre's settings file, `cloud/example.toml` shows every key."""

from __future__ import annotations

from pydantic import Field

from cloud.access.settings import IngestSettings, QuarantineSettings
from cloud.live.settings import LiveSettings
from cloud.registry.settings import SupervisionSettings
from runtime.mqtt_line import MqttSettings
from runtime.settings import HostPort, Listen, Settings, SettingsPath


class DatabaseSettings(Settings):
    """Where the records are kept: gateways, parts, events, alarms."""

    path: SettingsPath


class TimeSeriesSettings(Settings):
    """Where the readings are kept."""

    path: SettingsPath
    memory_limit_mb: int = Field(default=512, ge=64)
    threads: int = Field(default=2, ge=1, le=64)


class CloudSettings(Settings):
    """Everything the centre is told."""

    listen: Listen = HostPort("127.0.0.1", 8080)
    #: Host names, besides those of loopback, under which a TLS front hands requests on.
    hosts: tuple[str, ...] = ()
    #: The built page; None: the one that is part of this installation.
    web_dist: SettingsPath | None = None
    database: DatabaseSettings
    timeseries: TimeSeriesSettings
    mqtt: MqttSettings
    ingest: IngestSettings = IngestSettings()
    quarantine: QuarantineSettings = QuarantineSettings()
    supervision: SupervisionSettings = SupervisionSettings()
    live: LiveSettings = LiveSettings()
