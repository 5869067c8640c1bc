from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from broker_plugins.policy import Role
from cloud.access.settings import IngestSettings
from cloud.access.sources.mqtt import mqtt_source
from runtime.mqtt_line import MqttLine
from telemetry.areas import COUNTIES
from tests.services import Broker, start_broker, until

AREAS = [code for code, *_ in COUNTIES][:20]
GATEWAYS = {f"gw-{area}": area for area in AREAS}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    clients = [("cloud", Role.CLOUD, None), *((name, Role.GATEWAY, area) for name, area in GATEWAYS.items())]
    with start_broker(tmp_path_factory.mktemp("mosquitto"), clients, engine="mosquitto") as running:
        yield running


@contextlib.asynccontextmanager
async def up(*lines: MqttLine) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(line.run()) for line in lines]
    try:
        for line in lines:
            await line.wait_connected()
            assert line.refused == ()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def spread(broker: Broker, workers: list[IngestSettings]) -> list[list[tuple[str, bytes]]]:
    """What each worker read of ten messages from every gateway."""
    sources = [mqtt_source(broker.settings("cloud"), ingest, "alarm", ("event",)) for ingest in workers]
    gateways = {name: MqttLine(broker.settings(name)) for name in GATEWAYS}
    read: list[list[tuple[str, bytes]]] = [[] for _ in sources]

    async def reading(source: MqttLine, into: list[tuple[str, bytes]]) -> None:
        async for message in source.messages():
            into.append((message.topic, message.payload))
            message.ack()

    async with up(*sources), up(*gateways.values()):
        readers = [asyncio.create_task(reading(*pair)) for pair in zip(sources, read, strict=True)]
        for number in range(10):
            for name, line in gateways.items():
                await line.publish(f"sw/1/{GATEWAYS[name]}/{name}/event", b"%d" % number)
        await until(lambda: sum(map(len, read)) >= 10 * len(GATEWAYS))
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    everything = [entry for entries in read for entry in entries]
    assert len(everything) == len(set(everything)) == 10 * len(GATEWAYS)
    return read


async def test_workers_of_a_group_share_what_comes(broker: Broker) -> None:
    read = await spread(broker, [IngestSettings(share_group="steppewatch")] * 2)
    assert all(read)


async def test_sharded_workers_read_their_own_areas(broker: Broker) -> None:
    read = await spread(broker, [IngestSettings.model_validate({"shard": f"{i}/3"}) for i in (1, 2, 3)])
    areas = [{topic.split("/")[2] for topic, _ in entries} for entries in read]
    assert sum(map(len, areas)) == len(AREAS)
    assert all(areas)


def test_a_group_and_a_shard_together_are_refused() -> None:
    with pytest.raises(ValueError, match="two ways to do the same"):
        IngestSettings.model_validate({"share_group": "a", "shard": "1/2"})
