"""The spool as the agent uses it: groups, failures that roll everything back, and one owner."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from device_profiles.finding import Finding
from device_profiles.level import Level
from edge_agent.clock_state import ClockState
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import Rank, SpoolFull, SpoolUnwritable
from edge_agent.spool.spool import Spool
from runtime.clock import SystemClock
from runtime.faults import PlainFault
from telemetry.messages import StoredRange, Stream
from tests.edge_agent.records import event, reading
from tests.edge_agent.spool.hammer import watched

PLENTY = 10_000_000


@asynccontextmanager
async def opened(path: Path, limit: int = PLENTY) -> AsyncIterator[Spool]:
    spool = Spool.open(path, limit)
    try:
        yield spool
    finally:
        await spool.close()


def intake_on(spool: Spool) -> tuple[Intake, Normaliser]:
    clock = SystemClock()
    normaliser = Normaliser("gw-1", watched(), spool.levels, clock.monotonic())
    return Intake(normaliser, spool, clock, ClockState(clock, "trust"), 0), normaliser


def fire(text: str = "fire", *, active: bool = True) -> Finding:
    names = frozenset({"fire"})
    return Finding(sets=names, text=text) if active else Finding(clears=names, text=text)


async def test_an_append_is_on_the_disk_when_its_future_is_done(tmp_path: Path) -> None:
    async with opened(tmp_path / "s") as spool:
        await spool.append([event()])
        with closing(sqlite3.connect(tmp_path / "s")) as other:
            assert other.execute("SELECT count(*) FROM record").fetchone() == (1,)


async def test_a_flood_shares_its_commits(tmp_path: Path) -> None:
    async with opened(tmp_path / "s") as spool:
        await asyncio.gather(*(spool.append([event()]) for _ in range(500)))
        assert spool.state.held[Rank.FIRE] == 500
        assert spool.state.commits < 250


async def test_whoever_waits_for_news_is_woken_by_a_commit(tmp_path: Path) -> None:
    async with opened(tmp_path / "s") as spool:
        woken = asyncio.Event()
        spool.on_stored.append(woken.set)
        await spool.append([event()])
        assert woken.is_set()
        await spool.forget([StoredRange(Stream.EVENT, 1, 1)])
        assert spool.state.held[Rank.FIRE] == 0


async def test_a_spool_has_one_owner(tmp_path: Path) -> None:
    async with opened(tmp_path / "s"):
        with pytest.raises(PlainFault, match="another agent"):
            Spool.open(tmp_path / "s", PLENTY)


async def test_a_folder_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PlainFault, match="rights"):
        Spool.open(tmp_path / "file" / "s", PLENTY)


async def test_closing_writes_what_is_queued(tmp_path: Path) -> None:
    spool = Spool.open(tmp_path / "s", PLENTY)
    waiting = [spool.append([event()]) for _ in range(100)]
    await spool.close()
    await asyncio.gather(*waiting)
    async with opened(tmp_path / "s") as again:
        assert again.state.held[Rank.FIRE] == 100


async def test_after_a_failed_commit_the_same_report_makes_the_same_event(tmp_path: Path) -> None:
    async with opened(tmp_path / "s") as spool:
        intake, normaliser = intake_on(spool)
        with closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(SpoolUnwritable, match="locked"):
                await intake.observe([Observation("p/1", fire())])
            assert "locked" in spool.state.trouble
        assert normaliser.level("p/1").states == frozenset()
        await intake.observe([Observation("p/1", fire())])
        assert spool.state.held[Rank.FIRE] == 1
        assert spool.state.trouble == ""


async def test_what_rests_on_a_failed_commit_fails_with_it(tmp_path: Path) -> None:
    async with opened(tmp_path / "s") as spool:
        intake, normaliser = intake_on(spool)
        with closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = [intake.observe([Observation("p/1", fire(), retained=False)]) for _ in range(3)]
            await asyncio.sleep(0.05)
            told.append(intake.observe([Observation("p/1", fire())]))
            verdicts = await asyncio.gather(*told, return_exceptions=True)
            assert all(isinstance(verdict, SpoolUnwritable) for verdict in verdicts), verdicts
        assert normaliser.level("p/1").states == frozenset()


async def test_a_refused_event_leaves_the_level_as_stored(tmp_path: Path) -> None:
    async with opened(tmp_path / "s", limit=2_000) as spool:
        await asyncio.gather(*(spool.append([event()]) for _ in range(20)))
        intake, normaliser = intake_on(spool)
        with pytest.raises(SpoolFull):
            await intake.observe([Observation("p/1", Finding(sets=frozenset({"fault"})))])
        assert normaliser.level("p/1").states == frozenset()
        await intake.observe([Observation("p/1", fire())])
        assert normaliser.level("p/1").states == {"fire"}
        assert spool.state.refusals >= 1


async def test_the_books_add_up_under_eviction(tmp_path: Path) -> None:
    async with opened(tmp_path / "s", limit=20_000) as spool:
        for number in range(1, 300):
            await spool.append([reading()])
            if number % 20 == 0:
                await spool.append([event()])
                await spool.forget([StoredRange(Stream.READING, number - 2, number)])
        for count in spool.state.counts:
            assert count.published == spool._store.forgotten(count.stream) + count.spooled + count.evicted
        evicted = {count.stream: count.evicted for count in spool.state.counts}
        assert evicted[Stream.READING] > 0
        assert evicted[Stream.EVENT] == 0


async def test_an_append_after_closing_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path / "s") as spool:
        pass
    with pytest.raises(SpoolUnwritable, match="closed"):
        await spool.append([event()], {"p": Level()})


async def test_a_file_found_broken_while_it_is_used_is_told_apart_from_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(code: int) -> None:
        cause = sqlite3.DatabaseError("no")
        cause.sqlite_errorcode = code

        def write(*_: object) -> None:
            raise SpoolUnwritable("no") from cause

        monkeypatch.setattr(spool._store, "write", write)

    async with opened(tmp_path / "s") as spool:
        for code, broken in ((sqlite3.SQLITE_FULL, False), (sqlite3.SQLITE_CORRUPT, True)):
            failing(code)
            with pytest.raises(SpoolUnwritable):
                await spool.append([event()])
            assert spool.state.broken is broken
