"""What the embedded broker puts right in amqtt, seen from its sockets and in what it holds."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from broker_plugins import credentials
from broker_plugins.policy import Role
from runtime.mqtt_line import Will
from tests.broker_plugins.running import ACCEPTED, REFUSED, A, Running, connect, ends, publish
from tests.services import free_port, stop, until, wait_listening

PLAIN_AMQTT = """
import asyncio, sys
from pathlib import Path
from amqtt.broker import Broker
from broker_plugins.amqtt_policy import configuration
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
