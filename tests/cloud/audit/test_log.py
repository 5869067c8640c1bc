from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from cloud.audit import chain, repository, service
from cloud.audit.chain import Break
from cloud.audit.repository import Search
from cloud.audit.tables import AuditEntry
from cloud.database.engine import Database
from cloud.people.asker import LOCAL, Asker

WANG = Asker("王芳", areas=("15",), account_id=7, via="session")


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    yield opened
    opened.close()


def write(database: Database, times: int, asker: Asker = WANG) -> None:
    for number in range(times):
        with database.write() as session:
            service.record(
                session, asker, "thing.change", f"thing/{number}", {"n": number}, {"n": number + 1}
            )


def first_break(database: Database) -> Break | None:
    with database.read() as session:
        for found in chain.walk(repository.all_entries(session)):
            if isinstance(found, Break):
                return found
    return None


def unprotect(database: Database) -> None:
    """What somebody with the database's own rights could do."""
    with database.engine.begin() as connection:
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))


def test_entries_are_numbered_without_gaps_and_sealed_to_each_other(database: Database) -> None:
    write(database, 3)
    with database.read() as session:
        entries = list(repository.all_entries(session))
        assert service.head(session) == (3, entries[-1].seal)
    assert [entry.content.number for entry in entries] == [1, 2, 3]
    assert entries[0].content.previous == chain.GENESIS
    assert (entries[1].content.who, entries[1].content.account_id, entries[1].content.via) == (
        "王芳",
        7,
        "session",
    )
    assert first_break(database) is None


def test_a_change_that_is_rolled_back_leaves_no_entry_and_no_gap(database: Database) -> None:
    write(database, 1)

    def fail() -> None:
        with database.write() as session:
            service.record(session, WANG, "thing.change", "thing/x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    write(database, 1)
    with database.read() as session:
        assert repository.count(session) == repository.due(session) == 2
    assert first_break(database) is None


def test_many_at_once_make_one_chain(database: Database) -> None:
    others = [Database(database.engine.url.render_as_string(hide_password=False)) for _ in range(4)]
    faults: list[BaseException] = []

    def work(one: Database) -> None:
        try:
            write(one, 12, LOCAL)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in others:
        one.close()
    assert faults == []
    with database.read() as session:
        assert repository.count(session) == 48
    assert first_break(database) is None


@pytest.mark.parametrize("statement", [update(AuditEntry).values(who="x"), delete(AuditEntry)])
def test_the_database_itself_refuses_to_change_or_delete(database: Database, statement: object) -> None:
    write(database, 2)
    with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
        session.execute(statement)  # type: ignore[call-overload]
    assert first_break(database) is None


def test_what_is_changed_past_that_protection_is_found(database: Database) -> None:
    write(database, 5)
    unprotect(database)
    with database.write() as session:
        session.execute(update(AuditEntry).where(AuditEntry.number == 3).values(after='{"n":9}'))
    found = first_break(database)
    assert found is not None
    assert found.number == 3


def test_what_is_removed_past_that_protection_is_found(database: Database) -> None:
    write(database, 5)
    unprotect(database)
    with database.write() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.number == 2))
    found = first_break(database)
    assert found is not None
    assert found.number == 2


def test_after_the_end_was_cut_off_the_next_entry_shows_the_gap(database: Database) -> None:
    write(database, 5)
    unprotect(database)
    with database.write() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.number >= 4))
    with database.read() as session:
        assert (repository.count(session), repository.due(session)) == (3, 5)
    write(database, 1)
    found = first_break(database)
    assert found is not None
    assert found.number == 4


def test_entries_are_found_by_who_action_subject_and_time(database: Database) -> None:
    write(database, 3)
    with database.write() as session:
        service.record(session, LOCAL, "other_thing.change", "100%/1", at=5)
    with database.read() as session:

        def numbers(search: Search) -> list[int]:
            return [row.number for row in repository.page(session, search, None, 10)]

        assert numbers(Search()) == [4, 3, 2, 1]
        assert numbers(Search(who="王芳")) == [3, 2, 1]
        assert numbers(Search(action="other_")) == [4]
        assert numbers(Search(subject="100%")) == [4]
        assert numbers(Search(until=6)) == [4]
        assert numbers(Search(since=6, subject="thing/1")) == [2]
        assert [row.number for row in repository.page(session, Search(), 3, 1)] == [2]
