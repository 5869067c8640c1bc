"""Strangers at a port: how many, from where, and for how long they may leave answers unread."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from runtime import tcp_door
from runtime.settings import HostPort
from runtime.tcp_door import TcpConnection, TcpDoor
from tests.services import until

HOST = "127.0.0.1"
Call = Callable[[TcpDoor], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class Heard(TcpConnection):
    """Keeps what came, and knows when it ended."""

    def __init__(self, door: TcpDoor) -> None:
        super().__init__(door)
        self.data = b""
        self.ended = False

    def gone(self) -> None:
        self.ended = True

    def data_received(self, data: bytes) -> None:
        self.data += data


@pytest.fixture
def counts() -> Counter[str]:
    return Counter()


@pytest.fixture
async def door(counts: Counter[str]) -> AsyncIterator[TcpDoor]:
    opened = TcpDoor(
        Heard, lambda host: host == HOST, lambda what: counts.update([what]), max_connections=3, per_source=2
    )
    await opened.open(HostPort(HOST, 0))
    yield opened
    opened.close()


@pytest.fixture
async def call() -> AsyncIterator[Call]:
    """Connect to a door; what is still open at the end is closed."""
    async with AsyncExitStack() as stack:

        async def called(door: TcpDoor) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await asyncio.open_connection(HOST, door.port)
            stack.callback(writer.close)
            return reader, writer

        yield called
    await asyncio.sleep(0)


async def ends(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1) == b""
    except ConnectionResetError:
        return True


async def test_a_source_has_so_many_connections_and_one_more_when_one_has_ended(
    door: TcpDoor, counts: Counter[str], call: Call
) -> None:
    first = await call(door)
    await call(door)
    reader, _ = await call(door)
    assert await ends(reader)
    assert counts == {"connections_refused": 1}
    first[1].close()
    await until(lambda: len(door.connections) == 1)
    await call(door)
    await until(lambda: len(door.connections) == 2)


async def test_who_may_not_speak_is_not_met(counts: Counter[str], call: Call) -> None:
    closed = TcpDoor(Heard, lambda host: False, counts.__getitem__, max_connections=3, per_source=2)
    await closed.open(HostPort(HOST, 0))
    reader, _ = await call(closed)
    assert await ends(reader)
    assert not closed.connections
    closed.close()


async def test_who_reads_no_answers_is_let_go(
    door: TcpDoor, counts: Counter[str], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp_door, "_UNREAD_LIMIT", 1_000)
    await call(door)
    await until(lambda: len(door.connections) == 1)
    [heard] = door.connections
    assert isinstance(heard, Heard)
    for _ in range(1_000):
        heard.send(b"x" * 10_000)
    await until(lambda: heard.ended)
    assert counts == {"unread_closed": 1}


async def test_a_pause_stops_the_reading_and_ends(door: TcpDoor, call: Call) -> None:
    _, writer = await call(door)
    await until(lambda: len(door.connections) == 1)
    [heard] = door.connections
    assert isinstance(heard, Heard)
    heard.drain = heard.go_on  # type: ignore[method-assign]
    heard.pause(0.05)
    writer.write(b"later")
    assert heard.paused
    await until(lambda: heard.data == b"later")
    assert not heard.paused
