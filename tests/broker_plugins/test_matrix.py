"""One table of who may do what, held against every real broker over the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from broker_plugins.policy import Role
from cloud.enrolment import own_authority
from cloud.enrolment.own_authority import OwnAuthority
from runtime.backoff import Backoff
from runtime.mqtt_line import LineDown, MqttLine, MqttSettings, Will
from tests.broker_plugins.engines import EVERY_BROKER, Broker, certificate, running
from tests.broker_plugins.rabbitmq_engine import ReachedRabbit
from tests.services import until

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


@pytest.fixture(scope="module", params=EVERY_BROKER)
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running(request, tmp_path_factory, CLIENTS) as started:
        yield started


@contextlib.asynccontextmanager
async def line(
    broker: Broker,
    username: str,
    *filters: str,
    role: str = "",
    wait: bool = True,
    clean: bool = True,
    **more: Any,
) -> AsyncIterator[MqttLine]:
    settings = broker.settings(username, client_id=f"{username}{role}", clean_session=clean)
    made = MqttLine(settings, [(f, 1) for f in filters], backoff=Backoff(0.02, limit_s=0.1), **more)
    task = asyncio.create_task(made.run())
    try:
        if wait:
            async with asyncio.timeout(20):
                await made.wait_connected()
        yield made
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def try_to_say(speaking: MqttLine, topic: str, payload: bytes, *, retain: bool = False) -> None:
    """Say what may be refused; a broker may let it drop, or hang up."""
    with contextlib.suppress(LineDown):
        await speaking.publish(topic, payload, retain=retain)


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
            await try_to_say(speaking, topic, b"said")
            await helping.publish(end_topic, END)
            assert await until_end(watching) == ([topic] if delivered else [])


@pytest.mark.parametrize(("who", "topic", "watcher", "delivered"), PUBLISHING)
async def test_only_own_wills_are_delivered(
    broker: Broker, who: str, topic: str, watcher: str, delivered: bool
) -> None:
    filters, helper, end_topic = RECEIVABLE[watcher]
    refused_before = broker.wills_refused if isinstance(broker, ReachedRabbit) else 0
    async with line(broker, watcher, *filters, role="-w") as watching:
        async with line(broker, who, will=Will(topic, b"gone")) as speaking:
            assert speaking._connection is not None
            speaking._connection._wire.close()
        async with line(broker, who) as speaking, line(broker, helper, role="-h") as helping:
            await try_to_say(speaking, "nothing", b"a round trip, after the will")
            if isinstance(broker, ReachedRabbit) and not delivered:
                await until(lambda: broker.wills_refused > refused_before)
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
    if isinstance(broker, ReachedRabbit):  # retained messages come to exact filters only
        filters = list(dict.fromkeys((topic, end_topic)))
    async with line(broker, who) as speaking, line(broker, helper, role="-h") as helping:
        await try_to_say(speaking, topic, b"kept", retain=True)
        async with line(broker, watcher, *filters, role="-w") as watching:
            await helping.publish(end_topic, END)
            kept = [message async for message in _before_end(watching)]
            assert [(m.topic, m.payload, m.retain) for m in kept] == (
                [(topic, b"kept", True)] if delivered else []
            )
        await try_to_say(speaking, topic, b"", retain=True)


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
    hangs_up = isinstance(broker, ReachedRabbit) and not received
    async with (
        line(broker, who, filter_, end_topic, role="-w", wait=not hangs_up) as watching,
        _speaking(broker, watching, who, speaker) as speaking,
        line(broker, helper, role="-h") as helping,
    ):
        if hangs_up:
            await until(lambda: watching.last_fault is not None)
        await speaking.publish(topic, b"said")
        if hangs_up:
            await until(lambda: watching.reconnects > 1)
            assert (watching.connected, watching.received) == (False, 0)
            return
        await helping.publish(end_topic, END)
        assert await until_end(watching) == ([topic] if received else [])


@contextlib.asynccontextmanager
async def _speaking(broker: Broker, watching: MqttLine, who: str, speaker: str) -> AsyncIterator[MqttLine]:
    """A line of the speaker's; the watcher's own where that is the same and has one session."""
    if who == speaker and broker.one_session:
        yield watching
        return
    async with line(broker, speaker) as speaking:
        yield speaking


#: Who keeps gateways' sessions apart by itself. To the others a client id is whose it is that shows it; there
#: a gateway's is a secret of its own, as `edge-agent enrol` makes it.
GUARDED = {"amqtt", "mosquitto-certificates", "rabbitmq"}


@pytest.mark.parametrize("clean", [True, False])
async def test_a_session_is_its_own_gateways_whatever_client_id_another_shows(
    broker: Broker, request: pytest.FixtureRequest, clean: bool
) -> None:
    guarded = request.node.callspec.params["broker"] in GUARDED
    async with (
        line(broker, "gw-a", f"{A}/cmd", clean=clean) as mine,
        line(broker, "cloud", "sw/1/#", role="-w") as watching,
        line(broker, "cloud", role="-h") as helping,
    ):
        before = mine.reconnects
        told = {"client_id": mine.settings.client_id, "clean_session": clean}
        async with _tried(broker.settings("gw-b").model_copy(update=told)) as stranger:
            with contextlib.suppress(LineDown):
                await stranger.publish(f"{A}/event", b"in another's name")
            await helping.publish(f"{A}/cmd", b"for gw-a alone")
        await until(lambda: mine.connected)
        await helping.publish(f"{A}/cmd", END)
        await until_end(mine)
        assert stranger.received == 0
        assert (mine.reconnects == before) is guarded
        await mine.publish(f"{A}/health", END)
        assert f"{A}/event" not in await until_end(watching)


async def test_what_waits_for_a_gateway_is_not_given_to_another_with_its_client_id(broker: Broker) -> None:
    async with line(broker, "gw-a", f"{A}/cmd", clean=False) as mine:
        told = {"client_id": mine.settings.client_id, "clean_session": False}
    async with line(broker, "cloud", role="-h") as helping:
        await helping.publish(f"{A}/cmd", b"waits for gw-a")
        async with _tried(broker.settings("gw-b").model_copy(update=told)) as stranger:
            await helping.publish(f"{A}/cmd", b"for gw-a alone")
            with contextlib.suppress(LineDown):
                await stranger.publish(f"{B}/event", b"a round trip")
            assert stranger.received == 0
    async with line(broker, "gw-a"):  # and its session is wiped
        pass


@contextlib.asynccontextmanager
async def _tried(settings: MqttSettings) -> AsyncIterator[MqttLine]:
    """A line that was let in, or not."""
    made = MqttLine(settings, backoff=Backoff(0.02, limit_s=0.1))
    task = asyncio.create_task(made.run())
    try:
        await until(lambda: made.connected or made.last_fault is not None)
        yield made
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_new_client_gets_no_retained_message_of_others(broker: Broker) -> None:
    async with line(broker, "cloud", "sw/1/#"), line(broker, "gw-a") as speaking:
        await speaking.publish(f"{A}/event", b"private", retain=True)
        async with line(broker, "gw-b", f"{B}/cmd") as stranger, line(broker, "cloud", role="-h") as helping:
            await helping.publish(f"{B}/cmd", END)
            assert await until_end(stranger) == []
        await speaking.publish(f"{A}/event", b"", retain=True)


def strangers(broker: Broker) -> dict[str, MqttSettings]:
    """Clients who show the wrong thing, in the way that this broker takes for gateways."""
    known = broker.settings("gw-a")
    if known.tls_cert is None:
        wrong = broker.folder / "wrong.secret"
        wrong.write_text("wrong")
        return {
            "another": known.model_copy(update={"username": "nobody"}),
            "wrong": known.model_copy(update={"password_file": wrong}),
            "nothing": known.model_copy(update={"username": None, "password_file": None}),
        }
    folder = broker.folder / "strangers"
    if not folder.exists():
        own_authority.make(folder, "Stranger")
    stranger = certificate(OwnAuthority(folder), folder, "150102/gw-a")
    server = certificate(OwnAuthority(broker.folder / "ca"), folder, "150102/gw-a", server=True)
    return {
        "another": known.model_copy(update={"tls_cert": stranger, "tls_key": stranger}),
        "wrong": known.model_copy(update={"tls_cert": server, "tls_key": server}),
        "nothing": known.model_copy(update={"tls_cert": None, "tls_key": None}),
    }


@pytest.mark.parametrize("shows", ["another", "wrong", "nothing"])
async def test_who_is_not_known_does_not_get_in(broker: Broker, shows: str) -> None:
    stranger = MqttLine(strangers(broker)[shows])
    task = asyncio.create_task(stranger.run())
    await until(lambda: stranger.last_fault is not None)
    assert not stranger.connected
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
