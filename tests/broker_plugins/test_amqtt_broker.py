"""What the embedded broker puts right in amqtt, seen from its sockets and in what it holds."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from broker_plugins import amqtt_broker, amqtt_connection, credentials, outbox
from broker_plugins.amqtt_broker import GuardedBroker, configuration
from broker_plugins.policy import Role
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings, Will
from runtime.process import open_listener
from runtime.settings import HostPort
from tests.services import free_port, stop, until, wait_listening

CLIENTS = [
    ("gw-a", Role.GATEWAY, "150102"),
    ("gw-b", Role.GATEWAY, "150103"),
    ("cloud", Role.CLOUD, None),
    ("shelly", Role.DETECTOR, None),
]
A = "sw/1/150102/gw-a"


class Running:
    def __init__(self, broker: GuardedBroker, port: int, folder: Path) -> None:
        self.broker = broker
        self.port = port
        self.folder = folder

    @contextlib.asynccontextmanager
    async def line(
        self, username: str, *filters: str, id: str = "", clean: bool = True, wait: bool = True, **more: Any
    ) -> AsyncIterator[MqttLine]:
        settings = MqttSettings(
            port=self.port,
            username=username,
            password_file=self.folder / username,
            client_id=id or username,
            clean_session=clean,
        )
        made = MqttLine(settings, [(f, 1) for f in filters], backoff=Backoff(0.02, limit_s=0.1), **more)
        running = asyncio.create_task(made.run())
        try:
            if wait:
                await made.wait_connected()
            yield made
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    @contextlib.asynccontextmanager
    async def raw(
        self, first: bytes = b""
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(first)
            yield reader, writer
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def still_serves(self) -> None:
        async with (
            self.line("cloud", "sw/1/#", id="probe") as line,
            self.line("gw-a", id="probe-gw") as speaker,
        ):
            await speaker.publish(f"{A}/event", b"alive")
            assert (await anext(line.messages())).payload == b"alive"

    async def is_empty(self) -> None:
        broker = self.broker
        await until(lambda: not (broker._sessions or broker._outboxes or broker._subscriptions))


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


def connect(
    username: str = "gw-a",
    *,
    password: str | None = None,
    client_id: str = "raw",
    keepalive: int = 60,
    flags: int = 2,
) -> bytes:
    secret = f"secret of {username}" if password is None else password
    body = b"\0\4MQTT\4" + bytes([0xC0 | flags]) + keepalive.to_bytes(2)
    for text in (client_id, username, secret):
        body += len(text.encode()).to_bytes(2) + text.encode()
    return b"\x10" + bytes([len(body)]) + body


def publish(topic: bytes, payload: bytes, qos: int = 0, packet_id: int = 1) -> bytes:
    return outbox.encode_publish(outbox.Outgoing(topic, payload, qos), packet_id)


ACCEPTED = b"\x20\x02\x00\x00"
REFUSED = b"\x20\x02\x00\x05"


async def ends(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            while await reader.read(65536):
                pass


PLAIN_AMQTT = """
import asyncio, sys
from pathlib import Path
from amqtt.broker import Broker
from broker_plugins.amqtt_broker import configuration
from runtime.settings import HostPort

async def main():
    broker = Broker(configuration(Path(sys.argv[1]), HostPort("127.0.0.1", int(sys.argv[2]))))
    await broker.start()
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def is_leaking(there: Running) -> bool:
    async with there.line("cloud", "sw/1/#"), there.line("gw-a") as speaker:
        await speaker.publish(f"{A}/event", b"private", retain=True)
        async with there.line("gw-b", "sw/1/150103/gw-b/cmd") as stranger, there.line("cloud", id="c2") as c2:
            await c2.publish("sw/1/150103/gw-b/cmd", b"end")
            return (await anext(stranger.messages())).payload == b"private"


