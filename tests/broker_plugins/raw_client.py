"""A client that says whatever a test wants, byte by byte, with or without TLS."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator

from runtime import wire
from runtime.mqtt_line import MqttSettings
from tests.mqtt_bytes import packet, text

_ids = itertools.count()


class RawClient:
    """Connected and let in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def publish(self, topic: bytes, payload: bytes = b"odd", *, retain: bool = False) -> None:
        self._writer.write(packet(0x30 | retain, text(topic) + payload))

    def subscribe(self, filter_: bytes) -> None:
        self._writer.write(packet(0x82, b"\0\1" + text(filter_) + b"\0"))

    async def published_until_pong(self) -> list[bytes]:
        """The PUBLISH packets that come before the answer to a ping, or before the broker hangs up."""
        came = []
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            self._writer.write(b"\xc0\0")
            async with asyncio.timeout(20):
                while True:
                    first, body = await self._packet()
                    if first >> 4 == 3:
                        came.append(body)
                    if first == 0xD0:
                        break
        return came

    async def _packet(self) -> tuple[int, bytes]:
        first = (await self._reader.readexactly(1))[0]
        length, shift = 0, 0
        while True:
            digit = (await self._reader.readexactly(1))[0]
            length |= (digit & 0x7F) << shift
            shift += 7
            if not digit & 0x80:
                return first, await self._reader.readexactly(length)


@contextlib.asynccontextmanager
async def raw_client(settings: MqttSettings) -> AsyncIterator[RawClient]:
    context = None
    if settings.tls_ca is not None:
        context = wire.tls_context(settings.tls_ca, settings.tls_cert, settings.tls_key)
    reader, writer = await asyncio.open_connection(settings.host, settings.port, ssl=context)
    body = b"\0\4MQTT\4" + bytes([0xC2 if settings.password_file else 2]) + b"\0\x3c"
    body += text(f"{settings.client_id}-raw-{next(_ids)}".encode())
    if settings.password_file is not None and settings.username is not None:
        secret = await asyncio.to_thread(settings.password_file.read_text)
        body += text(settings.username.encode()) + text(secret.encode())
    try:
        writer.write(packet(0x10, body))
        assert await reader.readexactly(4) == b"\x20\x02\x00\x00"
        yield RawClient(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
