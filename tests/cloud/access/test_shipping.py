"""From the journal to an engine that is slow, away, restarted or unwilling."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cloud.access import journal, shipping
from cloud.access.service import Ingest, JournalFull
from cloud.access.settings import QuarantineSettings
from cloud.access.tables import JournalRow
from cloud.database.engine import Database
from cloud.timeseries import written
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import AnalogColumns
from tests.cloud.said import NOW, arrival, event, readings
from tests.cloud.stores import tell_changes


class Away(Exception):
    """The engine cannot be reached."""


class Engine:
    """An engine with a process of its own as the shipper sees it: it overwrites, settles later, and dies."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, int], float] = {}
        self.unsettled: dict[tuple[str, str, int], float] = {}
        self.writes: list[int] = []
        self.away = False
        self.refuses: float | None = None
        self.settles_s = 0.0
        self.started = 1.0
        self.written = threading.Event()

    def write(self, batch: int, columns: AnalogColumns) -> int:
        if self.away:
            raise Away("connection refused")
        if self.refuses is not None and self.refuses in columns.value.tolist():
            raise ValueError("no such value")
        self.writes.append(len(columns))
        told = zip(columns.gateway, columns.part, columns.ts.tolist(), columns.value.tolist(), strict=True)
        self.unsettled |= {(gateway, part, ts): value for gateway, part, ts, value in told}
        if not self.settles_s:
            self.settle()
        self.written.set()
        return 0

    def settle(self) -> None:
        self.rows |= self.unsettled
        self.unsettled = {}

    def restart(self) -> None:
        self.unsettled, self.started = {}, self.started + 1

    def settles_after_s(self) -> float:
        return self.settles_s

    def started_at(self) -> float | None:
        return self.started

    def rollback_after(self, _batch: int) -> int:
        return 0

    def unavailable(self, fault: BaseException) -> bool:
        return isinstance(fault, Away)


class Line:
    """An ingest line over a real records store and this engine."""

    def __init__(self, url: str, engine: Engine, journal_bytes: int = 64_000_000) -> None:
        self.database = Database(url)
        self.engine = engine
        latest = LatestReadings()
        tell_changes(self.database, latest)
        self.ingest = Ingest(
            self.database,
            engine,  # type: ignore[arg-type]
            latest,
            QuarantineSettings(),
            lambda: NOW,
            journal_bytes=journal_bytes,
        )

    def say(self, *numbers: int, value: float = 1.0) -> None:
        said = [readings(seq, [value, value], at=NOW + seq * 1000) for seq in numbers]
        self.ingest.store_arrivals([arrival(message) for message in said])

    def waiting(self) -> int:
        with self.database.read() as session:
            return journal.backlog(session).rows

    def close(self) -> None:
        self.ingest.close()
        self.database.close()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def line(records_url: str, engine: Engine) -> Iterator[Line]:
    made = Line(records_url, engine)
    yield made
    made.close()


def test_what_waits_is_joined_into_one_write(line: Line) -> None:
    for seq in range(1, 11):
        line.say(seq)
    assert line.waiting() == 10
    line.ingest.start()
    assert line.ingest.shipper.drain()
    assert line.engine.writes == [20]
    assert (len(line.engine.rows), line.waiting()) == (20, 0)


def test_while_the_engine_is_away_batches_are_stored_and_nothing_is_lost(line: Line) -> None:
    line.engine.away = True
    line.ingest.start()
    line.say(1)
    line.ingest.store_arrivals([arrival(event(1))])
    line.say(2)
    assert not line.ingest.shipper.drain(0.5)
    assert line.ingest.shipper.fault == "connection refused"
    line.engine.away = False
    assert line.ingest.shipper.drain()
    assert (len(line.engine.rows), line.ingest.shipper.fault) == (4, None)


