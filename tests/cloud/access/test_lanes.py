from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from cloud.access.examine import Accepted, Examined, Shed
from cloud.access.lanes import Lane
from cloud.access.service import JournalFull, Stored, StoreUnavailable
from cloud.access.settings import IngestSettings
from runtime.backoff import Backoff
from runtime.clock import SystemClock
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import ReadingBatch, UplinkMessage
from tests.cloud.said import event, health, readings, reply, topic_of
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
        self.shed: list[tuple[str, int]] = []
        self.journal_full = False
        self.open = threading.Event()
        self.open.set()
        self.faults = 0

    def store(self, examined: Sequence[Examined]) -> Stored:
        self.open.wait(20)
        if self.faults:
            self.faults -= 1
            raise StoreUnavailable("disk full")
        self.shed += [
            (item.identity.place.stream, item.identity.seq) for item in examined if isinstance(item, Shed)
        ]
        left = [item for item in examined if self.journal_full and _is_reading(item)]
        examined = [item for item in examined if item not in left]
        self.batches.append([item.message.seq for item in examined if isinstance(item, Accepted)])
        if left:
            raise JournalFull(Stored(), left)
        return Stored()


def _is_reading(item: Examined) -> bool:
    return isinstance(item, Accepted) and isinstance(item.message, ReadingBatch)


def letter(message: UplinkMessage) -> Letter:
    return Letter(topic_of(message), encoding.encode(message))


@contextlib.asynccontextmanager
async def lane_over(shelf: Shelf, name: str = "test", **bounds: float) -> AsyncIterator[Lane]:
    done = asyncio.Event()
    lane = Lane(
        name,
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


async def flooded(lane: Lane, letters: list[Letter]) -> None:
    for said in letters:
        await lane.take(said)


async def test_a_lane_that_stays_full_sheds_the_oldest_readings_and_nothing_else() -> None:
    shelf = Shelf()
    shelf.open.clear()
    said = [letter(readings(seq, [1.0])) for seq in range(1, 41)]
    said[5:5] = [letter(reply(1)), letter(reply(2))]
    async with lane_over(shelf, "bulk", queue_messages=40, batch_messages=1, shed_after_s=0.05) as lane:
        flood = asyncio.create_task(flooded(lane, said))
        await until(lambda: lane.full)
        await asyncio.sleep(0.1)
        shelf.open.set()
        await flood
        await until(lambda: lane.committed == len(said))
        assert lane.shed == len(shelf.shed) > 0
        assert {stream for stream, _ in shelf.shed} == {"reading"}
        numbers = [seq for _, seq in shelf.shed]
        assert numbers == sorted(numbers)
        assert len({*numbers}) + sum(map(len, shelf.batches)) == len(said)
        assert all(letter.acked for letter in said)


async def test_a_lane_of_alarms_sheds_nothing_however_long_it_is_full() -> None:
    shelf = Shelf()
    shelf.open.clear()
    said = [letter(event(seq)) for seq in range(1, 31)]
    async with lane_over(shelf, "alarm", queue_messages=10, batch_messages=1, shed_after_s=0.01) as lane:
        flood = asyncio.create_task(flooded(lane, said))
        await until(lambda: lane.full)
        await asyncio.sleep(0.1)
        shelf.open.set()
        await flood
        await stored(shelf, 30)
        assert (lane.shed, lane.shedding) == (0, 0)


async def test_while_only_readings_are_refused_everything_else_goes_on_and_readings_wait_their_turn() -> None:
    shelf = Shelf()
    shelf.journal_full = True
    async with lane_over(shelf, "bulk", shed_after_s=0) as lane:
        waiting = [letter(readings(seq, [1.0])) for seq in (101, 102, 103)]
        await flooded(lane, waiting)
        await until(lambda: lane.fault is not None)
        said = [letter(health(seq)) for seq in (1, 2, 3)]
        await flooded(lane, said)
        await until(lambda: all(letter.acked for letter in said))
        assert not any(letter.acked for letter in waiting)
        assert lane.depth <= 3
        shelf.journal_full = False
        await until(lambda: all(letter.acked for letter in waiting))
        assert [seq for batch in shelf.batches for seq in batch if seq > 100] == [101, 102, 103]
        await until(lambda: lane.fault is None)


async def test_a_lane_whose_readings_alone_are_refused_hears_its_gateways_all_the_same() -> None:
    shelf = Shelf()
    shelf.journal_full = True
    async with lane_over(shelf) as lane:
        await lane.take(letter(readings(1, [0.5])))
        await lane.take(letter(health(1)))
        await until(lambda: lane.fault is not None and lane.committed == 1)
        assert not lane.stuck
        shelf.faults = 10_000
        await lane.take(letter(health(2)))
        await until(lambda: lane.stuck)
        shelf.faults, shelf.journal_full = 0, False
        await until(lambda: lane.committed == 3)
        assert not lane.stuck


async def test_a_lane_says_for_how_long_it_has_been_full() -> None:
    shelf = Shelf()
    shelf.open.clear()
    async with lane_over(shelf, queue_messages=2) as lane:
        assert lane.full_s == 0
        await lane.take(letter(health(1)))
        await until(lambda: not lane.depth)
        for number in (2, 3):
            await lane.take(letter(health(number)))
        await until(lambda: lane.full_s > 0)
        shelf.open.set()
        await until(lambda: lane.committed == 3)
        assert lane.full_s == 0
