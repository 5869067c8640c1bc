"""Exactly one process runs a job at a time, on either records store, whatever dies."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from cloud.database.engine import Database
from cloud.jobs import repository
from cloud.jobs.repository import Lease


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    with opened.write() as session:
        repository.make_known(session, ["sweep", "count"], 1_000)
    yield opened
    opened.close()


def lease(database: Database, holder: str, now: int, name: str = "sweep") -> Lease | None:
    with database.write() as session:
        return repository.lease(session, name, holder, now, now + 60_000)


def test_of_many_that_ask_at_once_one_gets_the_job(database: Database) -> None:
    got: list[Lease | None] = []
    start = threading.Barrier(8)

    def ask(number: int) -> None:
        start.wait()
        got.append(lease(database, f"p{number}", 2_000))

    threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len([one for one in got if one is not None]) == 1


def test_a_lease_lapses_and_its_holder_may_then_write_nothing(database: Database) -> None:
    dead = lease(database, "dead", 2_000)
    assert dead is not None
    assert lease(database, "next", 61_000) is None
    heir = lease(database, "next", 62_001)
    assert heir is not None
    with database.write() as session:
        assert not repository.renew(session, dead, 200_000)
        assert not repository.still_held(session, dead)
        assert not repository.finish(
            session, dead, 63_000, due_at=99, started_at=2_000, rows=1, fault=None, warning=None
        )
        assert repository.still_held(session, heir)
        assert repository.renew(session, heir, 200_000)


def test_a_lease_that_is_renewed_does_not_lapse(database: Database) -> None:
    held = lease(database, "steady", 2_000)
    assert held is not None
    with database.write() as session:
        assert repository.renew(session, held, 500_000)
    assert lease(database, "other", 400_000) is None


def test_what_a_run_came_to_is_written_down(database: Database) -> None:
    held = lease(database, "p", 2_000)
    assert held is not None
    with database.write() as session:
        assert repository.finish(
            session, held, 2_500, due_at=90_000, started_at=2_000, rows=7, fault=None, warning="w"
        )
    with database.read() as session:
        row = repository.all_jobs(session, ["sweep"])[0]
        assert (row.rows, row.length_ms, row.warning, row.runs, row.failing) == (7, 500, "w", 1, 0)
        assert repository.due(session, ["sweep", "count"], 89_999) == ["count"]
        assert repository.due(session, ["sweep", "count"], 90_000) == ["count", "sweep"]


def test_who_asks_for_a_run_while_one_goes_on_gets_another(database: Database) -> None:
    held = lease(database, "p", 2_000)
    assert held is not None
    with database.write() as session:
        assert repository.ask(session, "sweep", "somebody", 2_100) is not None
        assert repository.ask(session, "nothing", "somebody", 2_100) is None
    with database.write() as session:
        repository.finish(
            session, held, 2_500, due_at=90_000, started_at=2_000, rows=0, fault="x", warning=None
        )
    with database.read() as session:
        row = repository.all_jobs(session, ["sweep"])[0]
        assert (row.due_at, row.asked_by, row.failing) == (2_100, "somebody", 1)
