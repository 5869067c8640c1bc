"""What a full broker drops while no worker reads: it gets no receipt, is sent again and arrives."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from benchmarks.ingest.overload import MQTT, ended, sender, start_worker, told
from cloud.access.lanes import LANES
from cloud.access.settings import IngestSettings
from cloud.access.sources.mqtt import mqtt_source
from runtime.mqtt_line import MqttSettings
from tests.line.ingest_books import assert_everything_is_accounted_for, ledger, values
from tests.services import start_mosquitto

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("load")]

VALUES = 5
QUEUED = 50
SMALL = f"allow_anonymous true\nmax_queued_messages {QUEUED}\nmax_inflight_messages 10\nlog_type all\n"


@pytest.mark.timeout(180)
def test_what_mosquitto_drops_from_a_full_queue_is_sent_again_and_arrives(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path, config=SMALL) as broker:
        source = MQTT.format(port=broker.port) + "clean_session = false\n"
        asyncio.run(leave_a_session(broker.port))
        common = ["--port", f"{broker.port}", "--stream", "reading", "--values", f"{VALUES}"]
        common += ["--gateways", "10", "--resend", "2", "--window", "20"]
        sending = sender(tmp_path, "load", [*common, "--seconds", "3", "--rate", "200", "--patience", "100"])
        log = tmp_path / f"mosquitto-{broker.port}" / "log"
        until_dropped(log)
        worker = start_worker(tmp_path, source, "shed_after_s = 0")
        try:
            assert sending.wait(120) == 0
        finally:
            ended(sending)
            ended(worker)
    books = told(tmp_path, "load")
    assert books["sent"] > 2 * QUEUED
    assert books["again"] > 0
    assert books["unreceipted"] == []
    assert_everything_is_accounted_for(tmp_path, books)
    assert sum(account.stored for account in ledger(tmp_path, "reading").values()) == books["sent"]
    assert values(tmp_path) == books["sent"] * VALUES


async def leave_a_session(port: int) -> None:
    """Subscribe as the worker's lane does, and be gone: the session stays, and fills."""
    settings = MqttSettings(port=port, client_id="cloud", clean_session=False)
    line = mqtt_source(settings, IngestSettings(), "bulk", LANES["bulk"])
    running = asyncio.create_task(line.run())
    await asyncio.wait_for(line.wait_connected(), 30)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def until_dropped(log: Path, within_s: float = 60.0) -> None:
    """Return once the broker has said that it drops messages of the worker's session."""
    deadline = time.monotonic() + within_s
    while "being dropped for client cloud" not in log.read_text():
        assert time.monotonic() < deadline, "the queue never overflowed"
        time.sleep(0.05)