async def test_amqtt_alone_leaks_retained_messages_and_ours_does_not(running: Running) -> None:
    port = free_port()
    command = [sys.executable, "-c", PLAIN_AMQTT, str(running.folder / "credentials"), str(port)]
    plain = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: ASYNC220
    try:
        await asyncio.to_thread(wait_listening, port, plain)
        assert await is_leaking(Running(running.broker, port, running.folder))
    finally:
        stop(plain)
    assert not await is_leaking(running)


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


async def test_nothing_is_left_of_a_clean_session(running: Running) -> None:
    async with running.line("cloud", "sw/1/#", "sw/1/+/+/event"), running.line("gw-a", f"{A}/cmd"):
        assert len(running.broker._sessions) == 2
    await running.is_empty()
    assert not running.broker._routes


async def test_a_client_that_is_refused_leaves_nothing_and_ends_nobody(running: Running) -> None:
    async with running.line("gw-a", f"{A}/cmd", clean=False) as rightful, running.line("cloud") as cloud:
        for intruder in (
            connect("gw-a", password="wrong", client_id="gw-a"),
            connect("gw-a", password="wrong", client_id="gw-a", flags=0),
            connect("gw-b", client_id="gw-a"),
            connect("gw-b", client_id="gw-a", flags=0),
        ):
            async with running.raw(intruder) as (reader, _):
                assert await reader.read(100) == REFUSED
        await cloud.publish(f"{A}/cmd", b"for gw-a")
        assert (await anext(rightful.messages())).payload == b"for gw-a"
        assert rightful.reconnects == 0
        assert sorted(running.broker._sessions) == ["cloud", "gw-a"]
    assert running.broker.refused == 4


async def test_a_silent_client_is_cut_after_one_and_a_half_keepalives_and_its_will_is_said(
    running: Running,
) -> None:
    async with (
        running.line("cloud", "sw/1/#") as watcher,
        running.line("gw-a", will=Will(f"{A}/event", b"gone")),
    ):
        session, handler = running.broker._sessions["gw-a"]
        assert session.keep_alive == 23  # of 15
        handler.handle_read_timeout()
        message = await anext(watcher.messages())
        assert (message.topic, message.payload, message.qos) == (f"{A}/event", b"gone", 1)


async def test_a_keepalive_that_runs_out_ends_the_connection(running: Running) -> None:
    async with running.raw(connect(keepalive=1)) as (reader, _):
        assert await reader.readexactly(4) == ACCEPTED
        await ends(reader)
    await running.is_empty()


async def test_a_client_that_says_goodbye_has_no_will_said_however_fast_it_is(running: Running) -> None:
    will = connect(flags=0x0E)
    position = will.index(b"\0\4gw-a")
    topic = f"{A}/event".encode()
    body = will[2:position] + len(topic).to_bytes(2) + topic + b"\0\4gone" + will[position:]
    async with running.line("cloud", "sw/1/#") as watcher:
        for _ in range(20):
            async with running.raw(b"\x10" + bytes([len(body)]) + body + b"\xe0\x00") as (reader, writer):
                writer.write_eof()
                await ends(reader)
        async with running.line("gw-a") as speaker:
            await speaker.publish(f"{A}/health", b"end")
        assert (await anext(watcher.messages())).payload == b"end"


async def test_what_was_acknowledged_has_been_routed_even_if_the_client_leaves_at_once(
    running: Running,
) -> None:
    async with running.line("cloud", "sw/1/#") as watcher:
        many = b"".join(publish(f"{A}/event".encode(), b"%d" % n, 1, n + 1) for n in range(300))
        async with running.raw(connect() + many + b"\xe0\x00") as (reader, _):
            acknowledged = (len(await reader.read()) - 4) // 4
        messages = watcher.messages()
        assert [int((await anext(messages)).payload) for _ in range(acknowledged)] == list(range(300))


