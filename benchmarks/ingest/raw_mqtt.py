"""MQTT 3.1.1 with as little as possible between a list of messages and the socket: for load, not for use.

One connection, QoS 1, a window of unacknowledged messages. Many packets go into one write, many PUBACKs
are read at once; nothing is kept of a message but its packet id's place in the window.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

_PUBACK, _PUBLISH = 0x40, 0x30
_MAX_ID = 65_000


def remaining_length(size: int) -> bytes:
    """MQTT's variable length."""
    found = bytearray()
    while True:
        size, digit = divmod(size, 128)
        found.append(digit | (0x80 if size else 0))
        if not size:
            return bytes(found)


def connect_packet(client_id: str, username: str | None, password: str | None) -> bytes:
    """CONNECT with a clean session and a minute of keep-alive."""
    flags = 0x02 | (0x80 if username is not None else 0) | (0x40 if password is not None else 0)
    texts = [client_id, *(text for text in (username, password) if text is not None)]
    body = b"\0\4MQTT\4" + bytes([flags]) + (60).to_bytes(2)
    body += b"".join(len(text.encode()).to_bytes(2) + text.encode() for text in texts)
    return b"\x10" + remaining_length(len(body)) + body


class RawMqtt:
    """One connection. `publish` sends and returns once there is room in the window again."""

    def __init__(
        self,
        port: int,
        client_id: str,
        *,
        window: int = 500,
        filters: Sequence[str] = (),
        on_message: Callable[[bytes, bytes], None] | None = None,
        username: str | None = None,
        password: str | None = None,
    ) -> None:
        self.acknowledged = 0
        self.sent = 0
        self._port = port
        self._connect = connect_packet(client_id, username, password)
        self._window = window
        self._filters = filters
        self._on_message = on_message
        self._room = asyncio.Event()
        self._next = 0
        self._outstanding = 0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self._granted = asyncio.Event()
        self._ungranted = 0

    async def open(self) -> None:
        """Connect and subscribe. Raises OSError."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        self._writer.write(self._connect)
        if (await self._reader.readexactly(4))[3]:
            raise ConnectionError("the broker refused the connection")
        self._outstanding = 0
        self._room.set()
        self._granted.clear()
        self._ungranted = len(self._filters)
        for number, filter_ in enumerate(self._filters, 1):
            topic = filter_.encode()
            body = number.to_bytes(2) + len(topic).to_bytes(2) + topic + b"\x01"
            self._writer.write(b"\x82" + remaining_length(len(body)) + body)
        self._task = asyncio.create_task(self._read())
        if self._filters:
            await self._granted.wait()

    async def open_when_ready(self, within_s: float = 30.0) -> None:
        """As `open`, of a cluster that may not have its leaders yet and hangs up. Raises OSError."""
        ends = time.monotonic() + within_s
        while True:
            try:
                async with asyncio.timeout(10):
                    return await self.open()
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
                await self.close()
                if time.monotonic() > ends:
                    raise ConnectionError(f"the broker was not ready within {within_s:g} s") from fault
                await asyncio.sleep(0.2)

    async def close(self) -> None:
        """Hang up."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def publish(self, messages: Sequence[tuple[bytes, bytes]]) -> None:
        """Send all of (topic, payload), window by window. Raises ConnectionError when the line is cut."""
        start = 0
        while start < len(messages):
            while self._outstanding >= self._window:
                self._room.clear()
                await self._room.wait()
                self.check()
            self.check()
            chunk = messages[start : start + self._window - self._outstanding]
            start += len(chunk)
            self._outstanding += len(chunk)
            assert self._writer is not None
            self._writer.write(b"".join([self._packet(topic, payload) for topic, payload in chunk]))
            self.sent += len(chunk)
            await self._writer.drain()

    async def settled(self) -> None:
        """Return once every message has its PUBACK."""
        while self._outstanding:
            self._room.clear()
            await self._room.wait()
            self.check()

    def check(self) -> None:
        """Raise ConnectionError when the broker has hung up."""
        if self._task is not None and self._task.done():
            raise ConnectionError("the broker hung up")

    def _packet(self, topic: bytes, payload: bytes) -> bytes:
        self._next = self._next % _MAX_ID + 1
        size = 4 + len(topic) + len(payload)
        return b"".join(
            (b"\x32", remaining_length(size), len(topic).to_bytes(2), topic, self._next.to_bytes(2), payload)
        )

    async def _read(self) -> None:
        assert self._reader is not None
        held = b""
        try:
            while more := await self._reader.read(1 << 18):
                held = self._take(held + more)
        except OSError:
            pass
        finally:
            self._room.set()

    def _take(self, data: bytes) -> bytes:
        at, acks, answers = 0, 0, bytearray()
        while at + 2 <= len(data):
            kind, length, body = data[at], 0, at + 1
            shift = 0
            while body < len(data):
                byte = data[body]
                body += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            else:
                break
            end = body + length
            if end > len(data):
                break
            if kind == _PUBACK:
                acks += 1
            elif kind & 0xF0 == _PUBLISH:
                name = body + 2 + int.from_bytes(data[body : body + 2])
                content = name + 2 if kind & 6 else name
                if kind & 6:
                    answers += b"\x40\x02" + data[name:content]
                if self._on_message is not None:
                    self._on_message(data[body + 2 : name], data[content:end])
            elif kind == 0x90:
                self._ungranted -= 1
                if self._ungranted <= 0:
                    self._granted.set()
            at = end
        self.acknowledged += acks
        self._outstanding -= acks
        if acks:
            self._room.set()
        if answers and self._writer is not None:
            self._writer.write(bytes(answers))
        return data[at:]
