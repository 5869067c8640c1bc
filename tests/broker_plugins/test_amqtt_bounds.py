"""What the embedded broker holds is bounded, and hostile bytes end only their own connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from broker_plugins import amqtt_broker, amqtt_connection, amqtt_subscriptions, outbox
from tests.broker_plugins.running import ACCEPTED, A, Running, connect, ends, publish
from tests.services import until


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"\x10",
        b"\x10\x20\x00\x04MQ",
        connect()[:-3],
        b"\x10\xff\xff\xff\xff\xff",
        b"\x10\xff\xff\xff\x7f",
        b"\x30\xff\xff\xff\x7f" + b"x" * 1000,
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\xff" * 500,
        b"\x00" * 500,
        b"\x10\x0c\x00\x04MQTT\x05\x02\x00\x3c\x00\x00",
        b"\x10\x02\x00\x00",
        b"\x10\x00",
        connect(username="\x00"),
        connect(password="wrong"),
    ],
)
async def test_hostile_bytes_before_connecting_end_only_their_connection(
    running: Running, bytes_: bytes
) -> None:
    async with running.raw(bytes_) as (reader, writer):
        writer.write_eof()
        await ends(reader)
    await running.still_serves()
    await running.is_empty()


@pytest.mark.parametrize(
    "bytes_",
    [
        connect(),
        b"\x00\x00",
        b"\xf0\x00",
        b"\x30\xff\xff\xff\x7f",
        b"\x30\x05\xff\xff",
        b"\x30\x04\xff\xffab",
        publish(b"sw/1/+/x", b""),
        publish(b"sw/#", b"", 1),
        publish(b"", b""),
        publish(b"a\0b", b"", 1),
        publish(f"{A}/event".encode(), b"x" * 300_001),
        b"\x82\x03\x00\x01\x00",
        b"\x82\x09\x00\x01\xff\xffabcde",
        b"\xa2\x05\x00\x01\xff\xffa",
        b"\x40\x00",
        b"\x62\x00",
    ],
)
async def test_hostile_bytes_after_connecting_end_only_their_connection(
    running: Running, bytes_: bytes
) -> None:
    async with running.raw(connect()) as (reader, writer):
        assert await reader.readexactly(4) == ACCEPTED
        writer.write(bytes_)
        with contextlib.suppress(OSError):
            writer.write_eof()
        await ends(reader)
    await running.still_serves()
    await running.is_empty()


async def test_an_oversize_packet_is_refused_before_it_is_read(running: Running) -> None:
    async with running.raw(connect() + b"\x30\xff\xff\xff\x7f") as (reader, _):
        await ends(reader)
    await until(lambda: running.broker.oversize == 1)


async def test_a_message_of_the_full_contract_size_passes(running: Running) -> None:
    async with running.line("cloud", "sw/1/#") as reader, running.line("gw-a") as speaker:
        await speaker.publish(f"{A}/event", b"x" * 262_144)
        assert len((await anext(reader.messages())).payload) == 262_144


async def test_what_is_held_for_a_client_that_is_away_is_bounded(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_MESSAGES", 5)
    async with running.line("cloud", "sw/1/#", clean=False):
        pass
    await until(lambda: not running.broker._outboxes["cloud"].online)
    async with running.line("gw-a") as speaker:
        for n in range(8):
            await speaker.publish(f"{A}/event", b"%d" % n)
    assert (running.broker.dropped, len(running.broker._outboxes["cloud"])) == (3, 5)
    async with running.line("cloud", clean=False) as back:
        messages = back.messages()
        assert [(await anext(messages)).payload for _ in range(5)] == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_client_that_never_reads_holds_nobody_up(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_BYTES", 2_000_000)
    subscribe = b"\x82\x0b\x00\x01\x00\x06sw/1/#\x01"
    async with running.raw(connect("cloud", client_id="deaf") + subscribe):
        await until(lambda: "sw/1/#" in running.broker._subscriptions)
        async with running.line("gw-a") as speaker:
            for _ in range(60):
                await speaker.publish(f"{A}/event", b"x" * 200_000)
        assert running.broker.dropped > 0
        assert running.broker._outboxes["deaf"]._bytes <= 2_000_000
        await running.still_serves()


async def test_retained_messages_are_bounded_and_cleared(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amqtt_broker, "MAX_RETAINED", 2)
    async with running.line("shelly") as speaker:
        for topic in ("shelly/1", "shelly/2", "shelly/3"):
            await speaker.publish(topic, b"x", retain=True)
        assert sorted(running.broker._retained_messages) == ["shelly/1", "shelly/2"]
        await speaker.publish("shelly/1", b"", retain=True)
        await speaker.publish("shelly/3", b"yy", retain=True)
        assert sorted(running.broker._retained_messages) == ["shelly/2", "shelly/3"]
        assert running.broker._retained_bytes == 3


async def test_too_many_subscriptions_are_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amqtt_subscriptions, "MAX_SUBSCRIPTIONS", 2)
    async with running.line("shelly", "shelly/1", "shelly/2", "shelly/3", "shelly/1") as line:
        assert line.refused == ("shelly/3",)


async def test_too_many_sessions_are_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amqtt_broker, "MAX_SESSIONS", 1)
    async with running.line("gw-a"), running.raw(connect(client_id="one more")) as (reader, _):
        assert await reader.read(100) == b"\x20\x02\x00\x03"


async def test_the_broker_stops_while_clients_neither_read_nor_leave(running: Running) -> None:
    async with running.raw(connect("cloud")), running.raw(b"\x10"), running.line("gw-a"):
        await running.broker.shutdown()
    assert not running.broker._sessions
    assert not running.broker._outboxes


async def test_half_sent_qos_2_messages_are_bounded(running: Running) -> None:
    async with running.raw(connect()) as (reader, writer):
        assert await reader.readexactly(4) == ACCEPTED
        with contextlib.suppress(ConnectionError):
            for n in range(200):
                writer.write(publish(f"{A}/event".encode(), b"x", 2, n + 1))
                await writer.drain()
                await asyncio.sleep(0)
        await ends(reader)
    await running.is_empty()


async def test_a_flood_of_pings_that_nobody_reads_ends_in_a_cut(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amqtt_connection, "_MAX_UNREAD_BYTES", 1000)
    running.broker._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1024)
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.connect(("127.0.0.1", running.port))
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(deaf, connect())
        with contextlib.suppress(ConnectionError):
            while True:
                await loop.sock_sendall(deaf, b"\xc0\x00" * 500)
    await running.is_empty()


async def test_a_flood_of_denied_messages_does_not_flood_the_log(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    async with running.line("gw-a") as line:
        for _ in range(50):
            await line.publish("not/mine", b"x")
    assert running.broker.denied == 50
    assert 1 <= sum("message denied" in record.getMessage() for record in caplog.records) < 10
