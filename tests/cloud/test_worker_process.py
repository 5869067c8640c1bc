"""A pages process and a worker process, both real, over PostgreSQL and VictoriaMetrics."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from telemetry import encoding
from telemetry.messages import UplinkMessage
from tests.cloud.live.watching import watching
from tests.cloud.said import GATEWAY, inventory, part, readings, topic_of
from tests.services import start_victoria_metrics

PART = "smoke-302"
SETTINGS = """\
listen = "127.0.0.1:0"
[process]
roles = [{roles}]
[database]
url = "{records}"
[timeseries]
engine = "victoriametrics"
[timeseries.victoriametrics]
url = "{series}"
[ingest]
source = "none"
[people]
login = "open-on-loopback"
[access.gb26875]
enabled = false
"""


@contextlib.contextmanager
def centre(folder: Path, roles: str, records: str, series: str) -> Iterator[str]:
    """A process of the centre with these roles; gives its URL."""
    folder.mkdir()
    file = folder / "cloud.toml"
    file.write_text(SETTINGS.format(roles=roles, records=records, series=series))
    command = "import sys; from cloud.main import main; sys.exit(main(sys.argv[1:]))"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", command, "--config", str(file)], stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    try:
        ready = process.stdout.readline().decode()
        assert ready.startswith("READY cloud "), (folder / "log").read_text()
        yield ready.removeprefix("READY cloud ").strip()
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


async def say(worker: str, http: httpx.AsyncClient, message: UplinkMessage) -> None:
    answer = await http.post(
        f"{worker}/api/v1/ingest/{topic_of(message).removeprefix('sw/1/')}",
        content=encoding.encode(message),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.processes
@pytest.mark.timeout(180)
@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
async def test_a_process_of_pages_shows_what_a_worker_takes_in_and_the_worker_serves_no_page(
    records_url: str, tmp_path: Path
) -> None:
    now = int(time.time() * 1000)
    with (
        start_victoria_metrics(tmp_path / "victoria") as victoria,
        centre(tmp_path / "worker", '"ingest"', records_url, victoria.url) as worker,
        centre(tmp_path / "pages", '"pages", "jobs"', records_url, victoria.url) as pages,
    ):
        async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
            for path, status in {
                "/api/v1/health": 200,
                "/metrics": 200,
                "/": 404,
                "/openapi.json": 404,
                "/api/v1/parts": 404,
                "/api/v1/state": 404,
                "/api/v1/alarms": 404,
            }.items():
                assert (await http.get(worker + path)).status_code == status, path

            await say(worker, http, inventory(1, [part(PART)], at=now))
            await say(worker, http, readings(1, [20.5], at=now, on=PART))
            await shown(http, pages, 20.5)
            async with watching(pages) as watcher:
                await say(worker, http, readings(2, [77.25], at=now + 1000, on=PART))
                told = await asyncio.wait_for(watcher.next("reading"), 60)
                while told.data["readings"][0]["value"] != 77.25:
                    told = await asyncio.wait_for(watcher.next("reading"), 60)
                assert (told.data["gateway"], told.data["part"]) == (GATEWAY, PART)
            await shown(http, pages, 77.25)

            health = (await http.get(f"{worker}/api/v1/health")).json()
            assert {lane["name"] for lane in health["lanes"]} == {"alarm", "bulk"}
            (bulk,) = (lane for lane in health["lanes"] if lane["name"] == "bulk")
            assert (bulk["committed"], bulk["shed"], bulk["shedding"], bulk["full"]) == (3, 0, "calm", False)
            assert health["counts"]["shed"] == {"event": 0, "reading": 0, "health": 0, "reply": 0}
            await say(pages, http, readings(3, [21.0], at=now + 2000, on=PART))
            own = (await http.get(f"{pages}/api/v1/health")).json()["lanes"]
            assert {lane["name"]: lane["committed"] for lane in own} == {"alarm": 0, "bulk": 1}


async def shown(http: httpx.AsyncClient, pages: str, value: float) -> None:
    """Return once `/parts` shows this value as the newest."""
    async with asyncio.timeout(60):
        while True:
            items = (await http.get(f"{pages}/api/v1/parts", params={"gateway": GATEWAY})).json()["items"]
            if any(told["value"] == value for item in items for told in item["readings"]):
                return
            await asyncio.sleep(0.1)
