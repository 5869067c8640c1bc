"""Readings on their way to the disk: in company, bounded, and told again when they did not get there."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from device_profiles.finding import Finding, Sample
from edge_agent.clock_state import ClockState
from edge_agent.intake import intake as intake_module
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Columns, CurveGroup, Observation
from edge_agent.intake.reading_rows import READING_ROWS
from edge_agent.spool.record import SpoolUnwritable
from edge_agent.watch import Watched
from runtime.clock import SystemClock
from telemetry.messages import Event, Label, Part, ReadingBatch

PARTS = [f"p/{place}" for place in range(100)]


class Disk:
    """Takes appends as the spool does; each is done when the test says so."""

    def __init__(self) -> None:
        self.appends: list[tuple[Sequence[Any], asyncio.Future[None]]] = []
        self.on_failure: list[Any] = []
        self.levels: dict[str, Any] = {}

    def append(
        self, messages: Sequence[Any], levels: Mapping[str, Any] | None = None
    ) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.appends.append((messages, done))
        return done

    @property
    def readings(self) -> list[ReadingBatch]:
        return [
            message
            for messages, _ in self.appends
            for message in messages
            if isinstance(message, ReadingBatch)
        ]

    def settle(self, fault: Exception | None = None) -> None:
        for _, done in self.appends:
            if not done.done():
                done.set_exception(fault) if fault else done.set_result(None)


class Site:
    def __init__(self, batch_s: float = 0.0) -> None:
        clock = SystemClock()
        watched = [Watched(Part(part, 1, 1, 42, 1, Label(), Label(), None)) for part in PARTS]
        self.disk = Disk()
        self.normaliser = Normaliser("gw-1", watched, {}, clock.monotonic())
        self.intake = Intake(self.normaliser, self.disk, clock, ClockState(clock, "trust"), batch_s)  # type: ignore[arg-type]
        self.group = CurveGroup([(part, Sample(130, 0.0, 0.5)) for part in PARTS])

    def read(self, *values: float) -> asyncio.Future[None]:
        column = np.full(len(PARTS), values[0]) if len(values) == 1 else np.array(values)
        return self.intake.observe([], columns=[Columns(self.group, column)])


async def test_a_column_is_done_when_it_is_on_the_disk() -> None:
    site = Site()
    stored = site.read(1.0)
    await asyncio.sleep(0)
    assert not stored.done()
    assert [len(batch.part) for batch in site.disk.readings] == [100]
    site.disk.settle()
    await stored
    assert site.intake.readings_waiting == 0


async def test_polls_wait_for_company_until_a_batch_is_full() -> None:
    site = Site(batch_s=60.0)
    polls = READING_ROWS // 100 + 1
    for value in range(polls):
        site.read(float(value))
    assert sum(len(batch.part) for batch in site.disk.readings) == polls * 100
    assert len(site.disk.readings) == 2


async def test_what_could_not_be_stored_is_told_again_however_little_it_changed() -> None:
    site = Site()
    first = site.read(1.0)
    site.disk.settle(SpoolUnwritable("disk full"))
    with pytest.raises(SpoolUnwritable):
        await first
    again = site.read(1.0)
    site.disk.settle()
    await again
    assert [len(batch.part) for batch in site.disk.readings] == [100, 100]
    quiet = site.read(1.1)
    await asyncio.sleep(0)
    assert quiet.done()
    assert len(site.disk.readings) == 2


async def test_a_disk_that_stands_still_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "READINGS_LIMIT", 250)
    site = Site()
    site.read(1.0)
    site.read(2.0)
    refused = site.read(3.0)
    with pytest.raises(SpoolUnwritable, match="250 readings wait for the disk"):
        await refused
    assert site.intake.readings_refused == 100
    assert site.intake.readings_waiting == 200
    site.disk.settle()
    await asyncio.sleep(0)
    told = site.read(3.0)  # refused is not told: the same values go now
    site.disk.settle()
    await told


async def test_an_event_does_not_wait_for_readings() -> None:
    site = Site(batch_s=60.0)
    fire = Observation("p/1", Finding(sets=frozenset({"fire"})))
    site.intake.observe([fire], columns=[Columns(site.group, np.full(len(PARTS), 1.0))])
    sent = [message for messages, _ in site.disk.appends for message in messages]
    assert [message.kind for message in sent if isinstance(message, Event)] == ["fire"]
    assert not site.disk.readings


async def test_a_fire_whose_sender_gave_up_waiting_is_an_event_again_when_the_disk_failed() -> None:
    site = Site()
    fire = Observation("p/1", Finding(sets=frozenset({"fire"})))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await site.intake.observe([fire])
    for roll_back in site.disk.on_failure:
        roll_back()
    site.disk.settle(SpoolUnwritable("disk full"))
    await asyncio.sleep(0)
    site.intake.observe([fire])
    told = [
        message.kind
        for messages, _ in site.disk.appends
        for message in messages
        if isinstance(message, Event)
    ]
    assert told == ["fire", "fire"]
