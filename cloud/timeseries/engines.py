"""From the settings to the open engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.engine_http import EngineHttp
from cloud.timeseries.port import TimeSeriesStore
from cloud.timeseries.settings import Engine, TimeSeriesSettings
from cloud.timeseries.victoria_store import VictoriaStore
from runtime.faults import PlainFault

Told = TypeVar("Told")


def open_engine(settings: TimeSeriesSettings) -> TimeSeriesStore:
    """The engine that the settings name. A server need not answer yet: the line waits for it, and says so."""
    return _OPENERS[settings.engine](settings)


def _duckdb(settings: TimeSeriesSettings) -> TimeSeriesStore:
    path = _told(settings.path, "path")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PlainFault(
            f"{path.parent}: the folder cannot be made: {fault.strerror}; correct `timeseries.path`"
        ) from fault
    return DuckDbStore(path, memory_limit_mb=settings.memory_limit_mb, threads=settings.threads)


def _victoria(settings: TimeSeriesSettings) -> TimeSeriesStore:
    told = _told(settings.victoriametrics, "victoriametrics")
    ways: dict[str, EngineHttp] = {}
    for url in told.urls().values():
        if url not in ways:
            ways[url] = EngineHttp(
                url, token_file=told.token_file, ca_file=told.ca_file, timeout_s=told.timeout_s
            )
    return VictoriaStore(
        {tier: ways[url] for tier, url in told.urls().items()}, settle_s=told.settles_after_s
    )


def _influx(settings: TimeSeriesSettings) -> TimeSeriesStore:
    # Its client is loaded by those who use it.
    from cloud.timeseries.influx_store import InfluxStore, connect

    told = _told(settings.influxdb, "influxdb")
    http = EngineHttp(
        told.query_url or told.url,
        token_file=told.token_file,
        scheme="Token",
        ca_file=told.ca_file,
        timeout_s=told.timeout_s,
    )
    client = connect(
        told.url,
        told.org,
        _token(told.token_file),
        ca_file=told.ca_file,
        timeout_s=told.timeout_s,
        gzip=told.gzip,
    )
    return InfluxStore(http, client, told.buckets())


def _told(value: Told | None, key: str) -> Told:
    if value is None:
        raise PlainFault(f"`timeseries.{key}` is missing; add it, or choose another `timeseries.engine`")
    return value


def _token(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise PlainFault(
            f"{file}: the token cannot be read: {fault.strerror}; correct `timeseries.influxdb.token_file`"
        ) from fault


_OPENERS: Mapping[Engine, Callable[[TimeSeriesSettings], TimeSeriesStore]] = {
    Engine.DUCKDB: _duckdb,
    Engine.VICTORIA_METRICS: _victoria,
    Engine.INFLUX_DB: _influx,
}
