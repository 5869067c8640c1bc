"""Named counters that rise within the transaction that uses them.

The row is locked until the commit, so numbers are handed out in the order of the commits: whoever reads up
to number N has seen everything below it. A sequence of the database would not promise that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cloud.database.base import Base, ShortText, Wide
from cloud.database.upsert import insert


class Counter(Base):
    """One named number."""

    __tablename__ = "counter"

    name: Mapped[ShortText] = mapped_column(primary_key=True)
    value: Mapped[Wide]


def advance_all(session: Session, raised: Mapping[str, int]) -> dict[str, int]:
    """Raise several counters in one statement; returns their new values."""
    statement = insert(session, Counter).values(
        [{"name": name, "value": by} for name, by in sorted(raised.items())]
    )
    done = statement.on_conflict_do_update(
        index_elements=[Counter.name], set_={"value": Counter.value + statement.excluded.value}
    ).returning(Counter.name, Counter.value)
    return {name: value for name, value in session.execute(done)}


def advance(session: Session, name: str, by: int = 1, *, begin: Any = 0) -> int:
    """Raise the counter and return its new value. `begin`: what it is before its first use, or SQL for it."""
    statement = insert(session, Counter).values(name=name, value=begin + by)
    raised = statement.on_conflict_do_update(
        index_elements=[Counter.name], set_={"value": Counter.value + by}
    ).returning(Counter.value)
    return session.execute(raised).scalar_one()


def raise_to(session: Session, name: str, value: int) -> None:
    """Set the counter; for one that a single writer keeps."""
    statement = insert(session, Counter).values(name=name, value=value)
    session.execute(statement.on_conflict_do_update(index_elements=[Counter.name], set_={"value": value}))


def current(session: Session, name: str) -> int:
    """The counter's value; 0 before its first use."""
    return session.scalar(select(Counter.value).where(Counter.name == name)) or 0


def beginning(session: Session, start: str) -> dict[str, int]:
    """The counters whose names begin so, and their values."""
    # A span of names, so that every database takes its index.
    behind = start[:-1] + chr(ord(start[-1]) + 1)
    rows = session.execute(
        select(Counter.name, Counter.value).where(Counter.name >= start, Counter.name < behind)
    )
    return {name: value for name, value in rows}
