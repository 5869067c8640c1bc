"""Where the readings are kept, how long, and how much room they may take."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from cloud.timeseries.port import Tier
from runtime.settings import Settings, SettingsPath, is_loopback


class Engine(StrEnum):
    """What can stand behind the port."""

    DUCKDB = "duckdb"
    VICTORIA_METRICS = "victoriametrics"
    INFLUX_DB = "influxdb"


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    if host is None or parts.scheme not in ("http", "https"):
        raise ValueError(f'{url!r} is not an address; write it as "http://127.0.0.1:8428" or "https://…"')
    if parts.username or parts.password:
        raise ValueError("a secret does not belong into the address; put it into `token_file`")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError(f"{url!r} would leave this machine unencrypted; use https:// (and `ca_file`)")
    return url


Address = Annotated[str, AfterValidator(_address)]


class VictoriaSettings(Settings):
    """One VictoriaMetrics for everything, or one for each tier, since each has one retention period."""

    url: Address
    minute_url: Address | None = None
    hour_url: Address | None = None
    token_file: SettingsPath | None = None
    ca_file: SettingsPath | None = None
    timeout_s: float = Field(default=30.0, gt=0, le=600)
    #: Within what time it has on disk what it took; see the guide before lowering it.
    settles_after_s: float = Field(default=12.0, ge=0, le=600)

    def urls(self) -> Mapping[Tier, str]:
        """The instance of each tier."""
        minute = self.minute_url or self.url
        return {Tier.RAW: self.url, Tier.MINUTE: minute, Tier.HOUR: self.hour_url or minute}


class InfluxSettings(Settings):
    """One InfluxDB: a bucket (version 1: a database) for everything, or one for each tier."""

    url: Address
    #: Where InfluxQL is answered, if elsewhere.
    query_url: Address | None = None
    org: str = "steppewatch"
    bucket: str = Field(default="readings", min_length=1, max_length=64)
    minute_bucket: str | None = Field(default=None, min_length=1, max_length=64)
    hour_bucket: str | None = Field(default=None, min_length=1, max_length=64)
    token_file: SettingsPath | None = None
    ca_file: SettingsPath | None = None
    timeout_s: float = Field(default=30.0, gt=0, le=600)
    #: Compression pays across a slow link and costs a third of the rate on a fast one.
    gzip: bool = False

    def buckets(self) -> Mapping[Tier, str]:
        """The bucket of each tier."""
        minute = self.minute_bucket or self.bucket
        return {Tier.RAW: self.bucket, Tier.MINUTE: minute, Tier.HOUR: self.hour_bucket or minute}


class RetentionSettings(Settings):
    """How long each tier is kept, days."""

    raw_days: int = Field(default=90, ge=2, le=36_500)
    minute_days: int = Field(default=365, ge=2, le=36_500)
    hour_days: int = Field(default=1_825, ge=2, le=36_500)
    #: An hour is made into minutes so long after its end; what comes later is made good afterwards.
    late_minutes: int = Field(default=10, ge=1, le=1_440)

    @model_validator(mode="after")
    def _coarser_is_longer(self) -> Self:
        if not self.raw_days <= self.minute_days <= self.hour_days:
            raise ValueError("a coarser tier is kept as long as the finer one, or longer")
        return self

    def period_ms(self, tier: Tier) -> int:
        """How long a tier is kept."""
        days = {Tier.RAW: self.raw_days, Tier.MINUTE: self.minute_days, Tier.HOUR: self.hour_days}
        return days[tier] * 86_400_000


class RoomSettings(Settings):
    """How much disk the readings may take. Over it, the oldest raw readings go first, and are counted."""

    #: Of all tiers together, gigabytes; none: what the disk has.
    budget_gb: float | None = Field(default=None, gt=0)
    #: What must stay free on the engine's disk, gigabytes.
    spare_gb: float = Field(default=2.0, ge=0)
    #: From what share of the budget on a person is told.
    warn_at: float = Field(default=0.8, gt=0, le=1)
    #: And how many days before it is full, at the pace of the last week.
    warn_days: float = Field(default=14, ge=0)
    #: What one organisation may take, megabytes; over it, it is named.
    organisation_mb: float | None = Field(default=None, gt=0)


class TimeSeriesSettings(Settings):
    """Which engine keeps the readings, and that engine's own settings."""

    engine: Engine = Engine.DUCKDB
    #: DuckDB's file.
    path: SettingsPath | None = None
    memory_limit_mb: int = Field(default=512, ge=64)
    threads: int = Field(default=2, ge=1, le=64)
    victoriametrics: VictoriaSettings | None = None
    influxdb: InfluxSettings | None = None
    retention: RetentionSettings = RetentionSettings()
    room: RoomSettings = RoomSettings()

    @model_validator(mode="after")
    def _has_what_the_engine_needs(self) -> Self:
        if self.engine is Engine.DUCKDB and self.path is None:
            raise ValueError('engine "duckdb" needs `path`, the file of the readings')
        if self.engine is Engine.VICTORIA_METRICS and self.victoriametrics is None:
            raise ValueError('engine "victoriametrics" needs a table [timeseries.victoriametrics] with `url`')
        if self.engine is Engine.INFLUX_DB and self.influxdb is None:
            raise ValueError('engine "influxdb" needs a table [timeseries.influxdb] with `url`')
        return self

    @property
    def file(self) -> Path | None:
        """The file that only one process may open; None where the engine is a server."""
        return self.path if self.engine is Engine.DUCKDB else None
