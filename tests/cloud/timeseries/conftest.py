"""Engines for the tests of this folder. A server is started once, and only if a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.timeseries.port import TimeSeriesStore
from tests.cloud.timeseries.engines import (
    Open,
    duckdb_in,
    influx_at,
    second_version_door,
    victoria_at,
)
from tests.services import InfluxDb, VictoriaMetrics, start_influxdb, start_victoria_metrics


@pytest.fixture(scope="session")
def victoria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VictoriaMetrics]:
    with start_victoria_metrics(tmp_path_factory.mktemp("victoria")) as server:
        yield server


@pytest.fixture(scope="session")
def influx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[InfluxDb, str]]:
    with (
        start_influxdb(tmp_path_factory.mktemp("influx")) as server,
        second_version_door(server) as door,
    ):
        yield server, door


@pytest.fixture(params=["duckdb", "influxdb", "victoriametrics"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    if request.param == "duckdb":
        return duckdb_in(tmp_path)
    if request.param == "victoriametrics":
        return victoria_at(request.getfixturevalue("victoria"))
    return influx_at(*request.getfixturevalue("influx"))


@pytest.fixture
def store(reopen: Open) -> Iterator[TimeSeriesStore]:
    opened = reopen()
    yield opened
    opened.close()
