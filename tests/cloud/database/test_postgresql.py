"""PostgreSQL that is killed, full of locks, or made the wrong way."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from cloud.database import counters, locks, migrate
from cloud.database.engine import Database, contended, unavailable
from cloud.database.faults import unholdable
from cloud.database.settings import DatabaseSettings
from runtime.faults import PlainFault
from tests.postgresql import PostgreSql, start_postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSql]:
    with start_postgresql(durable=True) as started:
        yield started


@pytest.fixture
def database(server: PostgreSql) -> Iterator[Database]:
    opened = Database(server.url(server.make()))
    migrate.upgrade(opened.engine)
    yield opened
    opened.close()


def add(database: Database, name: str = "n") -> None:
    with database.write() as session:
        counters.advance(session, name)


def value(database: Database, name: str = "n") -> int:
    with database.read() as session:
        return counters.current(session, name)


def test_what_is_committed_survives_a_kill_and_the_fault_says_not_now(
    server: PostgreSql, database: Database
) -> None:
    add(database)
    server.kill()
    with pytest.raises(Exception) as fault:  # noqa: PT011 - whatever it is, it must say "not now"
        add(database)
    assert unavailable(fault.value)
    assert not contended(fault.value)
    server.start()
    add(database)
    assert value(database) == 2


def test_a_connection_that_is_cut_within_a_transaction_says_not_now(database: Database) -> None:
    def cut() -> None:
        with database.write() as session:
            own = session.scalar(text("SELECT pg_backend_pid()"))
            with database.read() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            counters.advance(session, "n")

    with pytest.raises(Exception) as fault:  # noqa: PT011
        cut()
    assert unavailable(fault.value)
    add(database)
    assert value(database) == 1


def test_a_fault_of_the_statement_says_no(database: Database) -> None:
    with pytest.raises(Exception) as fault, database.read() as session:  # noqa: PT011
        session.execute(text("SELECT 1 / 0"))
    assert not unavailable(fault.value)


def test_a_text_that_cannot_be_held_is_neither_no_nor_not_now(database: Database) -> None:
    with pytest.raises(Exception) as fault, database.read() as session:  # noqa: PT011
        session.execute(text("SELECT :told"), {"told": "a\0b"})
    assert unholdable(fault.value)
    assert not unavailable(fault.value)
    with pytest.raises(Exception) as fault, database.read() as session:  # noqa: PT011
        session.execute(text("SELECT 1 / 0"))
    assert not unholdable(fault.value)


def test_two_who_wait_for_each_other_are_told_to_try_again(database: Database) -> None:
    add(database, "a")
    add(database, "b")
    both = threading.Barrier(2)
    faults: list[BaseException] = []

    def take(first: str, second: str) -> None:
        try:
            with database.write() as session:
                counters.advance(session, first)
                both.wait(10)
                counters.advance(session, second)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=take, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(contended(fault), unavailable(fault)) for fault in faults] == [(True, True)]


def test_names_taken_in_any_order_never_wait_in_a_ring(database: Database) -> None:
    names = [f"gw-{number}" for number in range(20)]

    def work(order: list[str]) -> None:
        for _ in range(20):
            with database.write() as session:
                locks.take(session, "gateway", order)
                before = counters.current(session, "n")
                counters.raise_to(session, "n", before + 1)

    threads = [threading.Thread(target=work, args=(names[:: 1 if n % 2 else -1],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(database) == 80


def test_a_read_sees_one_snapshot(database: Database) -> None:
    with database.read() as session:
        assert counters.current(session, "n") == 0
        add(database)
        assert counters.current(session, "n") == 0


def test_a_database_that_sorts_by_a_language_is_refused_with_the_cure(server: PostgreSql) -> None:
    server.run(
        "CREATE DATABASE chinese TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu"
        " ICU_LOCALE 'zh' LOCALE 'C'"
    )
    opened = Database(server.url("chinese"))
    with pytest.raises(PlainFault, match="LOCALE 'C'"):
        migrate.upgrade(opened.engine)
    opened.close()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "one of the two"),
        ({"path": "a", "url": "postgresql+psycopg://h/d"}, "one of the two"),
        ({"url": "mysql://h/d"}, "must begin with"),
        ({"url": "postgresql+psycopg://u:secret@h/d"}, "password_file"),
        ({"url": "nonsense"}, "not of the form"),
    ],
)
def test_settings_that_name_no_store_or_two_are_refused(told: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        DatabaseSettings.model_validate(told)
