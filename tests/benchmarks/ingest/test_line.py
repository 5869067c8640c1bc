"""The runner of the ingest benchmarks with tiny loads on real servers; figures are not judged here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.ingest import beyond, kills, rates, services
from benchmarks.ingest.stack import make
from runtime.faults import PlainFault
from tests.services import find_or_skip

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("load")]

WANTED = {
    "values_per_s",
    "messages_per_s",
    "broker_values_per_s",
    "store_values_per_s",
    "bare_paho_messages_per_s",
    "fire_p99_ms",
    "rss_mb",
    "rss_sum_mb",
    "times_thingsboard",
    "workers_1_values_per_s",
    "generator_us_per_value",
    "broker_us_per_value",
    "decode_us_per_value",
    "workers_us_per_value",
    "records_us_per_value",
    "engine_us_per_value",
    "events_per_s",
    "storm_fire_p99_ms",
}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user reaches too, where the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="steppewatch-bench-") as folder:
        yield Path(folder)


def need(*programs: str) -> None:
    for name in programs:
        find_or_skip(name)
    try:
        services.program("postgres")
    except PlainFault as fault:
        pytest.skip(str(fault))


@pytest.mark.timeout(180)
def test_figures_of_the_embedded_engines_come_with_books_that_agree() -> None:
    found = rates.run(1.0, engines=["sqlite+duckdb+amqtt"], workers=[1], values=10)
    figures = found["sqlite+duckdb+amqtt"]
    assert set(figures) >= WANTED
    assert figures["values_per_s"] > 0
    assert figures["values_checked"] >= figures["values_per_s"]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_figures_of_the_servers_come_with_books_that_agree() -> None:
    need("mosquitto", "victoria-metrics")
    name = "postgresql+victoriametrics+mosquitto"
    figures = rates.run(1.0, engines=[name], workers=[2], values=10)[name]
    assert set(figures) >= WANTED - {"workers_1_values_per_s"} | {"workers_2_values_per_s"}
    assert figures["workers"] == 2
    assert figures["values_per_s"] > 0


@pytest.mark.timeout(240)
def test_what_is_killed_loses_and_doubles_nothing(open_folder: Path) -> None:
    need("mosquitto", "victoria-metrics")
    name = "postgresql+victoriametrics+mosquitto"
    figures = kills.killed(name, open_folder, 3_000, between_s=1.0, seed=5, within_s=8.0)
    assert figures["sent"] == figures["stored"] == 3_000
    assert sum(int(count) for key, count in figures.items() if key.startswith("killed_")) >= 1


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("broker", ["mosquitto", "nats3"])
def test_two_hundred_thousand_messages_through_kills_of_everything(open_folder: Path, broker: str) -> None:
    need("mosquitto", "nats-server", "victoria-metrics")
    name = f"postgresql+victoriametrics+{broker}"
    figures = kills.killed(name, open_folder, 200_000, between_s=4.0, seed=6)
    assert figures["sent"] == figures["stored"] == 200_000


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_fires_are_in_time_through_minutes_of_ten_times_the_load(open_folder: Path) -> None:
    need("mosquitto", "victoria-metrics")
    figures = beyond.overload(make(beyond.ENGINES, open_folder), seconds=300, factor=10)
    assert int(figures["shed"]) > 0
    assert figures["fires_sent_again"] == 0


def test_a_combination_that_is_none_is_told_with_those_there_are(open_folder: Path) -> None:
    with pytest.raises(PlainFault, match="postgresql\\+victoriametrics\\+mosquitto"):
        make("paper+pencil", open_folder)
