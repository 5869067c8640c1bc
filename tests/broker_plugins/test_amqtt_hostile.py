"""Hostile MQTT at the embedded broker: it hangs up on who sent it, and nobody beside notices."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_plugins import amqtt_broker, amqtt_connection, credentials
from broker_plugins.amqtt_broker import GuardedBroker
from broker_plugins.amqtt_policy import configuration
from runtime.mqtt_faults import MAX_FILTERS
from runtime.process import open_listener
from runtime.settings import HostPort
from tests.broker_plugins.hostile_packets import (
    AFTER_CONNECT,
    HARMLESS,
    INSTEAD_OF_CONNECT,
    PING,
    SMUGGLED,
    B,
    greeting,
)
from tests.broker_plugins.running import ACCEPTED, CLIENTS, A, Running, connect, ends, publish
from tests.mqtt_bytes import packet, text
from tests.services import until


class Beside:
    """A gateway that goes on, the centre that hears it, and what reaches another tenant."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._sent = 0

    async def __aenter__(self) -> Beside:
        self._stack = contextlib.AsyncExitStack()
        enter = self._stack.enter_async_context
        self.centre = await enter(self._running.line("cloud", "sw/1/#"))
        self.gateway = await enter(self._running.line("gw-b", f"{B}/cmd", f"{B}/receipt"))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def says(self, times: int = 1) -> None:
        for _ in range(times):
            await self.gateway.publish(f"{B}/event", b"%d" % self._sent)
            self._sent += 1

    async def has_heard_all_and_only_this(self) -> None:
        await self.centre.publish(f"{B}/cmd", b"end")
        commands = self.gateway.messages()
        assert [(await anext(commands)).payload] == [b"end"]
        heard = self.centre.messages()
        came = [await anext(heard) for _ in range(self._sent + 1)]
        assert [each.payload for each in came] == [*(b"%d" % n for n in range(self._sent)), b"end"]
        assert (self.centre.reconnects, self.gateway.reconnects) == (0, 0)


@pytest.fixture
async def beside(running: Running, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Beside]:
    """All goes on beside, to the end; nothing is logged as a programmer's fault and no task's is lost."""
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    async with Beside(running) as going_on:
        yield going_on
        await going_on.has_heard_all_and_only_this()
    await running.is_empty()
    gc.collect()
    await asyncio.sleep(0)
    assert lost == []
    assert [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR] == []


async def hung_up(reader: asyncio.StreamReader) -> bool:
    """Whether the broker ends the connection; we never do."""
    try:
        await ends(reader)
    except TimeoutError:
        return False
    return True


async def test_what_comes_instead_of_a_connect_is_hung_up_on(running: Running, beside: Beside) -> None:
    for bad in INSTEAD_OF_CONNECT.values():
        async with running.raw(bad + connect() + SMUGGLED) as (reader, _):
            assert await hung_up(reader), bad[:80]
        await beside.says()
    told = 5  # three levels, a client id and a user name are answered with a CONNACK; one is too large
    assert (running.broker.malformed, running.broker.oversize) == (len(INSTEAD_OF_CONNECT) - told - 1, 1)
    assert set(running.broker._sessions) == {"cloud", "gw-b"}


async def test_a_client_id_that_is_too_long_is_told_so(running: Running) -> None:
    async with running.raw(greeting(client_id=b"x" * 257)) as (reader, _):
        assert await reader.read(100) == b"\x20\x02\x00\x02"
    async with running.raw(greeting(client_id=b"x" * 256)) as (reader, _):
        assert await reader.readexactly(4) == ACCEPTED


async def test_what_breaks_mqtt_after_connecting_is_hung_up_on_and_nothing_behind_it_is_taken(
    running: Running, beside: Beside
) -> None:
    for bad in AFTER_CONNECT.values():
        async with running.raw(connect()) as (reader, writer):
            assert await reader.readexactly(4) == ACCEPTED
            writer.write(bad + SMUGGLED)
            assert await hung_up(reader), bad[:80]
        await beside.says()


