"""Topics and filters that no correct client would send reach nobody and show nothing, on any broker."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.broker_plugins.engines import EVERY_BROKER, Broker, running
from tests.broker_plugins.raw_client import raw_client
from tests.broker_plugins.test_matrix import CLIENTS, END, A, B, line, until_end

OWN, OTHERS = A.encode(), B.encode()

TOPICS = [
    b"",
    b"/",
    b"#",
    b"sw/1/#",
    b"sw/1/+/gw-b/event",
    b"/" + OWN + b"/event",
    OWN + b"//event",
    OWN + b"/event/",
    OWN + b"/event/more",
    OWN + b"/../gw-b/event",
    OWN + b"/cmd",
    OWN + b"/receipt",
    OWN + b"/" + b"x" * 2_000,
    OTHERS + b"/event",
    OTHERS + b"/event\0",
    OTHERS + b"\0/event",
    OTHERS + b"/\xff\xfe",
    OTHERS + b"/\xed\xa0\x80",
    OTHERS + "/event\N{ZERO WIDTH SPACE}".encode(),
    b"SW/1/150102/gw-a/event",
    b"sw.1.150103.gw-b.event",
    b"sw/1/150103.gw-b/event",
    b"$SYS/broker/event",
    b"$share/g/" + OTHERS + b"/event",
    b"$MQTT/sub/x",
    b"$JS/API/STREAM/NAMES",
]

FILTERS = [
    b"#",
    b"+/#",
    b"+/+/+/+/+",
    b"sw/#",
    b"sw/1/#",
    b"sw/1/+/+/cmd",
    b"sw/1/150102/+/cmd",
    b"sw/+/150103/gw-b/cmd",
    OTHERS + b"/#",
    OTHERS + b"/+",
    OTHERS + b"/cmd",
    OTHERS + b"/cmd/#",
    OTHERS + b"/cmd\0",
    b"sw//#",
    b"/#",
    b"$share/g/#",
    b"$share/g/sw/1/#",
    b"$share//sw/1/#",
    b"$share/#/sw/1/x",
    b"$share/g/" + OTHERS + b"/cmd",
    b"$queue/sw/1/#",
    b"$SYS/#",
    b"$MQTT/#",
    b"$MQTT/sub/#",
    b"$JS/#",
    b"+/sub/#",
    b">",
    b"*",
    b"sw/1/>",
    b"sw.1.>",
    b"sw.1.150103.gw-b.cmd",
    b"\xff\xfe/#",
]


@pytest.fixture(scope="module", params=EVERY_BROKER)
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running(request, tmp_path_factory, CLIENTS) as started:
        yield started


@pytest.mark.parametrize("retain", [False, True])
async def test_what_is_said_on_odd_topics_reaches_nobody(broker: Broker, retain: bool) -> None:
    async with (
        line(broker, "cloud", "sw/1/#", role="-w") as watching,
        line(broker, "gw-b", f"{B}/cmd", f"{B}/receipt", role="-w") as other,
    ):
        for topic in TOPICS:
            async with raw_client(broker.settings("gw-a")) as client:
                client.publish(topic, retain=retain)
                await client.published_until_pong()
        async with line(broker, "cloud", role="-h") as helping:
            await other.publish(f"{B}/health", END)
            await helping.publish(f"{B}/cmd", END)
        assert await until_end(watching) == []
        assert await until_end(other) == []
    async with line(broker, "cloud", "sw/1/#", role="-late") as late, line(broker, "gw-b") as ending:
        await ending.publish(f"{B}/health", END)
        assert await until_end(late) == []


async def test_odd_filters_show_nothing_of_others(broker: Broker) -> None:
    for filters in [[one] for one in FILTERS] if broker.one_session else [FILTERS]:
        assert await _seen(broker, filters) == {}


async def _seen(broker: Broker, filters: list[bytes]) -> dict[bytes, list[bytes]]:
    """What a gateway receives that subscribes to each of these on a connection of its own."""
    async with contextlib.AsyncExitStack() as stack:
        clients = []
        for filter_ in filters:
            client = await stack.enter_async_context(raw_client(broker.settings("gw-a")))
            client.subscribe(filter_)
            assert await client.published_until_pong() == []
            clients.append((filter_, client))
        speaking = await stack.enter_async_context(line(broker, "gw-b", f"{B}/cmd", role="-s"))
        helping = await stack.enter_async_context(line(broker, "cloud", role="-h"))
        await speaking.publish(f"{B}/event", b"private")
        await speaking.publish(f"{B}/event", b"private", retain=True)
        await helping.publish(f"{B}/cmd", b"private")
        await helping.publish(f"{B}/cmd", END)
        assert await until_end(speaking) == [f"{B}/cmd"]
        seen = {filter_: came for filter_, client in clients if (came := await client.published_until_pong())}
        await speaking.publish(f"{B}/event", b"", retain=True)
        return seen