async def test_unacknowledged_messages_come_again_in_order_marked_as_duplicates(running: Running) -> None:
    async with running.line("gw-a") as speaker:
        async with running.line("cloud", "sw/1/#", clean=False) as first:
            for n in range(3):
                await speaker.publish(f"{A}/event", b"%d" % n)
            messages = first.messages()
            (await anext(messages)).ack()
            await anext(messages)
            await until(lambda: len(running.broker._outboxes["cloud"]._in_flight) == 2)
        await speaker.publish(f"{A}/event", b"3")
        async with running.line("cloud", clean=False) as again:
            messages = again.messages()
            got = [await anext(messages) for _ in range(3)]
            assert [(m.payload, m.retain, m.qos) for m in got] == [(b"%d" % n, False, 1) for n in (1, 2, 3)]
            for message in got:
                message.ack()
            await until(lambda: len(running.broker._outboxes["cloud"]) == 0)


async def test_a_new_connection_takes_over_the_old_one_and_stays_online(running: Running) -> None:
    async with running.line("gw-a") as speaker:
        first = connect("cloud", client_id="same", flags=0)
        subscribe = b"\x82\x0b\x00\x01\x00\x06sw/1/#\x01"
        async with running.raw(first + subscribe) as (old, _):
            assert await old.readexactly(9) == ACCEPTED + b"\x90\x03\x00\x01\x01"
            async with running.raw(first) as (new, _):
                assert await new.readexactly(4) == b"\x20\x02\x01\x00"
                await ends(old)
                for n in range(2):
                    await speaker.publish(f"{A}/event", b"%d" % n)
                    packet = await new.readexactly(len(publish(f"{A}/event".encode(), b"0", 1)))
                    assert packet.endswith(b"%d" % n)


async def test_quality_of_service_is_kept_and_never_raised(running: Running) -> None:
    async with running.line("cloud", "sw/1/#") as reader, running.line("gw-a") as speaker:
        for qos in (0, 1, 2):
            await speaker.publish(f"{A}/event", b"", qos=qos)
            assert (await anext(reader.messages())).qos == min(qos, 1)


async def test_overlapping_subscriptions_deliver_once_at_the_best_quality(running: Running) -> None:
    async with running.line("cloud", "sw/1/#", "sw/1/+/+/event") as reader, running.line("gw-a") as speaker:
        await speaker.publish(f"{A}/event", b"1")
        await speaker.publish(f"{A}/event", b"2")
        messages = reader.messages()
        assert [(await anext(messages)).payload for _ in range(2)] == [b"1", b"2"]


async def test_an_unsubscribed_filter_is_forgotten(running: Running) -> None:
    unsubscribe = b"\xa2\x0a\x00\x02\x00\x06sw/1/#"
    async with running.raw(connect("cloud") + b"\x82\x0b\x00\x01\x00\x06sw/1/#\x01" + unsubscribe) as (
        reader,
        _,
    ):
        assert (await reader.readexactly(13)).endswith(b"\xb0\x02\x00\x02")
        await until(lambda: not running.broker._subscriptions)


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
    monkeypatch.setattr(amqtt_broker, "MAX_SUBSCRIPTIONS", 2)
    async with running.line("shelly", "shelly/1", "shelly/2", "shelly/3", "shelly/1") as line:
        assert line.refused == ("shelly/3",)


async def test_too_many_sessions_are_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amqtt_broker, "MAX_SESSIONS", 1)
    async with running.line("gw-a"), running.raw(connect(client_id="one more")) as (reader, _):
        assert await reader.read(100) == b"\x20\x02\x00\x03"


async def test_a_changed_credentials_file_is_used_and_a_broken_one_is_not(running: Running) -> None:
    file = running.folder / "credentials"
    kept = list(credentials.read(file).values())
    file.write_text("broken")
    async with running.line("gw-a"):
        pass
    credentials.write(file, [*kept, credentials.entry("gw-c", Role.GATEWAY, "secret of gw-c", "150104")])
    (running.folder / "gw-c").write_text("secret of gw-c")
    async with running.line("gw-c"):
        pass


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
