"""A centre's stores on real files, and a whole centre on a real socket behind a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from cloud.centre import Centre
from cloud.database.engine import sqlite_url
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.trust import system_trust
from telemetry import encoding, topics
from telemetry.messages import Receipt, UplinkMessage
from tests.cloud.records import make_empty
from tests.cloud.said import AREA, GATEWAY, topic_of
from tests.cloud.stores import Stores, migrated, open_stores
from tests.postgresql import PostgreSql, Templates, from_template, start_postgresql
from tests.services import Mosquitto, start_mosquitto


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    with start_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def templates() -> Templates:
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated records store, on either engine."""
    if request.param == "postgresql":
        server, templates = (request.getfixturevalue(name) for name in ("postgresql", "templates"))
        return from_template(server, templates, migrated)
    make_empty(tmp_path / "cloud.sqlite3")
    return sqlite_url(tmp_path / "cloud.sqlite3")


@pytest.fixture
def stores(tmp_path: Path, records_url: str) -> Iterator[Stores]:
    opened = open_stores(tmp_path, url=records_url)
    yield opened
    opened.close()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    with start_mosquitto(tmp_path) as broker:
        yield broker


class Gateway:
    """A gateway on the wire: it says things and hears receipts."""

    def __init__(self, line: MqttLine, name: str) -> None:
        self.line = line
        self.name = name
        self.receipts: list[Receipt] = []
        self._came = asyncio.Event()

    async def say(self, *messages: UplinkMessage) -> None:
        for message in messages:
            await self.line.publish(topic_of(message), encoding.encode(message))

    async def say_raw(self, topic: str, payload: bytes) -> None:
        await self.line.publish(topic, payload)

    async def listen(self) -> None:
        async for message in self.line.messages():
            receipt = encoding.decode_downlink(message.topic, message.payload)
            assert isinstance(receipt, Receipt)
            self.receipts.append(receipt)
            message.ack()
            self._came.set()

    async def receipted(self, stream: str, seq: int) -> None:
        """Return once a receipt has named this number."""
        while not any(
            held.stream == stream and held.first <= seq <= held.last
            for receipt in self.receipts
            for held in receipt.stored
        ):
            self._came.clear()
            await self._came.wait()


class Running(NamedTuple):
    """A whole centre."""

    centre: Centre
    url: str
    http: httpx.AsyncClient
    gateway: Gateway


def settings_for(folder: Path, port: int, **changed: object) -> CloudSettings:
    make_empty(folder / "cloud.sqlite3")
    told: dict[str, object] = {
        "listen": "127.0.0.1:0",
        "database": {"path": folder / "cloud.sqlite3"},
        "timeseries": {"path": folder / "readings.duckdb", "threads": 1},
        "mqtt": {"port": port, "client_id": "cloud"},
        "supervision": {"every_s": 0.2},
        "live": {"heartbeat_s": 0.2},
        "web_dist": folder / "no-page",
        "people": {"login": "open-on-loopback"},
        "access": {"gb26875": {"enabled": False}},
    }
    return CloudSettings.model_validate(told | changed)


@pytest.fixture
def make_settings(tmp_path: Path, mosquitto: Mosquitto) -> Callable[..., CloudSettings]:
    def make(**changed: object) -> CloudSettings:
        return settings_for(tmp_path, mosquitto.port, **changed)

    return make


async def gateway_on(port: int, name: str = GATEWAY) -> tuple[Gateway, list[asyncio.Task[None]]]:
    line = MqttLine(MqttSettings(port=port, client_id=name), [(topics.prefix(AREA, name) + "receipt", 1)])
    gateway = Gateway(line, name)
    tasks = [asyncio.create_task(line.run()), asyncio.create_task(gateway.listen())]
    await line.wait_connected()
    return gateway, tasks


@pytest.fixture
async def running(
    make_settings: Callable[..., CloudSettings], mosquitto: Mosquitto
) -> AsyncIterator[Running]:
    async with serving(make_settings()) as (centre, address):
        for line in centre.lines.values():
            await line.wait_connected()
        gateway, tasks = await gateway_on(mosquitto.port)
        async with httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http:
            yield Running(centre, f"http://{address}", http, gateway)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
