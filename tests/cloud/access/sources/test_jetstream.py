from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from cloud.access.settings import NatsSettings
from cloud.access.sources.jetstream import JetStreamSource
from runtime.backoff import Backoff
from runtime.mqtt_line import LineDown, MqttLine, MqttSettings
from tests.nats import Nats, start_nats
from tests.services import free_port, until

EVENT, READING, RECEIPT = (f"sw/1/150102/gw-1/{stream}" for stream in ("event", "reading", "receipt"))


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    with start_nats(tmp_path_factory.mktemp("nats")) as running:
        yield running


@contextlib.asynccontextmanager
async def gateway(server: Nats, *filters: str) -> AsyncIterator[MqttLine]:
    line = MqttLine(
        MqttSettings(port=server.nodes[0].mqtt_port, client_id="gw-1"), [(filter_, 1) for filter_ in filters]
    )
    running = asyncio.create_task(line.run())
    try:
        await line.wait_connected()
        yield line
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@contextlib.asynccontextmanager
async def source(
    server: Nats, *streams: str, wait: bool = True, **settings: Any
) -> AsyncIterator[JetStreamSource]:
    made = JetStreamSource(
        NatsSettings.model_validate({"servers": server.urls} | settings),
        streams,
        backoff=Backoff(0.05, limit_s=0.1),
    )
    running = asyncio.create_task(made.run())
    try:
        if wait:
            await made.wait_connected()
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_a_gateway_publishes_by_mqtt_is_pulled_with_its_topic(server: Nats) -> None:
    async with gateway(server) as line, source(server, "event") as pulled:
        await line.publish(EVENT, b"one")
        message = await anext(pulled.messages())
        assert (message.topic, message.payload) == (EVENT, b"one")
        message.ack()


async def test_each_stream_is_pulled_by_its_own_lane_only(server: Nats) -> None:
    async with (
        gateway(server) as line,
        source(server, "event") as alarm,
        source(server, "reading", "health") as bulk,
    ):
        await line.publish(READING, b"reading")
        await line.publish(EVENT, b"event")
        assert (await anext(alarm.messages())).payload == b"event"
        assert (await anext(bulk.messages())).payload == b"reading"


async def test_a_receipt_reaches_the_gateway_at_qos_1(server: Nats) -> None:
    async with gateway(server, RECEIPT) as line, source(server, "event") as pulled:
        await pulled.publish(RECEIPT, b"stored")
        message = await anext(line.messages())
        assert (message.topic, message.payload, message.qos) == (RECEIPT, b"stored", 1)
        message.ack()


async def test_what_was_not_acknowledged_goes_to_another_worker(server: Nats) -> None:
    async with gateway(server) as line:
        async with source(server, "event", event_ack_wait_s=1) as first:
            for number in range(5):
                await line.publish(EVENT, b"%d" % number)
            came = [await anext(first.messages()) for _ in range(5)]
            came[0].ack()
            came[3].ack()
            await until(lambda: not first._acks)
            await asyncio.sleep(0.1)
        async with source(server, "event", event_ack_wait_s=1) as second:
            again = {(await anext(second.messages())).payload for _ in range(3)}
        assert again == {b"1", b"2", b"4"}


async def test_two_workers_share_what_comes(server: Nats) -> None:
    async with gateway(server) as line, source(server, "event") as one, source(server, "event") as two:
        seen: dict[str, list[bytes]] = {"one": [], "two": []}

        async def read(name: str, pulled: JetStreamSource) -> None:
            async for message in pulled.messages():
                seen[name].append(message.payload)
                message.ack()

        readers = [asyncio.create_task(read("one", one)), asyncio.create_task(read("two", two))]
        await asyncio.gather(*(line.publish(EVENT, b"%d" % number) for number in range(200)))
        await until(lambda: sum(map(len, seen.values())) == 200)
        assert sorted(seen["one"] + seen["two"]) == sorted(b"%d" % number for number in range(200))
        assert seen["one"]
        assert seen["two"]
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


async def test_a_source_that_is_not_read_holds_no_more_than_its_window(server: Nats) -> None:
    async with gateway(server) as line, source(server, "event", window=20) as pulled:
        await asyncio.gather(*(line.publish(EVENT, b"%d" % number) for number in range(100)))
        await until(lambda: pulled.received == 20)
        await asyncio.sleep(0.3)
        assert pulled.received == 20
        messages = pulled.messages()
        for _ in range(100):
            (await anext(messages)).ack()
        assert pulled.received == 100


async def test_without_a_gateway_there_is_no_stream_yet_and_it_is_said(server: Nats) -> None:
    async with source(server, "event", wait=False) as pulled:
        await until(lambda: "comes with the first gateway" in (pulled.last_fault or ""))
        with pytest.raises(LineDown):
            await pulled.publish(RECEIPT, b"x")
        async with gateway(server):
            await pulled.wait_connected()


async def test_the_stream_is_looked_for_on_the_connection_that_stands(server: Nats) -> None:
    async with source(server, "event", "reading", wait=False) as pulled:
        await until(lambda: pulled.last_fault is not None)
        async with gateway(server) as line:
            await pulled.wait_connected()
            assert pulled.reconnects == 0
            await line.publish(EVENT, b"one")
            assert (await anext(pulled.messages())).payload == b"one"


async def test_a_server_that_was_killed_and_came_back_is_pulled_from_again(server: Nats) -> None:
    async with gateway(server) as line, source(server, "event", request_s=0.5) as pulled:
        await line.publish(EVENT, b"before")
        await asyncio.to_thread(server.kill, 0)
        await until(lambda: not pulled.connected)
        await asyncio.to_thread(server.restart, 0)
        await pulled.wait_connected()
        message = await anext(pulled.messages())
        assert message.payload == b"before"
        message.ack()


async def test_a_server_that_is_gone_is_left_for_the_next(server: Nats) -> None:
    servers = [f"nats://127.0.0.1:{free_port()}", *server.urls]
    async with gateway(server), source(server, "event", servers=servers) as pulled:
        assert (pulled.connected, pulled.reconnects) == (True, 1)
        assert "Connect call failed" in (pulled.last_fault or "")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"servers": ["10.1.2.3:4222"]}, "write it as"),
        ({"servers": ["nats://10.1.2.3:4222"]}, "no `tls_ca` is set"),
        ({"servers": ["nats://u:p@127.0.0.1:4222"]}, "password"),
    ],
)
def test_settings_that_would_not_do_are_refused(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        NatsSettings.model_validate(settings)
