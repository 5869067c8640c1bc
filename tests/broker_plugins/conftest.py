"""The embedded broker, one a test, and the RabbitMQ of all tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from broker_plugins import credentials
from broker_plugins.amqtt_broker import GuardedBroker
from broker_plugins.amqtt_policy import configuration
from runtime.process import open_listener
from runtime.settings import HostPort
from tests.broker_plugins import rabbitmq_engine, test_matrix
from tests.broker_plugins.rabbitmq_engine import ReachedRabbit
from tests.broker_plugins.running import CLIENTS, Running


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReachedRabbit]:
    with rabbitmq_engine.start(tmp_path_factory.mktemp("rabbitmq"), test_matrix.CLIENTS) as running:
        yield running


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    entries = []
    for username, role, area in CLIENTS:
        (tmp_path / username).write_text(f"secret of {username}")
        entries.append(credentials.entry(username, role, f"secret of {username}", area))
    credentials.write(tmp_path / "credentials", entries)
    listener = open_listener("127.0.0.1", 0)
    port = listener.getsockname()[1]
    broker = GuardedBroker(configuration(tmp_path / "credentials", HostPort("127.0.0.1", port)), listener)
    await broker.start()
    yield Running(broker, port, tmp_path)
    if broker.transitions.state == "started":
        await broker.shutdown()
    listener.close()
