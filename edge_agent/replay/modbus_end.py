"""A recorded Modbus line as a server: on a TCP port or a pseudo-terminal, answering from the book."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from collections.abc import AsyncIterator, Callable

from edge_agent.replay.answers import AnswerBook, question, request_length
from edge_agent.replay.pace import Pace
from telemetry.errors import FrameError
from telemetry.modbus import Framing

_CHUNK = 4096
_TRANSACTION = 2


class _Serving:
    """One connection: requests cut from what comes, answers written."""

    def __init__(
        self, book: AnswerBook, framing: Framing, pace: Pace, write: Callable[[bytes], None]
    ) -> None:
        self._book = book
        self._framing = framing
        self._pace = pace
        self._write = write
        self._buffer = b""

    def feed(self, data: bytes) -> None:
        """Take what the driver sends."""
        self._buffer += data
        while self._buffer:
            try:
                size = request_length(self._framing, self._buffer)
            except FrameError:
                self._buffer = b""
                return
            if size is None or len(self._buffer) < size:
                return
            frame, self._buffer = self._buffer[:size], self._buffer[size:]
            self._answer(frame)

    def _answer(self, frame: bytes) -> None:
        asked = question(self._framing, frame)
        if asked is None:
            return
        answer = self._book.answer(asked, self._pace.elapsed_s if self._pace.real else None)
        if answer is None:
            return
        if self._framing == "mbap":
            answer = frame[:_TRANSACTION] + answer[_TRANSACTION:]
        self._write(answer)


@contextlib.asynccontextmanager
async def on_a_port(book: AnswerBook, framing: Framing, pace: Pace) -> AsyncIterator[int]:
    """A TCP server; gives its port."""
    open_writers: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_writers[writer] = asyncio.current_task()
        serving = _Serving(book, framing, pace, writer.write)
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                serving.feed(data)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in open_writers:
            writer.close()
        await asyncio.gather(*filter(None, open_writers.values()), return_exceptions=True)
        await server.wait_closed()


@contextlib.asynccontextmanager
async def on_a_terminal(book: AnswerBook, pace: Pace) -> AsyncIterator[str]:
    """A pseudo-terminal; gives its path."""
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    serving = _Serving(book, "rtu", pace, lambda data: _write(master, data))
    loop = asyncio.get_running_loop()

    def readable() -> None:
        with contextlib.suppress(OSError):
            serving.feed(os.read(master, _CHUNK))

    loop.add_reader(master, readable)
    try:
        yield os.ttyname(slave)
    finally:
        loop.remove_reader(master)
        os.close(slave)
        os.close(master)


def _write(master: int, data: bytes) -> None:
    with contextlib.suppress(BlockingIOError):
        os.write(master, data)
