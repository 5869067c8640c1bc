"""Queries of the change log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.live.tables import Change

#: The counter that numbers changes.
CURSOR = "change"


class ChangeRecord(NamedTuple):
    """One change as it is sent."""

    id: int
    kind: str
    payload: str


def append(session: Session, changes: Sequence[tuple[str, str]], keep: int) -> int:
    """Write (kind, payload) pairs down, keep only the newest `keep`; returns the last number."""
    last = counters.advance(session, CURSOR, len(changes))
    first = last - len(changes) + 1
    session.add_all(
        Change(id=first + offset, kind=kind, payload=payload)
        for offset, (kind, payload) in enumerate(changes)
    )
    session.flush()
    session.execute(delete(Change).where(Change.id <= last - keep))
    return last


def cursor(session: Session) -> int:
    """The number of the newest change; 0 when there has been none."""
    return counters.current(session, CURSOR)


def oldest(session: Session) -> int | None:
    """The number of the oldest change still held."""
    return session.scalar(select(func.min(Change.id)))


def after(session: Session, cursor: int, limit: int) -> list[ChangeRecord]:
    """Changes with numbers above `cursor`, in order."""
    rows = session.execute(
        select(Change.id, Change.kind, Change.payload)
        .where(Change.id > cursor)
        .order_by(Change.id)
        .limit(limit)
    )
    return [ChangeRecord(*row) for row in rows]
