from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from cloud.access.examine import Accepted, Examined
from cloud.access.lanes import Lane
from cloud.access.service import Stored, StoreUnavailable
from cloud.access.settings import IngestSettings
from runtime.backoff import Backoff
from runtime.clock import SystemClock
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import UplinkMessage
from tests.cloud.said import event, readings, topic_of
from tests.services import until


@dataclass
class Letter:
    topic: str
    payload: bytes
    acked: list[bytes] = field(default_factory=list)

    def ack(self) -> None:
        self.acked.append(self.payload)


class Shelf:
    """A store that can be held shut, and remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = threading.Event()
        self.open.set()
        self.faults = 0

    def store(self, examined: Sequence[Examined]) -> Stored:
        self.open.wait(20)
        if self.faults:
            self.faults -= 1
            raise StoreUnavailable("disk full")
        self.batches.append([item.message.seq for item in examined if isinstance(item, Accepted)])
        return Stored()


def letter(message: UplinkMessage) -> Letter:
    return Letter(topic_of(message), encoding.encode(message))


@contextlib.asynccontextmanager
async def lane_over(shelf: Shelf, **bounds: int) -> AsyncIterator[Lane]:
    done = asyncio.Event()
    lane = Lane(
        "test",
        IngestSettings.model_validate(bounds),
        shelf.store,
        lambda _stored: done.set(),
        SystemClock(),
        Backoff(first_s=0.01, limit_s=0.01),
    )
    task = asyncio.create_task(lane.run())
    try:
        yield lane
    finally:
        shelf.open.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def stored(shelf: Shelf, count: int) -> None:
    await until(lambda: sum(map(len, shelf.batches)) >= count)


async def test_a_waiting_fire_goes_before_everything_that_came_earlier() -> None:
    shelf = Shelf()
    shelf.open.clear()
    async with lane_over(shelf, batch_messages=2) as lane:
        await lane.take(letter(event(1, EventKind.FAULT)))
        await asyncio.sleep(0.01)
        for seq in range(2, 6):
            await lane.take(letter(event(seq, EventKind.FAULT)))
        await lane.take(letter(event(6, EventKind.FIRE)))
        shelf.open.set()
        await stored(shelf, 6)
    assert shelf.batches == [[1], [6, 2], [3, 4], [5]]


async def test_a_batch_is_bounded_in_bytes_too() -> None:
    shelf = Shelf()
    shelf.open.clear()
    async with lane_over(shelf, batch_bytes=300_000) as lane:
        for seq in range(1, 7):
            await lane.take(letter(readings(seq, [0.123456789012345] * 4000)))
        shelf.open.set()
        await stored(shelf, 6)
    assert max(map(len, shelf.batches)) < 6


async def test_a_full_lane_takes_nothing_more_until_there_is_room() -> None:
    shelf = Shelf()
    shelf.open.clear()
    async with lane_over(shelf, queue_messages=3, batch_messages=1) as lane:
        await lane.take(letter(event(1)))
        await asyncio.sleep(0.01)
        for seq in (2, 3, 4):
            await lane.take(letter(event(seq)))
        waiting = asyncio.create_task(lane.take(letter(event(5))))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        assert lane.depth == 3
        shelf.open.set()
        await asyncio.wait_for(waiting, 20)
        await stored(shelf, 5)


async def test_the_broker_is_acknowledged_only_after_the_commit() -> None:
    shelf = Shelf()
    shelf.open.clear()
    said = letter(event(1))
    async with lane_over(shelf) as lane:
        await lane.take(said)
        await asyncio.sleep(0.02)
        assert said.acked == []
        shelf.open.set()
        await stored(shelf, 1)
        await until(lambda: bool(said.acked))


async def test_while_the_store_is_away_nothing_is_lost_and_the_lane_says_so() -> None:
    shelf = Shelf()
    shelf.faults = 3
    said = letter(event(1))
    async with lane_over(shelf) as lane:
        await lane.take(said)
        await until(lambda: lane.fault is not None)
        assert lane.fault == "disk full"
        assert said.acked == []
        await stored(shelf, 1)
        await until(lambda: lane.fault is None and bool(said.acked))
