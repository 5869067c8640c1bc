"""The brokers of the matrix: each with the same clients, each by the files or plugins of ours."""

from __future__ import annotations

import contextlib
import getpass
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from broker_plugins import credentials
from broker_plugins.mosquitto import render_access, render_passwords
from broker_plugins.mosquitto_gateways import Files, Listeners, render_configuration, render_gateway_access
from broker_plugins.nats import NatsUser, render_users
from broker_plugins.nats_node import Node
from broker_plugins.nats_node import render_configuration as render_nats
from broker_plugins.policy import Identity, Role
from cloud.enrolment import own_authority
from cloud.enrolment.own_authority import OwnAuthority, key_pem, pem
from runtime.mqtt_line import MqttSettings
from runtime.settings import HostPort
from tests.services import find_or_skip, free_port, start_broker, stop, wait_listening

Clients = Sequence[tuple[str, Role, str | None]]


class Broker(Protocol):
    """How a test reaches a broker as one of its clients."""

    @property
    def folder(self) -> Path: ...

    @property
    def one_session(self) -> bool:
        """Whether a gateway has one session, whatever client id it shows."""
        ...

    def settings(self, username: str, **more: Any) -> MqttSettings: ...


class Reached:
    """A broker, and how each client proves itself."""

    def __init__(self, folder: Path, proofs: dict[str, dict[str, Any]], *, one_session: bool = False) -> None:
        self.folder = folder
        self.one_session = one_session
        self._proofs = proofs

    def settings(self, username: str, **more: Any) -> MqttSettings:
        more.setdefault("client_id", username)
        return MqttSettings.model_validate(self._proofs[username] | more)


@contextlib.contextmanager
def process(
    program: str, *arguments: str, ports: Sequence[int], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    found = find_or_skip(program)
    with log.open("ab") as output:
        running = subprocess.Popen([found, *arguments], stdout=output, stderr=output)
    try:
        for port in ports:
            wait_listening(port, running)
        yield running
    finally:
        stop(running)


def certificate(authority: OwnAuthority, folder: Path, name: str, *, server: bool = False) -> Path:
    """Key and certificate of this common name in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    issued = (
        authority.issue_server(key.public_key(), name, ["127.0.0.1"], 9)
        if server
        else authority.issue_client(key.public_key(), name, 9)
    )
    path = folder / f"{name.replace('/', '_')}.pem"
    path.write_text(key_pem(key) + "".join(pem(one) for one in (issued.certificate, *issued.chain)))
    path.chmod(0o600)
    return path


@contextlib.contextmanager
def _by_password(folder: Path, clients: Clients, engine: str) -> Iterator[Broker]:
    with start_broker(folder, clients, engine=engine) as started:
        proofs = {
            username: {
                "port": started.port,
                "username": username,
                "password_file": started.folder / f"{username}.secret",
            }
            for username, _, _ in clients
        }
        yield Reached(started.folder, proofs)


@contextlib.contextmanager
def _mosquitto_certificates(folder: Path, clients: Clients) -> Iterator[Broker]:
    """Gateways by certificate and pattern, all others by password on a listener of their own."""
    own_authority.make(folder / "ca", "Test")
    authority = OwnAuthority(folder / "ca")
    tls_port, port = free_port(), free_port()
    proofs: dict[str, dict[str, Any]] = {}
    entries = []
    for username, role, area in clients:
        if role is Role.GATEWAY:
            own = certificate(authority, folder, f"{area}/{username}")
            trusted = folder / "ca" / "trusted.pem"
            proofs[username] = {"port": tls_port, "tls_ca": trusted, "tls_cert": own, "tls_key": own}
        else:
            secret = folder / f"{username}.secret"
            credentials.write_private(secret, credentials.new_secret())
            entries.append(credentials.entry(username, role, secret.read_text(), area))
            proofs[username] = {"port": port, "username": username, "password_file": secret}
    server = certificate(authority, folder, "broker", server=True)
    (folder / "access-gateways").write_text(render_gateway_access([], []))
    (folder / "access-services").write_text(render_access(entries))
    (folder / "passwords").write_text(render_passwords(entries))
    text = render_configuration(
        Listeners(HostPort("127.0.0.1", tls_port), HostPort("127.0.0.1", port)),
        Files(server, server, folder / "ca" / "trusted.pem", None),
        folder,
        getpass.getuser(),
    )
    (folder / "mosquitto.conf").write_text(text)
    arguments = ("-c", str(folder / "mosquitto.conf"))
    with process("mosquitto", *arguments, ports=(tls_port, port), log=folder / "log"):
        yield Reached(folder, proofs, one_session=True)


@contextlib.contextmanager
def _nats(folder: Path, clients: Clients) -> Iterator[Broker]:
    """Everybody by password over the MQTT listener."""
    port = free_port()
    proofs: dict[str, dict[str, Any]] = {}
    users = []
    for username, role, area in clients:
        secret = folder / f"{username}.secret"
        credentials.write_private(secret, credentials.new_secret())
        users.append(NatsUser(Identity(username, role, area), secret.read_text()))
        proofs[username] = {"port": port, "username": username, "password_file": secret}
    (folder / "users.conf").write_text(render_users(users))
    text = render_nats(Node("test", HostPort("127.0.0.1", port)), folder, None)
    (folder / "nats.conf").write_text(text)
    with process("nats-server", "-c", str(folder / "nats.conf"), ports=(port,), log=folder / "log"):
        yield Reached(folder, proofs)


Start = Callable[[Path, Clients], contextlib.AbstractContextManager[Broker]]

ENGINES: dict[str, Start] = {
    "amqtt": lambda folder, clients: _by_password(folder, clients, "amqtt"),
    "mosquitto": lambda folder, clients: _by_password(folder, clients, "mosquitto"),
    "mosquitto-certificates": _mosquitto_certificates,
    "nats": _nats,
}

#: RabbitMQ takes long to start: both modules that use it share one, on one worker.
RABBITMQ = "rabbitmq"
EVERY_BROKER = [*ENGINES, pytest.param(RABBITMQ, marks=pytest.mark.xdist_group(RABBITMQ))]


@contextlib.contextmanager
def running(
    request: pytest.FixtureRequest, factory: pytest.TempPathFactory, clients: Clients
) -> Iterator[Broker]:
    """The broker of the fixture's parameter."""
    if request.param == RABBITMQ:
        yield request.getfixturevalue(RABBITMQ)
        return
    with ENGINES[request.param](factory.mktemp(request.param), clients) as started:
        yield started
