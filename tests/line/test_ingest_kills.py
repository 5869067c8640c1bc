"""Workers and broker nodes are killed while messages flow: what was sent is stored, number by number."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.ingest.overload import MQTT, broker, ended, sender, start_worker, told
from tests.line.ingest_books import assert_everything_is_accounted_for, events, ledger, values
from tests.nats import Nats, start_nats
from tests.services import find_or_skip

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("load")]

VALUES = 5


class Flow:
    """Readings and fires on their way through a worker that is killed and started again."""

    def __init__(
        self,
        folder: Path,
        ports: list[int],
        source: str,
        ingest: str = "",
    ) -> None:
        self.folder = folder
        self._ports = ports
        self._settings = (source, f"shed_after_s = 0\n{ingest}")
        self.worker = start_worker(folder, *self._settings)
        self._senders: list[subprocess.Popen[bytes]] = []

    def send(
        self,
        seconds: float,
        readings_per_s: float,
        events_per_s: float,
        connections: int,
        patience_s: float = 120,
    ) -> None:
        common = ["--seconds", f"{seconds}", "--patience", f"{patience_s}", "--resend", "3"]
        common += ["--connections", f"{connections}", "--gateways", "40", "--values", f"{VALUES}"]
        for port in self._ports:
            common += ["--port", f"{port}"]
        for name, rate, stream in (("load", readings_per_s, "reading"), ("fire", events_per_s, "event")):
            arguments = [*common, "--rate", f"{rate}", "--stream", stream]
            self._senders.append(sender(self.folder, name, arguments))

    @property
    def flowing(self) -> bool:
        return any(process.poll() is None for process in self._senders)

    def kill_worker(self) -> None:
        self.worker.kill()
        ended(self.worker)
        self.worker = start_worker(self.folder, *self._settings)

    def stop(self) -> None:
        for process in (*self._senders, self.worker):
            ended(process)


def run(flow: Flow, chance: random.Random, kills: int, between_s: float, more: Callable[[], None]) -> None:
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 1.0) * between_s)
            flow.kill_worker()
        more()
        while flow.flowing:
            time.sleep(0.1)
    finally:
        flow.stop()


def check(folder: Path) -> None:
    readings, fires = told(folder, "load"), told(folder, "fire")
    assert readings["unreceipted"] == fires["unreceipted"] == []
    for books in (readings, fires):
        assert_everything_is_accounted_for(folder, books)
        assert books["sent"] == sum(books["highest"].values()) > 0
    assert len(events(folder)) == len(set(events(folder))) == fires["sent"]
    assert sum(account.stored for account in ledger(folder, "reading").values()) == readings["sent"]
    assert values(folder) == readings["sent"] * VALUES


@pytest.mark.timeout(240)
def test_a_worker_killed_at_random_loses_and_doubles_nothing(tmp_path: Path) -> None:
    find_or_skip("mosquitto")
    with broker(tmp_path) as port:
        flow = Flow(tmp_path, [port], MQTT.format(port=port))
        flow.send(6, 400, 40, connections=2)
        run(flow, random.Random(1), kills=2, between_s=2.5, more=lambda: None)
    check(tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    find_or_skip("mosquitto")
    with broker(tmp_path) as port:
        flow = Flow(tmp_path, [port], MQTT.format(port=port))
        flow.send(60, 320, 20, connections=4)
        run(flow, random.Random(2), kills=12, between_s=5, more=lambda: None)
    check(tmp_path)


def through_the_cluster(folder: Path, cluster: Nats, seconds: float, rate: float, kills: int) -> None:
    servers = ", ".join(f'"{url}"' for url in cluster.urls)
    source = f"[nats]\nservers = [{servers}]\nevent_ack_wait_s = 3\nack_wait_s = 3"
    ports = [node.mqtt_port for node in cluster.nodes]
    flow = Flow(folder, ports, source, 'source = "nats"')
    flow.send(seconds, rate, rate / 10, connections=9)

    def a_node_dies_and_comes_back() -> None:
        time.sleep(1)
        victim = random.Random(3).randrange(3)
        cluster.kill(victim)
        time.sleep(2)
        cluster.restart(victim)

    run(flow, random.Random(4), kills, between_s=2.5, more=a_node_dies_and_comes_back)
    check(folder)


@pytest.mark.timeout(300)
def test_a_node_of_three_and_a_worker_killed_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    with start_nats(tmp_path, 3) as cluster:
        through_the_cluster(tmp_path, cluster, seconds=6, rate=150, kills=1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_cluster_carries_twenty_thousand_messages_through_kills(tmp_path: Path) -> None:
    with start_nats(tmp_path, 3) as cluster:
        through_the_cluster(tmp_path, cluster, seconds=60, rate=300, kills=8)
