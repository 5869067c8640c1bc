"""A centre that enrols, behind a real Mosquitto that knows gateways by certificate; made by our commands."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx

from broker_plugins import credentials
from broker_plugins.policy import Role
from cloud.brokers.command import main as broker_config
from cloud.brokers.fetch_command import keep_up, parser
from cloud.brokers.tables import BrokerUser
from cloud.centre import Centre
from cloud.enrolment.command import main as ca
from cloud.people.asker import Permission
from cloud.people.duties import Duty
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.mqtt_line import MqttSettings
from runtime.settings import load
from runtime.trust import system_trust
from tests.cloud.people.conftest import House, MovableClock
from tests.cloud.records import opened
from tests.services import find_or_skip, free_port, stop, wait_listening


class Site(NamedTuple):
    """The centre, the broker, and where their files are."""

    centre: Centre
    http: httpx.AsyncClient
    url: str
    folder: Path
    tls_port: int
    broker: subprocess.Popen[bytes]

    async def code(self, gateway: str, area: str = "150102") -> str:
        answer = await self.http.post("/api/v1/enrolment/codes", json={"area": area, "gateway": gateway})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])

    def line(self, identity: Path, client_id: str = "any") -> MqttSettings:
        return MqttSettings(
            port=self.tls_port,
            client_id=client_id,
            tls_ca=self.folder / "broker" / "trusted.pem",
            tls_cert=identity,
            tls_key=identity,
        )


HERE = """
[[brokers.mosquitto]]
folder = "broker"
sessions = "127.0.0.1:{tls_port}"
"""
ELSEWHERE = """
[[brokers.elsewhere]]
name = "mqtt-2"
engine = "mosquitto"
sessions = "127.0.0.1:{tls_port}"
"""


def write_settings(folder: Path, tls_port: int, port: int, more: str = "", broker: str = HERE) -> Path:
    (folder / "cloud.password").write_text("secret of cloud")
    path = folder / "cloud.toml"
    path.write_text(
        f"""
listen = "127.0.0.1:0"
web_dist = "no-page"
[database]
path = "cloud.sqlite3"
[timeseries]
path = "readings.duckdb"
threads = 1
[mqtt]
port = {port}
client_id = "cloud"
username = "cloud"
password_file = "cloud.password"
[people]
login = "open-on-loopback"
[access.gb26875]
enabled = false
[enrolment]
authority = "ca"
centre = "http://127.0.0.1:1"
brokers = ["127.0.0.1:{tls_port}"]
[brokers]
every_s = 0.2
{broker.format(tls_port=tls_port)}
{more}"""
    )
    return path


@contextlib.contextmanager
def mosquitto_of(folder: Path, settings: Path, tls_port: int, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Mosquitto with the files that `steppewatch broker-config` wrote, and nothing else."""
    program = find_or_skip("mosquitto")
    where = folder / "broker"
    options = ["--host", "127.0.0.1", "--port", str(tls_port), "--services-port", str(port)]
    assert broker_config(["mosquitto", "--config", str(settings), "--output", str(where), *options]) == 0
    named = ["ca", "--config", str(settings)][1:]
    assert ca(["server", *named, "--output", str(where), "--san", "127.0.0.1", "server"]) == 0
    with (folder / "mosquitto.log").open("ab") as output:
        process = subprocess.Popen(
            [program, "-c", str(where / "mosquitto.conf")], stdout=output, stderr=output
        )
    try:
        wait_listening(tls_port, process)
        wait_listening(port, process)
        yield process
    finally:
        stop(process)


def make_cloud_user(folder: Path) -> None:
    database = opened(folder / "cloud.sqlite3")
    with database.write() as session:
        session.add(
            BrokerUser(
                username="cloud",
                role=Role.CLOUD.value,
                password_hash=credentials.hash_password("secret of cloud"),
                made_by="test",
                made_at=0,
            )
        )
    database.close()


@contextlib.asynccontextmanager
async def open_site(folder: Path, more: str = "", *, elsewhere: bool = False) -> AsyncIterator[Site]:
    """Where the broker is elsewhere, its files come by `steppewatch broker-files` alone."""
    tls_port, port = free_port(), free_port()
    settings = write_settings(folder, tls_port, port, more, ELSEWHERE if elsewhere else HERE)
    assert ca(["init", "--config", str(settings)]) == 0
    make_cloud_user(folder)
    with mosquitto_of(folder, settings, tls_port, port) as broker:
        async with serving(load(settings, CloudSettings)) as (centre, address):
            for line in centre.lines.values():
                await line.wait_connected()
            async with httpx.AsyncClient(
                base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=60
            ) as http:
                site = Site(centre, http, f"http://{address}", folder, tls_port, broker)
                if not elsewhere:
                    yield site
                    return
                async with fetching(site):
                    yield site


@contextlib.asynccontextmanager
async def fetching(site: Site, *more: str) -> AsyncIterator[None]:
    """`steppewatch broker-files` at work beside the broker."""
    house = House(site.centre, site.url, MovableClock())
    token = house.token(Permission.SERVE_BROKERS, Duty.PLATFORM_OPERATOR, ["15"])
    (site.folder / "token").write_text(token)
    told = ["--centre", site.url, "--name", "mqtt-2", "--token-file", str(site.folder / "token")]
    told += ["--folder", str(site.folder / "broker"), "--every", "0.2", *more]
    stop_it = asyncio.Event()
    task = asyncio.create_task(keep_up(parser().parse_args(told), stop_it))
    try:
        yield
    finally:
        stop_it.set()
        await task