def test_what_an_engine_had_not_settled_when_it_was_restarted_is_written_again(line: Line) -> None:
    line.engine.settles_s = 0.2
    line.ingest.start()
    line.say(1)
    assert line.engine.written.wait(10)
    line.engine.restart()
    line.engine.written.clear()
    assert line.engine.written.wait(20)
    assert line.waiting() == 1
    line.engine.settle()
    assert line.ingest.shipper.drain()
    assert (line.engine.writes, len(line.engine.rows)) == ([2, 2], 2)


def test_a_row_that_the_engine_refuses_is_set_aside_and_holds_nothing_up(line: Line) -> None:
    line.engine.refuses = 66.0
    line.say(1)
    line.say(2, value=66.0)
    line.say(3)
    line.ingest.start()
    assert line.ingest.shipper.drain()
    assert len(line.engine.rows) == 4
    with line.database.read() as session:
        (row,) = session.scalars(select(JournalRow))
        assert (row.fault, row.rows) == ("ValueError: no such value", 2)
        assert journal.backlog(session).faulted == 1


def test_a_full_journal_refuses_readings_and_nothing_else(records_url: str, engine: Engine) -> None:
    line = Line(records_url, engine, journal_bytes=1)
    engine.away = True
    line.ingest.start()
    line.say(1)
    with pytest.raises(JournalFull) as refused:
        line.ingest.store_arrivals([arrival(readings(2, [1.0])), arrival(event(1))])
    assert [identity.seq for identity in refused.value.stored.receipted] == [1]
    assert len(refused.value.left) == 1
    engine.away = False
    assert line.ingest.shipper.drain()
    line.say(2)
    assert line.ingest.shipper.drain()
    assert len(engine.rows) == 4
    line.close()


def test_what_a_worker_left_is_taken_over_by_the_next(records_url: str, engine: Engine) -> None:
    first = Line(records_url, engine)
    first.say(1, 2)
    first.close()
    second = Line(records_url, engine)
    second.ingest.start()
    assert second.ingest.shipper.drain()
    assert (len(engine.rows), second.waiting()) == (4, 0)
    second.close()


def test_a_worker_that_is_never_idle_shows_life_all_the_same(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipping, "SHIPMENT_BYTES", 1)
    monkeypatch.setattr(shipping, "LOOK_EVERY_S", 0.0)
    shown: list[int] = []
    show_life = journal.show_life

    def noted(session: Session, worker: str) -> None:
        shown.append(len(line.engine.writes))
        show_life(session, worker)

    monkeypatch.setattr(journal, "show_life", noted)
    for seq in range(1, 4):
        line.say(seq)
    line.ingest.start()
    assert line.ingest.shipper.drain()
    assert {0, 1, 2, 3} <= set(shown), "between any two writes"


def test_rows_that_another_worker_has_taken_over_are_counted_by_it_alone(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[int] = []
    monkeypatch.setattr(
        written, "note", lambda _session, tallies, _now: noted.append(sum(map(_samples, tallies)))
    )
    line.say(1)
    line.say(2)
    with line.database.write() as session:
        session.execute(delete(JournalRow).where(JournalRow.id == 1))
    line.ingest.start()
    assert line.ingest.shipper.drain()
    assert (sum(noted), line.engine.writes) == (2, [4])


def _samples(tally: written.Tally) -> int:
    return sum(tally.counts.values())


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_a_living_worker_keeps_its_rows(records_url: str, engine: Engine) -> None:
    away = Engine()
    away.away = True
    living = Line(records_url, away)
    living.ingest.start()
    living.say(1)
    assert not living.ingest.shipper.drain(0.3)
    other = Line(records_url, engine)
    other.ingest.start()
    assert other.ingest.shipper.drain()
    assert (engine.rows, living.waiting()) == ({}, 1)
    other.close()
    living.close()


def test_a_commit_that_only_seemed_to_fail_is_shipped(line: Line, tmp_path: Path) -> None:
    line.say(1)
    # As if this process had never learned of its own commit.
    shipper = line.ingest.shipper
    shipper._waiting.clear()
    shipper._forget(list(shipper._held))
    shipper.doubt()
    line.ingest.start()
    assert shipper.drain()
    assert len(line.engine.rows) == 2
