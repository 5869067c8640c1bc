"""A broker of plain sockets that greets as it should and then says what a test wants."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings
from tests.mqtt_bytes import packet, text

ACCEPTED = b"\x20\x02\x00\x00"
FILTER = "t/#"


def message(topic: bytes, payload: bytes = b"", packet_id: int = 1, qos: int = 1) -> bytes:
    numbered = packet_id.to_bytes(2) if qos else b""
    return packet(0x30 | qos << 1, text(topic) + numbered + payload)


async def read_packet(reader: asyncio.StreamReader) -> bytes:
    """One packet of the client's; they are short."""
    head = await reader.readexactly(2)
    return head + await reader.readexactly(head[1])


class HostileBroker:
    """For each connection in turn: what it says once the client has subscribed. Later ones hear the last.

    `answered` holds what the client sent on each connection after it had subscribed, `hung_up` which of them
    the client ended. `hangs_up`: it ends them itself, but for the last.
    """

    def __init__(self, says: Sequence[Sequence[bytes]], greeting: bytes = ACCEPTED) -> None:
        self.says = says
        self.greeting = greeting
        self.answered: list[bytes] = []
        self.hung_up: list[int] = []
        self.hangs_up = False
        self.after_subscribe: Callable[[bytes], bytes] = lambda asked: packet(0x90, asked[2:4] + b"\1")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(self.answered)
        self.answered.append(b"")
        last = number >= len(self.says) - 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await read_packet(reader)
            writer.write(ACCEPTED if last else self.greeting)
            asked = await read_packet(reader)
            writer.write(packet(0x90, asked[2:4] + b"\1") if last else self.after_subscribe(asked))
            for piece in self.says[min(number, len(self.says) - 1)]:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            if self.hangs_up and not last:
                writer.close()
            while more := await reader.read(65536):
                self.answered[number] += more
        self.hung_up.append(number)
        writer.close()


@contextlib.asynccontextmanager
async def line_to(broker: HostileBroker, *, incoming_limit: int = 1000) -> AsyncIterator[MqttLine]:
    """A line that dials it."""
    server = await asyncio.start_server(broker.serve, "127.0.0.1", 0)
    settings = MqttSettings(port=server.sockets[0].getsockname()[1], client_id="line")
    backoff = Backoff(first_s=0.001, limit_s=0.002)
    line = MqttLine(settings, [(FILTER, 1)], incoming_limit=incoming_limit, backoff=backoff)
    running = asyncio.create_task(line.run())
    try:
        yield line
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        server.close()
