"""The embedded broker sends away who is revoked, while their connections are open."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509

from broker_plugins import credentials
from broker_plugins.amqtt_broker import GuardedBroker
from broker_plugins.amqtt_policy import configuration
from broker_plugins.certificates import server_context
from broker_plugins.policy import Role
from cloud.enrolment import own_authority
from cloud.enrolment.authority import Revoked
from cloud.enrolment.own_authority import OwnAuthority
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings, Will
from runtime.process import open_listener
from runtime.settings import HostPort
from tests.broker_plugins.engines import certificate
from tests.broker_plugins.running import CLIENTS, A, Running
from tests.services import until


def rewrite(running: Running, *names: str, **secrets: str) -> None:
    entries = [
        credentials.entry(username, role, secrets.get(username, f"secret of {username}"), area)
        for username, role, area in CLIENTS
        if username in names
    ]
    credentials.write(running.folder / "credentials", entries)


async def test_a_removed_user_loses_the_open_connection(running: Running) -> None:
    async with running.line("gw-a", f"{A}/cmd") as mine, running.line("cloud", "sw/1/#") as cloud:
        kept = credentials.read(running.folder / "credentials")
        del kept["gw-a"]
        credentials.write(running.folder / "credentials", kept.values())
        await until(lambda: not mine.connected and "refused" in (mine.last_fault or ""))
        assert running.broker.revoked == 1
        assert cloud.connected
        assert cloud.reconnects == 0


async def test_a_new_password_ends_what_came_in_with_the_old_one(running: Running) -> None:
    async with running.line("gw-a", f"{A}/cmd") as mine:
        rewrite(running, *(name for name, _, _ in CLIENTS), **{"gw-a": "another"})
        await until(lambda: not mine.connected and "refused" in (mine.last_fault or ""))


async def test_a_removed_users_will_is_not_said_and_its_messages_are_not_kept(running: Running) -> None:
    will = Will(f"{A}/health", b"gone")
    async with running.line("cloud", "sw/1/#") as cloud:
        async with running.line("gw-a", f"{A}/cmd", clean=False, will=will) as mine:
            kept = credentials.read(running.folder / "credentials")
            gone = kept.pop("gw-a")
            credentials.write(running.folder / "credentials", kept.values())
            await until(lambda: not mine.connected)
        assert "gw-a" not in running.broker._sessions
        assert "gw-a" not in running.broker._outboxes
        credentials.write(running.folder / "credentials", [*kept.values(), gone])
        async with running.line("gw-a") as mine:
            await mine.publish(f"{A}/event", b"back")
            message = await anext(cloud.messages())
            assert message.payload == b"back"


class Secured(NamedTuple):
    broker: GuardedBroker | None
    authority: OwnAuthority
    port: int
    folder: Path

    def settings(self, own: Path, client_id: str) -> MqttSettings:
        trusted = self.folder / "ca" / "trusted.pem"
        return MqttSettings(port=self.port, client_id=client_id, tls_ca=trusted, tls_cert=own, tls_key=own)

    def revoke(self, *certificates: Path) -> None:
        now = dt.datetime.now(dt.UTC)
        serials = [x509.load_pem_x509_certificate(path.read_bytes()).serial_number for path in certificates]
        text = self.authority.revocation_list([Revoked(serial, now) for serial in serials], now)
        credentials.write_private(self.folder / "revoked.pem", text or "")


@pytest.fixture
async def secured(tmp_path: Path) -> AsyncIterator[Secured]:
    own_authority.make(tmp_path / "ca", "Test")
    authority = OwnAuthority(tmp_path / "ca")
    server = certificate(authority, tmp_path, "broker", server=True)
    credentials.write(tmp_path / "credentials", [credentials.entry("cloud", Role.CLOUD, "secret")])
    listener = open_listener("127.0.0.1", 0)
    port = listener.getsockname()[1]
    made = configuration(tmp_path / "credentials", HostPort("127.0.0.1", port), tmp_path / "revoked.pem")
    found = Secured(None, authority, port, tmp_path)
    found.revoke()
    broker = GuardedBroker(made, listener, server_context(server, server, tmp_path / "ca" / "trusted.pem"))
    await broker.start()
    yield found._replace(broker=broker)
    await broker.shutdown()
    listener.close()


async def test_a_certificate_is_an_identity_and_its_revocation_ends_the_open_connection(
    secured: Secured,
) -> None:
    own = certificate(secured.authority, secured.folder, "150102/gw-a")
    cloud = certificate(secured.authority, secured.folder, "cloud")
    lines = {
        "gw-a": MqttLine(secured.settings(own, "gw-a"), backoff=Backoff(0.02, limit_s=0.1)),
        "cloud": MqttLine(
            secured.settings(cloud, "cloud"), [("sw/1/#", 1)], backoff=Backoff(0.02, limit_s=0.1)
        ),
    }
    running = [asyncio.create_task(line.run()) for line in lines.values()]
    for line in lines.values():
        async with asyncio.timeout(20):
            await line.wait_connected()
    await lines["gw-a"].publish("sw/1/150102/gw-b/event", b"not mine")
    await lines["gw-a"].publish(f"{A}/event", b"mine")
    message = await anext(lines["cloud"].messages())
    assert (message.topic, message.payload) == (f"{A}/event", b"mine")
    secured.revoke(own)
    broker = secured.broker
    assert broker is not None
    await until(lambda: not lines["gw-a"].connected and broker.refused > 0)
    assert lines["cloud"].connected
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_a_certificate_of_a_name_that_nobody_knows_does_not_get_in(secured: Secured) -> None:
    stranger = certificate(secured.authority, secured.folder, "somebody")
    line = MqttLine(secured.settings(stranger, "somebody"), backoff=Backoff(0.02, limit_s=0.1))
    running = asyncio.create_task(line.run())
    await until(lambda: "refused" in (line.last_fault or ""))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
