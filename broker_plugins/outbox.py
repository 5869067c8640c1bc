"""What a broker still has to send to one client: bounded, in order, with unacknowledged QoS 1 sent again."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple, Protocol

WINDOW = 1000
"""At most this many QoS 1 messages are sent and not yet acknowledged."""

MAX_MESSAGES = 20_000
MAX_BYTES = 16_000_000
"""What is held for one client at most; beyond it the newest message is dropped and counted."""

_DRAIN_BYTES = 32_768


class Outgoing(NamedTuple):
    """A message on its way to one client."""

    topic: bytes
    payload: bytes
    qos: int
    retain: bool = False
    dup: bool = False


class Writer(Protocol):
    """Where the bytes go."""

    def write(self, data: bytes) -> None:
        """Take bytes without waiting."""

    async def drain(self) -> None:
        """Wait until the client has read enough of them."""


class Outbox:
    """One client's messages, across its connections."""

    def __init__(self) -> None:
        self.dropped = 0
        self._waiting: deque[Outgoing] = deque()
        self._in_flight: dict[int, Outgoing] = {}
        self._bytes = 0
        self._last_id = 0
        self._wake = asyncio.Event()
        self._owner: object = None
        self._pump: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting) + len(self._in_flight)

    @property
    def online(self) -> bool:
        """Whether a connection is taking messages."""
        return self._pump is not None

    def put(self, message: Outgoing) -> bool:
        """Queue a message; False when there is no room and it was dropped."""
        size = len(message.topic) + len(message.payload)
        if len(self) >= MAX_MESSAGES or self._bytes + size > MAX_BYTES:
            self.dropped += 1
            return False
        self._bytes += size
        self._waiting.append(message)
        self._wake.set()
        return True

    def acknowledged(self, packet_id: int) -> None:
        """The client has confirmed a QoS 1 message."""
        message = self._in_flight.pop(packet_id, None)
        if message is not None:
            self._forget(message)
            self._wake.set()

    def go_online(self, owner: object, writer: Writer) -> None:
        """Begin sending on a new connection."""
        self.go_offline(self._owner)
        self._owner = owner
        self._pump = asyncio.get_running_loop().create_task(self._send_all(writer))

    def go_offline(self, owner: object) -> None:
        """The owner's connection is gone: what it did not acknowledge is sent again on the next one."""
        if owner is not self._owner:
            return
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None
        self._owner = None
        for message in reversed(self._in_flight.values()):
            self._waiting.appendleft(message._replace(dup=True))
        self._in_flight.clear()

    def _forget(self, message: Outgoing) -> None:
        self._bytes -= len(message.topic) + len(message.payload)

    async def _send_all(self, writer: Writer) -> None:
        try:
            while True:
                undrained = 0
                while self._waiting and undrained < _DRAIN_BYTES and len(self._in_flight) < WINDOW:
                    message = self._waiting.popleft()
                    packet_id = 0
                    if message.qos:
                        packet_id = self._next_id()
                        self._in_flight[packet_id] = message
                    else:
                        self._forget(message)
                    data = encode_publish(message, packet_id)
                    undrained += len(data)
                    writer.write(data)
                await writer.drain()
                if not self._waiting or len(self._in_flight) >= WINDOW:
                    self._wake.clear()
                    await self._wake.wait()
        except OSError:
            pass  # the connection broke; its reader sees that too and ends it

    def _next_id(self) -> int:
        while True:
            self._last_id = self._last_id % 65535 + 1
            if self._last_id not in self._in_flight:
                return self._last_id


def encode_publish(message: Outgoing, packet_id: int) -> bytes:
    """A PUBLISH packet (MQTT 3.1.1 section 3.3); the packet id is left out at QoS 0."""
    flags = 0x30 | message.dup << 3 | message.qos << 1 | message.retain
    variable = len(message.topic).to_bytes(2) + message.topic
    if message.qos:
        variable += packet_id.to_bytes(2)
    remaining = len(variable) + len(message.payload)
    header = bytearray([flags])
    while True:
        remaining, digit = divmod(remaining, 128)
        header.append(digit | (0x80 if remaining else 0))
        if not remaining:
            return bytes(header) + variable + message.payload
