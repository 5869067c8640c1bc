"""One table of who may do what, held against both real brokers over the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from broker_plugins.policy import Role
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, Will
from tests.services import Broker, start_broker

CLIENTS = [
    ("gw-a", Role.GATEWAY, "150102"),
    ("gw-b", Role.GATEWAY, "150103"),
    ("cloud", Role.CLOUD, None),
    ("z2m", Role.DETECTOR_BRIDGE, None),
    ("shelly-1", Role.DETECTOR, None),
    ("shelly-2", Role.DETECTOR, None),
    ("agent", Role.BUILDING_AGENT, None),
]

A, B = "sw/1/150102/gw-a", "sw/1/150103/gw-b"

PUBLISHING = [
    # who publishes, on which topic, who could receive it, is it delivered
    ("gw-a", f"{A}/event", "cloud", True),
    ("gw-a", f"{A}/reply", "cloud", True),
    ("gw-a", f"{A}/receipt", "cloud", False),
    ("gw-a", f"{B}/event", "cloud", False),
    ("gw-a", "sw/1/150103/gw-a/event", "cloud", False),
    ("gw-a", f"{B}/cmd", "gw-b", False),
    ("gw-a", "zigbee2mqtt/smoke_302", "agent", False),
    ("cloud", f"{A}/receipt", "gw-a", True),
    ("cloud", f"{A}/cmd", "gw-a", True),
    ("cloud", f"{A}/event", "cloud", False),
    ("z2m", "zigbee2mqtt/smoke_302", "agent", True),
    ("z2m", "shelly-1/events/rpc", "agent", False),
    ("shelly-1", "shelly-1/events/rpc", "agent", True),
    ("shelly-1", "shelly-2/events/rpc", "agent", False),
    ("shelly-1", "zigbee2mqtt/smoke_302", "agent", False),
    ("agent", "zigbee2mqtt/smoke_302/set", "z2m", False),
    ("agent", "shelly-1/rpc", "shelly-1", False),
]

RECEIVABLE = {
    # what each client may subscribe to, and a message of its own role's world that proves the line works
    "cloud": (["sw/1/#"], "gw-b", f"{B}/health"),
    "gw-a": ([f"{A}/cmd", f"{A}/receipt"], "cloud", f"{A}/cmd"),
    "gw-b": ([f"{B}/cmd", f"{B}/receipt"], "cloud", f"{B}/cmd"),
    "agent": (["zigbee2mqtt/#", "+/events/rpc", "+/status/#", "+/online"], "z2m", "zigbee2mqtt/end"),
    "z2m": (["zigbee2mqtt/#"], "z2m", "zigbee2mqtt/end"),
    "shelly-1": (["shelly-1/#"], "shelly-1", "shelly-1/end"),
}

SUBSCRIBING = [
    # who subscribes, to which filter, who publishes on which topic, is it received
    ("gw-a", f"{A}/receipt", "cloud", f"{A}/receipt", True),
    ("gw-a", f"{B}/receipt", "cloud", f"{B}/receipt", False),
    ("gw-a", "sw/1/+/+/receipt", "cloud", f"{B}/receipt", False),
    ("gw-a", "sw/1/#", "gw-b", f"{B}/event", False),
    ("gw-a", "#", "gw-b", f"{B}/event", False),
    ("gw-a", f"{A}/#", "gw-a", f"{A}/event", False),
    ("gw-a", f"$share/g/{B}/receipt", "cloud", f"{B}/receipt", False),
    ("agent", "#", "shelly-1", "shelly-1/rpc/answer", False),
    ("agent", "+/events/rpc", "shelly-1", "shelly-1/events/rpc", True),
    ("shelly-1", "+/events/rpc", "shelly-2", "shelly-2/events/rpc", False),
    ("shelly-1", "shelly-2/#", "shelly-2", "shelly-2/events/rpc", False),
    ("z2m", "#", "shelly-1", "shelly-1/events/rpc", False),
    ("cloud", "sw/1/#", "gw-a", f"{A}/event", True),
    ("cloud", "#", "z2m", "zigbee2mqtt/smoke_302", False),
]

END = b"end"


@pytest.fixture(scope="module", params=["amqtt", "mosquitto"])
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with start_broker(tmp_path_factory.mktemp(request.param), CLIENTS, engine=request.param) as running:
        yield running


@contextlib.asynccontextmanager
async def line(
    broker: Broker, username: str, *filters: str, role: str = "", **more: Any
) -> AsyncIterator[MqttLine]:
    settings = broker.settings(username, client_id=f"{username}{role}")
    made = MqttLine(settings, [(f, 1) for f in filters], backoff=Backoff(0.02, limit_s=0.1), **more)
    running = asyncio.create_task(made.run())
    try:
        async with asyncio.timeout(20):
            await made.wait_connected()
        yield made
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def until_end(watcher: MqttLine) -> list[str]:
    """The topics received before the message that ends the test."""
    topics = []
    async with asyncio.timeout(20):
        async for message in watcher.messages():
            message.ack()
            if message.payload == END:
                break
            topics.append(message.topic)
    return topics


@pytest.mark.parametrize(("who", "topic", "watcher", "delivered"), PUBLISHING)
async def test_only_own_topics_are_delivered(
    broker: Broker, who: str, topic: str, watcher: str, delivered: bool
) -> None:
    filters, helper, end_topic = RECEIVABLE[watcher]
    async with line(broker, watcher, *filters, role="-w") as watching:
        assert watching.refused == ()
        async with line(broker, who) as speaking, line(broker, helper, role="-h") as helping:
            await speaking.publish(topic, b"said")
            await helping.publish(end_topic, END)
            assert await until_end(watching) == ([topic] if delivered else [])


@pytest.mark.parametrize(("who", "topic", "watcher", "delivered"), PUBLISHING)
async def test_only_own_wills_are_delivered(
    broker: Broker, who: str, topic: str, watcher: str, delivered: bool
) -> None:
    filters, helper, end_topic = RECEIVABLE[watcher]
    async with line(broker, watcher, *filters, role="-w") as watching:
        async with line(broker, who, will=Will(topic, b"gone")) as speaking:
            assert speaking._connection is not None
            speaking._connection._wire.close()
        async with line(broker, who) as speaking, line(broker, helper, role="-h") as helping:
            await speaking.publish("nothing", b"a round trip, after the will")
            if delivered:
                message = await anext(watching.messages())
                assert (message.topic, message.payload) == (topic, b"gone")
                message.ack()
            await helping.publish(end_topic, END)
            assert await until_end(watching) == []


@pytest.mark.parametrize(("who", "topic", "watcher", "delivered"), PUBLISHING)
async def test_only_own_topics_are_retained(
    broker: Broker, who: str, topic: str, watcher: str, delivered: bool
) -> None:
    filters, helper, end_topic = RECEIVABLE[watcher]
    async with line(broker, who) as speaking, line(broker, helper, role="-h") as helping:
        await speaking.publish(topic, b"kept", retain=True)
        async with line(broker, watcher, *filters, role="-w") as watching:
            await helping.publish(end_topic, END)
            kept = [message async for message in _before_end(watching)]
            assert [(m.topic, m.payload, m.retain) for m in kept] == (
                [(topic, b"kept", True)] if delivered else []
            )
        await speaking.publish(topic, b"", retain=True)


async def _before_end(watching: MqttLine) -> AsyncIterator[Any]:
    async for message in watching.messages():
        message.ack()
        if message.payload == END:
            return
        yield message


@pytest.mark.parametrize(("who", "filter_", "speaker", "topic", "received"), SUBSCRIBING)
async def test_a_subscription_gives_only_what_is_allowed(
    broker: Broker, who: str, filter_: str, speaker: str, topic: str, received: bool
) -> None:
    _, helper, end_topic = RECEIVABLE[who]
    async with (
        line(broker, who, filter_, end_topic, role="-w") as watching,
        line(broker, speaker) as speaking,
        line(broker, helper, role="-h") as helping,
    ):
        await speaking.publish(topic, b"said")
        await helping.publish(end_topic, END)
        assert await until_end(watching) == ([topic] if received else [])


async def test_a_new_client_gets_no_retained_message_of_others(broker: Broker) -> None:
    async with line(broker, "cloud", "sw/1/#"), line(broker, "gw-a") as speaking:
        await speaking.publish(f"{A}/event", b"private", retain=True)
        async with line(broker, "gw-b", f"{B}/cmd") as stranger, line(broker, "cloud", role="-h") as helping:
            await helping.publish(f"{B}/cmd", END)
            assert await until_end(stranger) == []
        await speaking.publish(f"{A}/event", b"", retain=True)


@pytest.mark.parametrize("change", ["name", "password", "nothing"])
async def test_who_is_not_known_does_not_get_in(broker: Broker, change: str) -> None:
    wrong = broker.folder / "wrong.secret"
    wrong.write_text("wrong")
    settings = {
        "name": broker.settings("gw-a").model_copy(update={"username": "nobody"}),
        "password": broker.settings("gw-a").model_copy(update={"password_file": wrong}),
        "nothing": broker.settings("gw-a").model_copy(update={"username": None, "password_file": None}),
    }[change]
    stranger = MqttLine(settings)
    running = asyncio.create_task(stranger.run())
    while stranger.last_fault is None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert not stranger.connected
    assert "refused" in stranger.last_fault
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