async def test_what_is_whole_but_useless_changes_nothing(running: Running, beside: Beside) -> None:
    for harmless in HARMLESS.values():
        async with running.raw(connect()) as (reader, writer):
            assert await reader.readexactly(4) == ACCEPTED
            writer.write(harmless + PING)
            async with asyncio.timeout(20):
                assert (await reader.readuntil(b"\xd0\x00"))[-2:] == b"\xd0\x00"
        await beside.says()
    assert running.broker._retained_messages == {}


async def test_a_lasting_session_of_one_sees_nothing_of_another_s(running: Running, beside: Beside) -> None:
    filters = packet(0x82, b"\0\1" + text(f"{B}/#".encode()) + b"\1" + text(b"+/1/#") + b"\1")
    async with running.raw(connect(flags=0) + filters) as (reader, _):
        assert await reader.readexactly(4 + 6) == ACCEPTED + b"\x90\x04\x00\x01\x80\x80"
    await beside.says(3)
    async with running.raw(connect(flags=0) + PING) as (reader, _):
        assert await reader.readexactly(6) == b"\x20\x02\x01\x00" + b"\xd0\x00"
    async with running.raw(connect() + b"\xe0\x00") as (reader, _):  # the session goes with a clean one
        await ends(reader)


async def test_a_session_taken_over_by_many_at_once_is_let_go(running: Running, beside: Beside) -> None:
    async def take(packets: bytes) -> None:
        async with running.raw(connect() + packets) as (reader, writer):
            with contextlib.suppress(OSError):
                writer.write_eof()
            await ends(reader)

    await asyncio.gather(*(take((b"", PING, b"\xe0\x00", b"\x00\x00")[number % 4]) for number in range(60)))
    await beside.says()
    assert "raw" not in running.broker._sessions


async def test_half_packets_are_not_waited_for(
    running: Running, beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amqtt_broker, "_CONNECT_S", 0.2)
    monkeypatch.setattr(amqtt_connection, "_PACKET_S", 0.2)
    async with contextlib.AsyncExitStack() as stack:
        readers = []
        for half in (b"", b"\x10", connect()[:-1], connect(keepalive=0) + SMUGGLED[:1]):
            reader, _ = await stack.enter_async_context(running.raw(half))
            readers.append(reader)
        for half in (b"\x32\xff", b"\x82\x0b\x00\x01\x00\x06sw", SMUGGLED[:-1]):
            reader, writer = await stack.enter_async_context(
                running.raw(connect(client_id=half.hex(), keepalive=0))
            )
            writer.write(half)
            readers.append(reader)
        dripping = asyncio.create_task(_drip(running, connect(client_id="drip", keepalive=0), SMUGGLED * 3))
        while not all(reader.at_eof() for reader in readers):
            await beside.says()
            for reader in readers:
                with contextlib.suppress(TimeoutError, ConnectionError):
                    await asyncio.wait_for(reader.read(100), 0.01)
        assert await dripping


async def _drip(running: Running, whole: bytes, rest: bytes) -> bool:
    """A byte at a time, the next long after the last, as a slow link would never be."""
    async with running.raw(whole) as (reader, writer):
        with contextlib.suppress(ConnectionError):
            for byte in rest:
                writer.write(bytes([byte]))
                await asyncio.sleep(0.02)
        return await hung_up(reader)


async def test_thousands_that_never_say_connect_keep_nobody_out(
    running: Running, beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amqtt_broker, "MAX_STRANGERS", 150)
    opened = []
    try:
        for number in range(2_000):
            opened.append(await asyncio.open_connection("127.0.0.1", running.port))
            opened[-1][1].write(b"\x10" if number % 2 else b"")
            if number % 200 == 0:
                await beside.says()
                async with running.line("gw-a", f"{A}/cmd"):
                    pass
            if len(opened) > 300:
                opened.pop(0)[1].close()
        await until(lambda: len(running.broker._open) <= 150 + 2)
        assert running.broker.refused > 1_000
    finally:
        for _, writer in opened:
            writer.close()


