"""Named counters that rise within the transaction that uses them.

The row is locked until the commit, so numbers are handed out in the order of the commits: whoever reads up
to number N has seen everything below it. A sequence of the database would not promise that.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cloud.database.base import Base, ShortText, Wide
from cloud.database.upsert import insert


class Counter(Base):
    """One named number."""

    __tablename__ = "counter"

    name: Mapped[ShortText] = mapped_column(primary_key=True)
    value: Mapped[Wide]


def advance(session: Session, name: str, by: int = 1) -> int:
    """Raise the counter and return its new value."""
    statement = insert(session, Counter).values(name=name, value=by)
    raised = statement.on_conflict_do_update(
        index_elements=[Counter.name], set_={"value": Counter.value + by}
    ).returning(Counter.value)
    return session.execute(raised).scalar_one()


def current(session: Session, name: str) -> int:
    """The counter's value; 0 before its first use."""
    return session.scalar(select(Counter.value).where(Counter.name == name)) or 0
