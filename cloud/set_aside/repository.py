"""Queries of the journal's rows that the engine refuses. They are of many gateways: for the whole region."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cloud.access.tables import JournalRow

#: The counter of values that somebody has given up.
DROPPED = "readings-given-up"
#: The worker of a row that is nobody's: whoever looks next for what a dead worker left takes it.
_NOBODY = ""


class Count(NamedTuple):
    """How much is set aside."""

    batches: int
    values: int


def page(session: Session, *, after: int, limit: int) -> list[JournalRow]:
    """A page of rows, the oldest first."""
    return list(
        session.scalars(
            select(JournalRow)
            .where(JournalRow.fault.is_not(None), JournalRow.id > after)
            .order_by(JournalRow.id)
            .limit(limit)
        )
    )


def one(session: Session, id: int) -> JournalRow | None:
    """One row, locked."""
    query = select(JournalRow).where(JournalRow.id == id, JournalRow.fault.is_not(None))
    return session.scalars(query.with_for_update()).one_or_none()


def count(session: Session) -> Count:
    """How much is set aside in all."""
    batches, values = session.execute(
        select(func.count(), func.coalesce(func.sum(JournalRow.rows), 0)).where(JournalRow.fault.is_not(None))
    ).one()
    return Count(int(batches), int(values))


def give_back(session: Session, id: int) -> None:
    """Let the next worker that looks ship it."""
    session.execute(update(JournalRow).where(JournalRow.id == id).values(fault=None, worker=_NOBODY))


def drop(session: Session, id: int) -> None:
    """Forget it."""
    session.execute(delete(JournalRow).where(JournalRow.id == id))
