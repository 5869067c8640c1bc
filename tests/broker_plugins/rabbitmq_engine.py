"""RabbitMQ in the matrix: whoever comes in is asked for at the doors of a whole centre."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from broker_plugins.mosquitto_gateways import Files, Listeners
from broker_plugins.policy import Role
from cloud.brokers.rabbitmq import ENVIRONMENT, render_configuration, render_definitions, render_plugins
from cloud.enrolment import own_authority
from cloud.enrolment.own_authority import OwnAuthority
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.mqtt_line import MqttSettings
from runtime.settings import HostPort
from tests.broker_plugins.engines import Clients, Reached, certificate
from tests.cloud.conftest import settings_for
from tests.cloud.enrolment.gateways import GatewayKey
from tests.services import find_or_skip, free_port
from tests.services_rabbitmq import RabbitMq, start_rabbitmq


class ReachedRabbit(Reached):
    """It hangs up on who asks for what it may not have; retained messages come to exact filters only."""

    def __init__(self, server: RabbitMq, centre: str, proofs: dict[str, dict[str, Any]]) -> None:
        super().__init__(server.folder, proofs)
        self.server = server
        self.centre = centre

    def settings(self, username: str, **more: Any) -> MqttSettings:
        """Further sessions of a client are told by what stands behind a colon."""
        tail = more.pop("client_id", username).removeprefix(username)
        return super().settings(username, client_id=f"{username}:{tail}", **more)

    @property
    def wills_refused(self) -> int:
        """How many wills it has not said, by its own account."""
        return self.server.log.count("Could not send last will")


@contextlib.contextmanager
def start(folder: Path, clients: Clients) -> Iterator[ReachedRabbit]:
    """Gateways enrol and show their certificates; all others are users with passwords."""
    find_or_skip("rabbitmq-server")
    own_authority.make(folder / "ca", "Test")
    management = HostPort("127.0.0.1", free_port())
    (folder / "rabbitmq.password").write_text("of the management")
    settings = settings_for(
        folder,
        free_port(),
        ingest={"source": "none"},
        enrolment={"authority": folder / "ca"},
        brokers={
            "rabbitmq_certificates": True,
            "every_s": 0.5,
            "remember_s": 1.0,
            "rabbitmq": {"management": str(management), "password_file": folder / "rabbitmq.password"},
        },
    )
    tls_port, port = free_port(), free_port()
    listeners = Listeners(HostPort("127.0.0.1", tls_port), HostPort("127.0.0.1", port))
    trusted = folder / "ca" / "trusted.pem"
    server = certificate(OwnAuthority(folder / "ca"), folder, "broker", server=True)
    with _centre(settings) as centre:
        proofs: dict[str, dict[str, Any]] = {}
        for username, role, area in clients:
            if role is Role.GATEWAY:
                own = enrolled(centre, folder, username, str(area))
                proofs[username] = {"port": tls_port, "tls_ca": trusted, "tls_cert": own, "tls_key": own}
            else:
                secret = folder / f"{username}.secret"
                secret.write_text(_user(centre, username, role))
                proofs[username] = {"port": port, "username": username, "password_file": secret}
        files = Files(server, server, trusted, None)
        text = render_configuration(listeners, files, folder, centre, "/", management)
        (folder / "rabbitmq.conf").write_text(text)
        (folder / "definitions.json").write_text(render_definitions("/", "of the management"))
        (folder / "enabled_plugins").write_text(render_plugins(managed=True))
        (folder / "rabbitmq-env.conf").write_text(ENVIRONMENT)
        with start_rabbitmq(folder, (tls_port, port, management.port)) as running:
            yield ReachedRabbit(running, centre, proofs)


def ask(centre: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
    """The centre's answer to a POST."""
    answer = httpx.post(f"{centre}/api/v1/{path}", json=told, trust_env=False, timeout=60)
    assert answer.is_success, answer.text
    got: dict[str, Any] = answer.json()
    return got


def enrolled(centre: str, folder: Path, gateway: str, area: str) -> Path:
    """A file with the certificate and the key that this gateway was given."""
    key = GatewayKey()
    code = ask(centre, "enrolment/codes", {"area": area, "gateway": gateway})["code"]
    got = ask(centre, "enrolment", {"code": code, "request": key.request()})
    return key.files(folder, got["certificate"])


def _user(centre: str, username: str, role: Role) -> str:
    return str(ask(centre, "brokers/users", {"username": username, "role": role})["password"])


@contextlib.contextmanager
def _centre(settings: CloudSettings) -> Iterator[str]:
    """A centre in a thread with a loop of its own: tests come and go with theirs. Gives its URL."""
    started: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def work() -> None:
        ending = asyncio.Event()
        async with serving(settings) as (_, address):
            started.set_result((f"http://{address}", asyncio.get_running_loop(), ending))
            await ending.wait()

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as fault:
            if started.done():
                raise
            started.set_exception(fault)

    with ThreadPoolExecutor(1, thread_name_prefix="centre") as thread:
        ended = thread.submit(run)
        url, loop, ending = started.result(60)
        try:
            yield url
        finally:
            loop.call_soon_threadsafe(ending.set)
            ended.result(60)
