"""Queries of the journal of readings, and of the workers that write it. Nothing here commits.

A row is its worker's until it is deleted. When a worker has shown no sign of life for a while, another takes
its rows over; on SQLite there is one process, so that every other worker is a dead one.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from cloud.access.tables import JournalRow, WorkerRow
from cloud.database.among import among
from cloud.database.upsert import insert as insert_or

#: A worker that has not been seen for so long is dead; one that lives is seen every third of it.
DEAD_AFTER_MS = 15_000


class Held(NamedTuple):
    """A row read back."""

    id: int
    columns: bytes


class Backlog(NamedTuple):
    """What waits: rows of the journal and their bytes."""

    rows: int
    size: int
    #: Rows that the engine refuses, which wait for a person.
    faulted: int


def put(session: Session, worker: str, at: int, rows: int, columns: bytes) -> int:
    """Write one batch's readings down; returns the row's id."""
    made = session.execute(
        insert(JournalRow)
        .values(worker=worker, at=at, rows=rows, size=len(columns), columns=columns)
        .returning(JournalRow.id)
    )
    return made.scalar_one()


def delete_rows(session: Session, ids: Collection[int]) -> set[int]:
    """The engine has these durably. Gives those that were there still: others may have had the rest."""
    gone = delete(JournalRow).where(among(session, JournalRow.id, ids)).returning(JournalRow.id)
    return set(session.scalars(gone))


def set_aside(session: Session, row_id: int, fault: str) -> None:
    """The engine refuses this row; it is kept for a person, and shipped no more."""
    session.execute(update(JournalRow).where(JournalRow.id == row_id).values(fault=fault[:2000]))


def show_life(session: Session, worker: str) -> None:
    """The worker lives."""
    now = _now(session)
    statement = insert_or(session, WorkerRow).values(worker=worker, started_at=now, seen_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=[WorkerRow.worker], set_={"seen_at": now}))


def farewell(session: Session, worker: str) -> None:
    """The worker ends: whatever it leaves may be taken over at once."""
    session.execute(delete(WorkerRow).where(WorkerRow.worker == worker))


def take_over(session: Session, worker: str, limit: int) -> list[Held]:
    """Make some rows of dead workers this worker's, the oldest first."""
    orphans = select(JournalRow.id).where(JournalRow.worker != worker, JournalRow.fault.is_(None))
    if session.get_bind().dialect.name == "postgresql":
        alive = select(WorkerRow.worker).where(WorkerRow.seen_at > _now(session) - DEAD_AFTER_MS)
        orphans = orphans.where(JournalRow.worker.not_in(alive))
    chosen = orphans.order_by(JournalRow.id).limit(limit).with_for_update(skip_locked=True)
    ids = list(session.scalars(chosen))
    if not ids:
        return []
    session.execute(update(JournalRow).where(among(session, JournalRow.id, ids)).values(worker=worker))
    return _read(session, ids)


def strays(session: Session, worker: str, held: Collection[int], before: int, limit: int) -> list[Held]:
    """This worker's own rows that it does not hold: committed although the commit seemed to fail."""
    ids = session.scalars(
        select(JournalRow.id)
        .where(JournalRow.worker == worker, JournalRow.fault.is_(None), JournalRow.at < before)
        .order_by(JournalRow.id)
    )
    missing = [row_id for row_id in ids if row_id not in held][:limit]
    return _read(session, missing) if missing else []


def backlog(session: Session) -> Backlog:
    """What waits in all."""
    rows, size = session.execute(
        select(func.count(), func.coalesce(func.sum(JournalRow.size), 0)).where(JournalRow.fault.is_(None))
    ).one()
    faulted = session.scalar(select(func.count()).where(JournalRow.fault.is_not(None))) or 0
    return Backlog(int(rows), int(size), faulted)


def _read(session: Session, ids: Collection[int]) -> list[Held]:
    rows = session.execute(
        select(JournalRow.id, JournalRow.columns)
        .where(among(session, JournalRow.id, ids))
        .order_by(JournalRow.id)
    )
    return [Held(*row) for row in rows]


def _now(session: Session) -> int:
    """The database's own time, which all workers share; on SQLite this machine's."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT extract(epoch FROM clock_timestamp()) * 1000")) or 0)
    return time.time_ns() // 1_000_000
