"""A NATS server that knows gateways by certificate, by the files that our configuration gives it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import nats.errors
import pytest
from cryptography import x509

from broker_plugins.mosquitto_gateways import Files
from broker_plugins.nats import NatsUser, render_users, subjects
from broker_plugins.nats_node import Node, render_configuration
from broker_plugins.policy import Identity, Role
from cloud.enrolment import own_authority
from cloud.enrolment.own_authority import OwnAuthority
from runtime import wire
from runtime.backoff import Backoff
from runtime.faults import PlainFault
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.settings import HostPort
from tests.broker_plugins.engines import certificate, process
from tests.broker_plugins.nats_client import nats_client
from tests.services import free_port, until

A, B = "sw/1/150102/gw-a", "sw/1/150102/gw-b"


class Server(NamedTuple):
    process: subprocess.Popen[bytes] | None
    port: int
    clients: int
    folder: Path
    own: dict[str, Path]

    def user(self, name: str) -> NatsUser:
        if name == "cloud":
            return NatsUser(Identity("cloud", Role.CLOUD))
        found = x509.load_pem_x509_certificate(self.own[name].read_bytes())
        return NatsUser(Identity(name, Role.GATEWAY, "150102"), serial=f"{found.serial_number:x}")

    def give(self, *names: str) -> None:
        (self.folder / "users.conf").write_text(render_users(self.user(name) for name in names))

    def settings(self, name: str) -> MqttSettings:
        own, trusted = self.own[name], self.folder / "ca" / "trusted.pem"
        return MqttSettings(port=self.port, client_id=name, tls_ca=trusted, tls_cert=own, tls_key=own)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    own_authority.make(tmp_path / "ca", "Test")
    authority = OwnAuthority(tmp_path / "ca")
    own = {name: certificate(authority, tmp_path, f"150102/{name}") for name in ("gw-a", "gw-b")}
    own["cloud"] = certificate(authority, tmp_path, "cloud")
    listener = certificate(authority, tmp_path, "broker", server=True)
    files = Files(listener, listener, tmp_path / "ca" / "trusted.pem", None)
    port, clients = free_port(), free_port()
    node = Node("test", HostPort("127.0.0.1", port), HostPort("127.0.0.1", clients))
    text = render_configuration(node, tmp_path, files)
    (tmp_path / "nats.conf").write_text(text)
    (tmp_path / "users.conf").write_text("")
    made = Server(None, port, clients, tmp_path, own)
    made.give("gw-a", "gw-b", "cloud")
    with process(
        "nats-server", "-c", str(tmp_path / "nats.conf"), ports=(port, clients), log=tmp_path / "log"
    ) as running:
        yield made._replace(process=running)


@contextlib.asynccontextmanager
async def line(server: Server, name: str, *filters: str) -> AsyncIterator[MqttLine]:
    made = MqttLine(server.settings(name), [(f, 1) for f in filters], backoff=Backoff(0.02, limit_s=0.1))
    running = asyncio.create_task(made.run())
    try:
        async with asyncio.timeout(20):
            await made.wait_connected()
        yield made
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_gateway_is_known_by_its_certificate_and_speaks_under_its_own_prefix(server: Server) -> None:
    async with (
        line(server, "cloud", "sw/1/#") as watching,
        line(server, "gw-a") as mine,
        line(server, "gw-b") as b,
    ):
        await mine.publish(f"{B}/event", b"not mine")
        await mine.publish(f"{A}/event", b"mine")
        await b.publish(f"{B}/event", b"end")
        seen = []
        async for message in watching.messages():
            message.ack()
            seen.append(message.topic)
            if message.payload == b"end":
                break
        assert seen == [f"{A}/event", f"{B}/event"]


async def test_a_revoked_certificates_open_connection_ends_with_the_reload(server: Server) -> None:
    async with line(server, "gw-a") as mine, line(server, "gw-b") as other:
        server.give("gw-b", "cloud")
        assert server.process is not None
        server.process.send_signal(signal.SIGHUP)
        await until(lambda: not mine.connected and mine.last_fault is not None)
        await other.publish(f"{B}/event", b"still here")
        assert other.reconnects == 0


@pytest.mark.parametrize("named", [False, True])
async def test_a_gateways_certificate_opens_no_nats_connection(server: Server, named: bool) -> None:
    """There it could subscribe where the server delivers everybody's messages of QoS 1."""
    told = {"user": server.user("gw-a").name, "password": ""} if named else {}
    assert "Authorization Violation" in await _refused(server, "gw-a", **told)


async def test_who_shows_no_certificate_opens_no_nats_connection(server: Server) -> None:
    assert "Authorization" not in await _refused(server, None, user="CN=cloud", password="")


async def _refused(server: Server, name: str | None, **told: str) -> str:
    """Why a NATS client is not let in."""
    own = None if name is None else server.own[name]
    context = wire.tls_context(server.folder / "ca" / "trusted.pem", own, own)
    heard: list[Exception] = []

    async def fault(raised: Exception) -> None:
        heard.append(raised)

    with pytest.raises((nats.errors.Error, OSError)) as refused:
        await nats_client(f"nats://127.0.0.1:{server.clients}", tls=context, error_cb=fault, **told)
    return f"{refused.value} {heard}"


@pytest.mark.parametrize(
    ("filter_", "told"),
    [("a/b", ["a.b"]), ("a/+/b", ["a.*.b"]), ("a/#", ["a.>", "a"]), ("sw/1/#", ["sw.1.>", "sw.1"])],
)
def test_a_filter_is_these_subjects(filter_: str, told: list[str]) -> None:
    assert subjects(filter_) == told


@pytest.mark.parametrize("filter_", ["a.b/#", "a//b", "a b/c"])
def test_a_level_that_would_be_another_subject_is_refused(filter_: str) -> None:
    with pytest.raises(PlainFault, match="no NATS subject"):
        subjects(filter_)
