"""The line against a real mosquitto."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from runtime.backoff import Backoff
from runtime.mqtt_line import Incoming, LineDown, MqttLine, MqttSettings, Will
from tests.services import Mosquitto, find_or_skip, free_port, start_mosquitto, stop, until


@pytest.fixture
def broker(tmp_path: Path) -> Any:
    with start_mosquitto(tmp_path) as running:
        yield running


@contextlib.asynccontextmanager
async def up(
    broker: Mosquitto | int,
    name: str,
    *subscriptions: str,
    wait: bool = True,
    clean: bool = True,
    **more: Any,
) -> AsyncIterator[MqttLine]:
    port = broker if isinstance(broker, int) else broker.port
    settings = MqttSettings(client_id=name, port=port, clean_session=clean)
    more.setdefault("backoff", Backoff(first_s=0.02, limit_s=0.1))
    line = MqttLine(settings, [(filter_, 1) for filter_ in subscriptions], **more)
    running = asyncio.create_task(line.run())
    try:
        if wait:
            await line.wait_connected()
        yield line
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def take(line: MqttLine, count: int) -> list[Incoming]:
    messages = line.messages()
    return [await anext(messages) for _ in range(count)]


async def test_a_message_goes_from_line_to_line(broker: Mosquitto) -> None:
    async with up(broker, "a", "t/#") as reader, up(broker, "b") as writer:
        await writer.publish("t/1", b"\x00\xff payload")
        (message,) = await take(reader, 1)
        assert (message.topic, message.payload, message.qos, message.retain) == (
            "t/1",
            b"\x00\xff payload",
            1,
            False,
        )
        message.ack()
        message.ack()
        assert (writer.published, reader.received) == (1, 1)


async def test_qos_0_returns_when_written(broker: Mosquitto) -> None:
    async with up(broker, "a", "t/#") as reader, up(broker, "b") as writer:
        await writer.publish("t/1", b"x", qos=0)
        (message,) = await take(reader, 1)
        assert message.qos == 0
        message.ack()


async def test_many_publishes_at_once_all_arrive_in_order(broker: Mosquitto) -> None:
    async with up(broker, "a", "t", incoming_limit=50) as reader, up(broker, "b") as writer:
        sending = asyncio.gather(*(writer.publish("t", b"%d" % n) for n in range(1500)))
        messages = reader.messages()
        seen = []
        for _ in range(1000):  # mosquitto holds at most 1000 for a slow reader
            message = await anext(messages)
            message.ack()
            seen.append(int(message.payload))
        await sending
        assert seen == sorted(seen)
        assert writer.published == 1500


async def test_what_was_not_acked_comes_again_after_a_reconnect(broker: Mosquitto) -> None:
    async with up(broker, "b") as writer:
        async with up(broker, "a", "t", clean=False) as reader:
            await writer.publish("t", b"1")
            await writer.publish("t", b"2")
            first, _second = await take(reader, 2)
            first.ack()
            await writer.publish("t", b"3")
            await take(reader, 1)
        async with up(broker, "a", "t", clean=False) as reader:
            assert [m.payload for m in await take(reader, 2)] == [b"2", b"3"]


async def test_an_ack_for_an_old_connection_is_ignored(tmp_path: Path) -> None:
    port = free_port()
    with start_mosquitto(tmp_path, port=port) as first:
        async with up(port, "a", "t", clean=False) as reader, up(port, "b") as writer:
            await writer.publish("t", b"old")
            (old,) = await take(reader, 1)
            stop(first.process)
            with start_mosquitto(tmp_path, port=port):
                await until(lambda: reader.reconnects > 0 and reader.connected and writer.connected)
                await writer.publish("t", b"new")
                (new,) = await take(reader, 1)
                old.ack()  # the same packet id as the new one; must not acknowledge that
                async with up(port, "a", "t", clean=False) as again:  # takes the session over
                    (redelivered,) = await take(again, 1)
                    assert redelivered.payload == new.payload == b"new"


async def test_publish_says_when_the_line_is_down(tmp_path: Path) -> None:
    async with up(free_port(), "a", wait=False) as line:
        with pytest.raises(LineDown, match="not connected"):
            await line.publish("t", b"x")
        await until(lambda: line.reconnects >= 3)
        with pytest.raises(LineDown, match="nothing listens on"):
            await line.publish("t", b"x")


async def test_publish_says_when_the_line_is_cut_before_the_ack() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(b"\x20\x02\x00\x00")
        await reader.read(1024)
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with server, up(server.sockets[0].getsockname()[1], "a") as line:
        with pytest.raises(LineDown, match="cut"):
            await line.publish("t", b"x")


async def test_the_line_comes_back_by_itself_and_subscribes_again(tmp_path: Path) -> None:
    port = free_port()
    ups = []
    with start_mosquitto(tmp_path, port=port) as first:
        async with up(port, "a", "t") as line:
            line.on_connect.append(lambda: ups.append(1))
            stop(first.process)
            with start_mosquitto(tmp_path, port=port):
                await until(lambda: bool(ups))
                await line.publish("t", b"back")
                assert [m.payload for m in await take(line, 1)] == [b"back"]


async def test_a_failing_hook_does_not_stop_the_line(broker: Mosquitto) -> None:
    def broken() -> None:
        raise RuntimeError("hook")

    async with up(broker, "a", "t", wait=False) as line:
        line.on_connect.append(broken)
        await line.wait_connected()
        await line.publish("t", b"x")
        assert len(await take(line, 1)) == 1


async def test_a_full_queue_stops_reading_and_loses_nothing(broker: Mosquitto) -> None:
    async with up(broker, "a", "t", incoming_limit=4) as reader, up(broker, "b") as writer:
        for n in range(60):
            await writer.publish("t", b"%d" % n, qos=0)
        await writer.publish("end", b"")
        await asyncio.sleep(0.05)
        assert reader.received == 4
        assert [int(m.payload) for m in await take(reader, 60)] == list(range(60))
        assert reader.dropped == 0


async def test_a_paused_line_stays_alive_past_its_keepalive(broker: Mosquitto) -> None:
    settings = MqttSettings(client_id="a", port=broker.port, keepalive_s=1)
    line = MqttLine(settings, [("t", 1)], incoming_limit=2)
    running = asyncio.create_task(line.run())
    await line.wait_connected()
    async with up(broker, "b") as writer:
        for n in range(10):
            await writer.publish("t", b"%d" % n, qos=0)
    await asyncio.sleep(3.5)
    assert line.connected
    assert line.reconnects == 0
    assert len(await take(line, 10)) == 10
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_will_is_said_when_we_vanish_and_not_when_we_leave(broker: Mosquitto) -> None:
    async with up(broker, "watch", "will/#") as watcher:
        async with up(broker, "leaves", will=Will("will/leaves", b"gone")):
            pass
        async with up(broker, "vanishes", will=Will("will/vanishes", b"gone")) as line:
            assert line._connection is not None
            line._connection._wire.close()
        (message,) = await take(watcher, 1)
        assert message.topic == "will/vanishes"


async def test_messages_end_when_the_line_is_stopped(broker: Mosquitto) -> None:
    async with up(broker, "a", "t") as line:
        await line.publish("t", b"last")
        await until(lambda: line.received > 0)
    assert [m.payload async for m in line.messages()] == [b"last"]


async def test_a_refused_password_is_named_and_tried_again(tmp_path: Path) -> None:
    config = "allow_anonymous false\n"
    with start_mosquitto(tmp_path, config=config) as broker:
        async with up(broker, "a", wait=False) as line:
            await until(lambda: line.reconnects >= 2)
            assert "check the user name and the password file" in str(line.last_fault)


async def test_a_missing_password_file_is_named_and_does_not_end_the_line(
    broker: Mosquitto, tmp_path: Path
) -> None:
    settings = MqttSettings(client_id="a", port=broker.port, username="u", password_file=tmp_path / "secret")
    line = MqttLine(settings, backoff=Backoff(first_s=0.01, limit_s=0.01))
    running = asyncio.create_task(line.run())
    await until(lambda: line.reconnects >= 1)
    assert str(tmp_path / "secret") in str(line.last_fault)
    (tmp_path / "secret").write_text("p\n")
    await line.wait_connected()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_denied_topic_is_not_delivered(tmp_path: Path) -> None:
    acl = tmp_path / "acl"
    acl.write_text("topic readwrite open/#\n")
    acl.chmod(0o600)
    with start_mosquitto(tmp_path, config=f"allow_anonymous true\nacl_file {acl}\n") as broker:
        async with up(broker, "a", "open/x", "closed/x") as line:
            await line.publish("closed/x", b"")
            await line.publish("open/x", b"")
            assert [m.topic for m in await take(line, 1)] == ["open/x"]


async def test_a_refused_subscription_is_named() -> None:
    async def refusing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(b"\x20\x02\x00\x00")
        subscribe = await reader.read(1024)
        writer.write(b"\x90\x03" + subscribe[2:4] + b"\x80")
        await reader.read(1024)
        writer.close()

    server = await asyncio.start_server(refusing, "127.0.0.1", 0)
    async with server, up(server.sockets[0].getsockname()[1], "a", "closed/#") as line:
        assert line.refused == ("closed/#",)


async def test_garbage_from_a_broker_only_costs_the_connection() -> None:
    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(b"\xff" * 64)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(garbage, "127.0.0.1", 0)
    async with server, up(server.sockets[0].getsockname()[1], "a", wait=False) as line:
        await until(lambda: line.reconnects >= 3)
        assert not line.connected


def test_off_loopback_without_tls_is_refused() -> None:
    with pytest.raises(ValueError, match="tls_ca"):
        MqttSettings(client_id="a", host="broker.example")


def certificates(folder: Path) -> None:
    """Two authorities that sign themselves, for 127.0.0.1."""
    openssl = find_or_skip("openssl")
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    new = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for name in ("ca", "other"):
        files = ["-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem", "-days", "2"]
        subprocess.run([*new, *files, *names], check=True, capture_output=True)


async def test_tls_proves_the_broker_and_refuses_another(tmp_path: Path) -> None:
    certificates(tmp_path)
    port = free_port()
    config = (
        f"allow_anonymous true\nlistener {port} 127.0.0.1\n"
        f"certfile {tmp_path}/ca.pem\nkeyfile {tmp_path}/ca.key\n"
    )
    with start_mosquitto(tmp_path, config=config):
        settings = MqttSettings(client_id="a", port=port, tls_ca=tmp_path / "ca.pem")
        line = MqttLine(settings, [("t", 1)])
        stranger = MqttLine(settings.model_copy(update={"tls_ca": tmp_path / "other.pem"}))
        running = [asyncio.create_task(one.run()) for one in (line, stranger)]
        await line.wait_connected()
        await asyncio.gather(*(line.publish("t", b"x" * 50_000) for _ in range(20)))
        assert [len(m.payload) for m in await take(line, 20)] == [50_000] * 20
        await until(lambda: stranger.last_fault is not None)
        assert "is not trusted" in str(stranger.last_fault)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
