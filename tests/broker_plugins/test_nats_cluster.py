"""Three nodes of the generated configuration: gateways and a worker by certificate, a node that is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import nats.errors
import pytest
from nats.aio.client import Client

from broker_plugins.policy import Role
from cloud.access.settings import NatsSettings
from cloud.access.sources.jetstream import JetStreamSource
from cloud.brokers.command import main as broker_config
from cloud.brokers.tables import BrokerUser
from cloud.enrolment.command import main as ca
from runtime import wire
from runtime.backoff import Backoff
from runtime.mqtt_line import LineDown, MqttLine, MqttSettings
from tests.broker_plugins.nats_client import nats_client
from tests.cloud.enrolment.gateways import GatewayKey, open_office
from tests.cloud.enrolment.site import write_settings
from tests.services import find_or_skip, free_port, stop, until, wait_listening

EVENT, RECEIPT = "sw/1/150102/gw-1/event", "sw/1/150102/gw-1/receipt"
KEPT = "$JS.API.CONSUMER.MSG.NEXT.$MQTT_msgs.steppewatch-event"


class Node(NamedTuple):
    folder: Path
    process: subprocess.Popen[bytes]
    mqtt: int
    clients: int
    routes: int


class Cluster(NamedTuple):
    nodes: list[Node]
    folder: Path
    gateway: Path

    @property
    def trusted(self) -> Path:
        return self.folder / "ca" / "trusted.pem"

    def source_settings(self) -> NatsSettings:
        return NatsSettings(
            servers=tuple(f"nats://127.0.0.1:{node.clients}" for node in self.nodes),
            tls_ca=self.trusted,
            tls_cert=self.folder / "ingest.pem",
            tls_key=self.folder / "ingest.key",
            request_s=0.5,
        )

    def gateway_settings(self, node: Node, client_id: str = "gw-1:secret") -> MqttSettings:
        own = self.gateway
        return MqttSettings(
            port=node.mqtt,
            client_id=client_id,
            tls_ca=self.trusted,
            tls_cert=own,
            tls_key=own,
            clean_session=False,
        )


def registry(folder: Path) -> Path:
    """A gateway that has enrolled, and the worker's user; gives the gateway's file."""
    with open_office(folder) as office:
        key = GatewayKey()
        row = office.enrol(key, office.code())
        with office.database.write() as session:
            session.add(BrokerUser(username="ingest", role=Role.CLOUD.value, made_by="test", made_at=0))
        return key.files(folder, row.pem)


def configured(folder: Path, settings: Path, ports: list[tuple[int, int, int]], number: int) -> Path:
    """The files of one node, by the commands of the guide."""
    where = folder / f"node-{number}"
    mqtt, clients, routes = ports[number]
    (where).mkdir(mode=0o700)
    (where / "cluster.secret").write_text("the same on every node")
    given = ["nats", "--config", str(settings), "--output", str(where), "--name", f"node-{number}"]
    given += ["--host", "127.0.0.1", "--port", str(mqtt), "--clients", f"127.0.0.1:{clients}"]
    given += ["--cluster-listen", f"127.0.0.1:{routes}"]
    for _, _, other in ports:
        given += ["--route", f"127.0.0.1:{other}"]
    assert broker_config(given) == 0
    told = ["server", "--peer", "--config", str(settings), "--output", str(where), "--san", "127.0.0.1"]
    assert ca([*told, "server"]) == 0
    return where


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    program = find_or_skip("nats-server")
    folder = tmp_path_factory.mktemp("cluster")
    gateway = registry(folder)
    settings = write_settings(folder, 1, 1)
    assert ca(["client", "--config", str(settings), "--output", str(folder), "ingest"]) == 0
    ports = [(free_port(), free_port(), free_port()) for _ in range(3)]
    with contextlib.ExitStack() as stack:
        nodes = []
        for number, (mqtt, clients, routes) in enumerate(ports):
            where = configured(folder, settings, ports, number)
            with (where / "log").open("ab") as output:
                process = subprocess.Popen(
                    [program, "-c", str(where / "nats.conf")], stdout=output, stderr=output
                )
            stack.callback(stop, process)
            nodes.append(Node(where, process, mqtt, clients, routes))
        for node in nodes:
            wait_listening(node.clients, node.process)
            wait_listening(node.mqtt, node.process)
        yield Cluster(nodes, folder, gateway)


@contextlib.asynccontextmanager
async def running(made: MqttLine | JetStreamSource) -> AsyncIterator[None]:
    task = asyncio.create_task(made.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def said(line: MqttLine, topic: str, payload: bytes) -> None:
    """Publish until the cluster has it on as many nodes as there must be: it may be electing its leader."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(LineDown):
                await line.wait_connected()
                return await line.publish(topic, payload)
            await asyncio.sleep(0.05)


