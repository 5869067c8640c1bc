"""The far end of a line whose device speaks by itself or is polled in turn: bytes out, answers counted.

The recorded bytes of the device go out in their order. What the driver sends is compared with what it sent
then: an answer that does not come any more is told, and the replay goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import tty
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from edge_agent.recording.line_file import RX, Piece
from edge_agent.replay.pace import Pace

_CHUNK = 4096
_OPENED_S = 10.0
#: After a port is opened, its driver sets speed and frame and throws away what came before.
_SETTLE_S = 0.1


class Stream:
    """Plays pieces through `write`; call `sent` with whatever the driver sends."""

    def __init__(self, pieces: Sequence[Piece], pace: Pace) -> None:
        self._pieces = pieces
        self._pace = pace
        self.at_s = 0.0
        self.driver_sent = bytearray()
        #: Pieces before which an answer of the recording did not come.
        self.unanswered = 0

    def sent(self, data: bytes) -> None:
        """The driver sent this."""
        self.driver_sent += data

    async def play(self, write: Callable[[bytes], None]) -> None:
        """Play them all."""
        self._pace.start()
        expected = 0
        for piece in self._pieces:
            if piece.direction != RX:
                expected += len(piece.data)
                continue
            wanted = expected

            def answered(wanted: int = wanted) -> bool:
                return len(self.driver_sent) >= wanted

            if not await self._pace.until(piece.at_s, answered):
                self.unanswered += 1
                expected = len(self.driver_sent)
            self.at_s = piece.at_s
            write(piece.data)
            await asyncio.sleep(0)

    def notes(self) -> list[str]:
        """What differs from the recording."""
        then = b"".join(piece.data for piece in self._pieces if piece.direction != RX)
        told = []
        if self.unanswered:
            told.append(f"{self.unanswered} 处没有等到当时的应答 / answers of the recording did not come")
        if then and bytes(self.driver_sent) != then:
            told.append(
                f"驱动发出 {len(self.driver_sent)} B,当时 {len(then)} B,内容不同 / "
                "the driver sent other bytes than then"
            )
        return told


@contextlib.asynccontextmanager
async def on_a_terminal(stream: Stream) -> AsyncIterator[tuple[str, Callable[[], Any]]]:
    """A pseudo-terminal: its path for the driver, and what plays the stream once the driver has opened it."""
    master, slave = os.openpty()
    tty.setraw(slave)
    path = os.ttyname(slave)
    os.close(slave)
    os.set_blocking(master, False)
    loop = asyncio.get_running_loop()

    def readable() -> None:
        with contextlib.suppress(OSError):
            stream.sent(os.read(master, _CHUNK))

    async def play() -> None:
        await opened(master)
        loop.add_reader(master, readable)
        await stream.play(lambda data: _write(master, data))

    try:
        yield path, play
    finally:
        loop.remove_reader(master)
        os.close(master)


async def opened(master: int) -> None:
    """Return once somebody has opened the other end. Raises TimeoutError."""
    poll = select.poll()
    poll.register(master, select.POLLIN)
    async with asyncio.timeout(_OPENED_S):
        while any(event & select.POLLHUP for _, event in poll.poll(0)):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.01)
    await asyncio.sleep(_SETTLE_S)


def _write(master: int, data: bytes) -> None:
    os.set_blocking(master, True)
    try:
        os.write(master, data)
    finally:
        os.set_blocking(master, False)


async def over_tcp(stream: Stream, host: str, port: int) -> None:
    """Connect to the driver's own port and play the stream."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _OPENED_S
    while True:
        try:
            reader, writer = await asyncio.open_connection(host, port)
            break
        except OSError:
            if loop.time() > until:
                raise
            await asyncio.sleep(0.05)

    async def listen() -> None:
        while data := await reader.read(_CHUNK):
            stream.sent(data)

    listening = asyncio.create_task(listen())
    try:
        await stream.play(writer.write)
        await asyncio.sleep(_SETTLE_S)
    finally:
        listening.cancel()
        writer.close()
        await asyncio.gather(listening, return_exceptions=True)
