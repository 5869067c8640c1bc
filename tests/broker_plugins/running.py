"""An embedded broker in the loop, and raw clients of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from broker_plugins import outbox
from broker_plugins.amqtt_broker import GuardedBroker
from broker_plugins.policy import Role
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings
from tests.services import until

CLIENTS = [
    ("gw-a", Role.GATEWAY, "150102"),
    ("gw-b", Role.GATEWAY, "150103"),
    ("cloud", Role.CLOUD, None),
    ("shelly", Role.DETECTOR, None),
]


A = "sw/1/150102/gw-a"

ACCEPTED = b"\x20\x02\x00\x00"
REFUSED = b"\x20\x02\x00\x05"


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


async def ends(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            while await reader.read(65536):
                pass
