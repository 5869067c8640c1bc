from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.database import counters
from cloud.database.engine import Database
from tests.cloud.records import opened


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = opened(tmp_path / "c.sqlite3")
    yield database
    database.close()


def test_what_is_committed_survives_a_power_cut_by_the_settings(database: Database) -> None:
    with database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_read_sees_one_snapshot_while_others_write(database: Database) -> None:
    with database.read() as session:
        before = counters.current(session, "n")
        with database.write() as writing:
            counters.advance(writing, "n", 5)
        assert counters.current(session, "n") == before == 0
    with database.read() as session:
        assert counters.current(session, "n") == 5


def test_writers_from_many_threads_lose_no_update(database: Database) -> None:
    def add() -> None:
        for _ in range(20):
            with database.write() as session:
                counters.advance(session, "n")

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert counters.current(session, "n") == 120


def test_a_failure_after_the_commit_does_not_look_like_a_failed_commit(database: Database) -> None:
    def failing(_changes: object) -> None:
        raise RuntimeError("nobody listens")

    database.after_commit = failing
    with database.write() as session:
        counters.advance(session, "n")
    with database.read() as session:
        assert counters.current(session, "n") == 1


def test_an_exception_leaves_nothing_behind(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            counters.advance(session, "n")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.read() as session:
        assert counters.current(session, "n") == 0