async def answered(source: JetStreamSource, payload: bytes) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(LineDown):
                await source.wait_connected()
                return await source.publish(RECEIPT, payload)
            await asyncio.sleep(0.05)


async def pulled(source: JetStreamSource, payload: bytes) -> None:
    """Until this message has come; what comes twice is recognised further on."""
    async with asyncio.timeout(60):
        async for message in source.messages():
            message.ack()
            if message.payload == payload:
                assert message.topic == EVENT
                return


async def client_of(cluster: Cluster, identity: Path, key: Path, node: int = 0) -> Client:
    context = wire.tls_context(cluster.trusted, identity, key)
    url = f"nats://127.0.0.1:{cluster.nodes[node].clients}"
    return await nats_client(url, tls=context, connect_timeout=5)


async def test_the_worker_may_do_what_its_source_does_and_nothing_else(cluster: Cluster) -> None:
    client = await client_of(cluster, cluster.folder / "ingest.pem", cluster.folder / "ingest.key")
    denied: list[str] = []

    async def fault(raised: Exception) -> None:
        denied.append(str(raised))

    client._error_cb = fault
    for subject in ("$JS.API.STREAM.DELETE.$MQTT_msgs", "$JS.API.STREAM.CREATE.x", "$SYS.REQ.SERVER.PING"):
        await client.publish(subject, b"")
    await client.publish("$MQTT.msgs.sw.1.150102.gw-1.event", b"")
    await client.flush()
    await until(lambda: len(denied) == 4)
    assert all("permissions violation for publish" in one.lower() for one in denied)
    await client.close()


async def test_a_gateway_touches_nothing_of_jetstream(cluster: Cluster) -> None:
    with pytest.raises((nats.errors.Error, OSError)):
        await client_of(cluster, cluster.gateway, cluster.gateway)
    line = MqttLine(cluster.gateway_settings(cluster.nodes[0]), backoff=Backoff(0.05, limit_s=0.2))
    source = JetStreamSource(cluster.source_settings(), ["event"], backoff=Backoff(0.05, limit_s=0.2))
    async with running(line), running(source):
        await said(line, "$JS/API/STREAM/DELETE/$MQTT_msgs", b"")
        await said(line, "$JS/API/CONSUMER/DELETE/$MQTT_msgs/steppewatch-event", b"")
        await said(line, EVENT, b"still there")
        await pulled(source, b"still there")


async def test_a_gateway_is_no_node_of_the_cluster(cluster: Cluster) -> None:
    """It has a certificate that the route's listener believes; it has not the cluster's secret."""
    context = wire.tls_context(cluster.trusted, cluster.gateway, cluster.gateway)
    reader, writer = await asyncio.open_connection("127.0.0.1", cluster.nodes[0].routes, ssl=context)
    came = b""
    try:
        assert (await reader.readline()).startswith(b"INFO")
        told = {"verbose": False, "user": "node", "pass": "guessed", "name": "x", "cluster": "steppewatch"}
        writer.write(f"CONNECT {json.dumps(told)}\r\n".encode())
        async with asyncio.timeout(20):
            with contextlib.suppress(OSError):
                while line := await reader.readline():
                    came += line
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    assert b"Authorization Violation" in came


async def test_a_message_and_its_receipt_go_through_and_again_when_a_node_is_lost(cluster: Cluster) -> None:
    gateway = MqttLine(
        cluster.gateway_settings(cluster.nodes[1]), [(RECEIPT, 1)], backoff=Backoff(0.05, limit_s=0.2)
    )
    source = JetStreamSource(cluster.source_settings(), ["event"], backoff=Backoff(0.05, limit_s=0.2))
    async with running(gateway), running(source):
        for payload in (b"with three nodes", b"with two nodes"):
            await said(gateway, EVENT, payload)
            await pulled(source, payload)
            await answered(source, payload)
            async with asyncio.timeout(60):
                async for message in gateway.messages():
                    message.ack()
                    if message.payload == payload:
                        break
            cluster.nodes[0].process.kill()
            cluster.nodes[0].process.wait()