async def test_a_flood_of_allowed_filters_costs_no_more_than_it_should(
    running: Running, beside: Beside
) -> None:
    own = text(f"{A}/cmd".encode()) + b"\1"
    many = packet(0x82, b"\0\1" + own * MAX_FILTERS)
    async with running.raw(connect() + many * 3 + PING) as (reader, _):
        async with asyncio.timeout(20):
            assert len(await reader.readexactly(4 + 3 * (5 + MAX_FILTERS))) == 4 + 3 * (5 + MAX_FILTERS)
        await beside.says()
        assert running.broker._filters["raw"] == 1
        assert len(running.broker._subscriptions[f"{A}/cmd"]) == 1
    await until(lambda: "raw" not in running.broker._filters)


VALID = [
    connect(),
    publish(f"{A}/event".encode(), b"own", 0),
    publish(f"{A}/event".encode(), b"own", 1, 3),
    packet(0x82, b"\0\5" + text(f"{A}/cmd".encode()) + b"\1"),
    PING,
    publish(f"{A}/event".encode(), b"own", 2, 4),
    packet(0x62, b"\0\4"),
    packet(0xA2, b"\0\6" + text(f"{A}/cmd".encode())),
    packet(0x40, b"\0\1"),
    b"\xe0\x00",
]
LENGTH = len(b"".join(VALID))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("clients")
    entries = []
    for username, role, area in CLIENTS:
        (made / username).write_text(f"secret of {username}")
        entries.append(credentials.entry(username, role, f"secret of {username}", area))
    credentials.write(made / "credentials", entries)
    return made


Spoilt = list[list[tuple[int, int]]]


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 255)), max_size=4),
        min_size=12,
        max_size=12,
    ),
    st.lists(st.tuples(st.integers(0, LENGTH), st.binary(max_size=5)), min_size=12, max_size=12),
)
def test_streams_with_bytes_flipped_and_put_in_harm_nobody_beside(
    folder: Path, flips: Spoilt, insertions: list[tuple[int, bytes]]
) -> None:
    streams = []
    for flip, (at, more) in zip(flips, insertions, strict=True):
        spoilt = bytearray(b"".join(VALID))
        for place, bits in flip:
            spoilt[place] ^= bits
        spoilt[at:at] = more
        streams.append(bytes(spoilt))
    asyncio.run(_all_at_once(folder, streams))


async def _all_at_once(folder: Path, streams: list[bytes]) -> None:
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    with open_listener("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        broker = GuardedBroker(configuration(folder / "credentials", HostPort("127.0.0.1", port)), listener)
        await broker.start()
        running = Running(broker, port, folder)
        async with (
            running.line("cloud", f"{B}/#") as centre,
            running.line("gw-b", f"{B}/#", f"{B}/cmd") as other,
        ):
            assert other.refused == (f"{B}/#",)

            async def attack(stream: bytes) -> None:
                async with running.raw(stream) as (reader, writer):
                    with contextlib.suppress(OSError):
                        writer.write_eof()
                    await ends(reader)

            attacks = [asyncio.create_task(attack(stream)) for stream in streams]
            for number in range(20):
                await other.publish(f"{B}/event", b"%d" % number)
            await asyncio.gather(*attacks)
            await centre.publish(f"{B}/cmd", b"end")
            heard = centre.messages()
            assert [(await anext(heard)).payload for _ in range(21)] == [
                *(b"%d" % n for n in range(20)),
                b"end",
            ]
            assert (await anext(other.messages())).payload == b"end"
            assert (centre.reconnects, other.reconnects, centre.received, other.received) == (0, 0, 21, 1)
        await broker.shutdown()
    gc.collect()
    await asyncio.sleep(0)
    assert lost == []
