"""Engines over HTTP: away, reached by the other's client, and never unencrypted beyond this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from influxdb_client.client.influxdb_client import InfluxDBClient

from cloud.timeseries.engine_http import EngineAway, EngineHttp
from cloud.timeseries.influx_store import InfluxStore, connect
from cloud.timeseries.port import Tier
from cloud.timeseries.victoria_store import VictoriaStore
from runtime.faults import PlainFault
from tests.cloud.timeseries.engines import columns, victoria_at
from tests.services import VictoriaMetrics, free_port


def test_an_engine_that_is_away_is_unavailable_and_not_at_odds_with_the_rows() -> None:
    store = VictoriaStore(dict.fromkeys(Tier, EngineHttp(f"http://127.0.0.1:{free_port()}")))
    with pytest.raises(EngineAway) as fault:
        store.write(1, columns([1], [1.0]))
    assert store.unavailable(fault.value)
    store.close()


def test_the_client_s_writes_reach_the_second_version_s_door(victoria: VictoriaMetrics) -> None:
    """InfluxDB's adapter writes to VictoriaMetrics' `/api/v2/write`."""
    reader = victoria_at(victoria)()
    client: InfluxDBClient = connect(victoria.url, "steppewatch", "token")
    writer = InfluxStore(EngineHttp(victoria.url), client, dict.fromkeys(Tier, "readings"))
    writer._period = (writer._clock.monotonic(), None)  # InfluxQL is not spoken here
    assert writer.write(1, columns([1, 2], [1.5, float("nan")], part="a b,c=d\n%火")) == 0
    assert reader.count() == 2
    assert {sample.part for sample in reader.latest("gw")} == {"a b,c=d\n%火"}
    writer.close()
    reader.close()


def test_nothing_leaves_the_machine_unencrypted(tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match="https"):
        EngineHttp("http://victoria.example:8428")
    with pytest.raises(PlainFault, match="token_file"):
        EngineHttp("http://127.0.0.1:8428", token_file=tmp_path / "none")
