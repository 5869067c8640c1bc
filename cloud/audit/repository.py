"""Queries of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from cloud.audit.chain import GENESIS, Content, Head, Sealed
from cloud.audit.tables import AuditEntry
from cloud.database import counters

#: The counter whose row is the lock on the chain's head. It also tells how long the log must be.
NUMBER = "audit"
_PAGE = 1_000


class Search(NamedTuple):
    """What to look for; None: anything. `action` and `subject` match from their beginning."""

    who: str | None = None
    action: str | None = None
    subject: str | None = None
    since: int | None = None
    until: int | None = None


def lock_head(session: Session) -> Head:
    """The chain's head, which nobody else can move before this transaction ends."""
    number = counters.advance(session, NUMBER) - 1
    if number == 0:
        return Head(0, GENESIS)
    found = session.scalar(select(AuditEntry.seal).where(AuditEntry.number == number))
    if found is None:
        # The end was cut off. The entry is written all the same: the gap it leaves is the evidence.
        return Head(number, GENESIS)
    return Head(number, found)


def append(session: Session, content: Content, seal: str) -> None:
    """Write an entry."""
    session.execute(insert(AuditEntry).values(**asdict(content), seal=seal))


def head(session: Session) -> Head:
    """The last entry's number and seal."""
    row = session.execute(
        select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    return Head(0, GENESIS) if row is None else Head(*row)


def due(session: Session) -> int:
    """How many entries there must be."""
    return counters.current(session, NUMBER)


def count(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def all_entries(session: Session) -> Iterator[Sealed]:
    """Every entry by number, a page at a time."""
    behind = -(2**62)
    while True:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.number > behind).order_by(AuditEntry.number).limit(_PAGE)
        ).all()
        if not rows:
            return
        yield from (sealed(row) for row in rows)
        behind = rows[-1].number
        session.expunge_all()


def page(session: Session, search: Search, before: int | None, limit: int) -> list[AuditEntry]:
    """The newest entries below `before`, newest first."""
    query = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(limit)
    if search.who is not None:
        query = query.where(AuditEntry.who == search.who)
    if search.action is not None:
        query = query.where(AuditEntry.action.startswith(search.action, autoescape=True))
    if search.subject is not None:
        query = query.where(AuditEntry.subject.startswith(search.subject, autoescape=True))
    if search.since is not None:
        query = query.where(AuditEntry.at >= search.since)
    if search.until is not None:
        query = query.where(AuditEntry.at < search.until)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return list(session.scalars(query))


def sealed(row: AuditEntry) -> Sealed:
    """A row as the chain sees it."""
    return Sealed(
        Content(
            number=row.number,
            at=row.at,
            who=row.who,
            account_id=row.account_id,
            via=row.via,
            action=row.action,
            subject=row.subject,
            before=row.before,
            after=row.after,
            previous=row.previous,
        ),
        row.seal,
    )
