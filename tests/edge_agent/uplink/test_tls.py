"""The line to the centre with X.509 identities: a good one is let in, a bad one is told in plain words."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from edge_agent.agent import Agent
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.messages import Health
from tests.certificates import Authority
from tests.edge_agent.panels import Cloud, running
from tests.edge_agent.site import serving
from tests.services import free_port, start_mosquitto, until


class Place(NamedTuple):
    """A broker that asks for certificates, and a plain listener for the centre."""

    folder: Path
    authority: Authority
    stranger: Authority
    tls_port: int
    plain_port: int


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    authority, stranger = Authority(tmp_path, "ca"), Authority(tmp_path, "other-ca")
    cert, key = authority.issue("broker", address="127.0.0.1")
    port = free_port()
    config = (
        "allow_anonymous true\n"
        f"listener {port} 127.0.0.1\ncafile {authority.path}\ncertfile {cert}\nkeyfile {key}\n"
        "require_certificate true\n"
    )
    with start_mosquitto(tmp_path, config=config) as broker:
        yield Place(tmp_path, authority, stranger, port, broker.port)


SETTINGS = """
gateway = "gw-1"
area = "150102"
clock = "trust"
health_interval_s = 0.2
[spool]
path = "state/spool.sqlite3"
[uplink]
host = "{host}"
port = {port}
tls_ca = "{ca}"
{identity}
"""


@contextlib.asynccontextmanager
async def gateway(
    place: Place, identity: tuple[Path, Path] | None, *, ca: Path | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Agent]:
    path = place.folder / "agent.toml"
    lines = "" if identity is None else f'tls_cert = "{identity[0]}"\ntls_key = "{identity[1]}"'
    path.write_text(
        SETTINGS.format(host=host, port=place.tls_port, ca=ca or place.authority.path, identity=lines)
    )
    async with serving(path) as agent:
        yield agent


def row(agent: Agent) -> str:
    return next(row for row in agent.report.rows() if row.bus == "uplink").last_error


async def test_a_good_certificate_is_let_in_and_its_days_are_told(place: Place) -> None:
    cloud = Cloud(place.plain_port)
    async with running(cloud.run()), gateway(place, place.authority.issue("gw-1", days=90)):
        await until(lambda: any(isinstance(message, Health) for message in cloud.got))
        health = next(message for message in cloud.got if isinstance(message, Health))
        assert health.vitals is not None
        assert health.vitals.certificate_days == pytest.approx(90, abs=0.1)
        await until(
            lambda: any(
                b.bus == "uplink" and b.up for h in cloud.got if isinstance(h, Health) for b in h.buses
            )
        )


async def test_a_certificate_that_ends_soon_is_told_while_it_still_works(place: Place) -> None:
    async with gateway(place, place.authority.issue("gw-1", days=5)) as agent:
        await until(lambda: agent.line.connected)
        assert "ends in 5 days" in row(agent)


async def test_an_expired_certificate_is_told_in_plain_words(place: Place) -> None:
    async with gateway(place, place.authority.issue("gw-1", days=-2)) as agent:
        await until(lambda: "has expired; renew `tls_cert`" in row(agent))
        assert "ended 2 days ago" in row(agent)
        assert not agent.line.connected


async def test_a_certificate_of_another_authority_is_told_in_plain_words(place: Place) -> None:
    async with gateway(place, place.stranger.issue("gw-1")) as agent:
        await until(lambda: "does not know who signed our certificate" in row(agent))


async def test_a_missing_certificate_is_told_in_plain_words(place: Place) -> None:
    async with gateway(place, None) as agent:
        await until(lambda: "set `tls_cert` and `tls_key`" in row(agent))


async def test_a_key_of_another_pair_is_told_in_plain_words(place: Place) -> None:
    cert, _ = place.authority.issue("gw-1")
    _, key = place.authority.issue("gw-2")
    async with gateway(place, (cert, key)) as agent:
        await until(lambda: "`tls_key` does not belong to `tls_cert`" in row(agent))


async def test_a_broker_of_another_authority_is_not_believed(place: Place) -> None:
    identity = place.authority.issue("gw-1")
    async with gateway(place, identity, ca=place.stranger.path) as agent:
        await until(lambda: "`tls_ca` is not who signed it" in row(agent))


async def test_a_broker_under_another_name_is_not_believed(place: Place) -> None:
    async with gateway(place, place.authority.issue("gw-1"), host="localhost") as agent:
        await until(lambda: "it is for another host" in row(agent))


async def test_a_broker_without_tls_is_told_in_plain_words(place: Place) -> None:
    settings = MqttSettings(client_id="a", port=place.plain_port, tls_ca=place.authority.path)
    line = MqttLine(settings)
    task = asyncio.create_task(line.run())
    try:
        await until(lambda: line.last_fault is not None)
        assert "it may speak no TLS on this port" in str(line.last_fault)
    finally:
        task.cancel()
        await asyncio.wait({task})
