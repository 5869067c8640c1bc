from __future__ import annotations

import asyncio

from prometheus_client.parser import text_string_to_metric_families

from cloud.metrics.service import LANES, PREFIX, PROCESS, SOURCES
from tests.cloud.conftest import Running
from tests.cloud.said import event, readings


async def figures(running: Running) -> dict[tuple[str, str], float]:
    answer = await running.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, sample.labels.get("lane", "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_every_lane_says_what_it_received_stored_and_quarantined(running: Running) -> None:
    await running.gateway.say(event(1), readings(1, [1.0]))
    await running.gateway.say_raw("sw/1/150102/gw-x/reading", b"{")
    await asyncio.wait_for(running.gateway.receipted("event", 1), 20)
    await asyncio.wait_for(running.gateway.receipted("reading", 1), 20)
    while (found := await figures(running))[f"{PREFIX}ingest_dead_letters_total", "bulk"] < 1:
        pass
    assert found[f"{PREFIX}ingest_received_total", "alarm"] == 1
    assert found[f"{PREFIX}ingest_stored_total", "alarm"] == 1
    assert found[f"{PREFIX}ingest_received_total", "bulk"] == 2
    assert found[f"{PREFIX}ingest_stored_total", "bulk"] == 1
    assert found[f"{PREFIX}ingest_shed_total", "bulk"] == 0
    assert found[f"{PREFIX}source_connected", "alarm"] == 1
    assert found[f"{PREFIX}process_rss_bytes", ""] > 10_000_000


async def test_every_figure_of_the_table_is_there_and_explained(running: Running) -> None:
    text = (await running.http.get("/metrics")).text
    for figure in (*LANES, *SOURCES, *PROCESS):
        suffix = "_total" if figure.kind == "counter" else ""
        assert f"# HELP {PREFIX}{figure.name}{suffix} {figure.says}" in text
