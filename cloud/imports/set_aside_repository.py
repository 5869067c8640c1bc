"""Queries of rows that were set aside. Each person sees those of their own imports, as they see these."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cloud.imports.repository import own
from cloud.imports.tables import ImportRun, SetAsideRow
from cloud.people.asker import Asker


def page(
    session: Session,
    asker: Asker,
    states: Sequence[str],
    *,
    import_id: int | None,
    after: int,
    limit: int,
) -> list[tuple[SetAsideRow, ImportRun]]:
    """Rows with their imports, those set aside first first."""
    query = (
        select(SetAsideRow, ImportRun)
        .join(ImportRun, ImportRun.id == SetAsideRow.import_id)
        .where(own(asker), SetAsideRow.state.in_(states), SetAsideRow.id > after)
        .order_by(SetAsideRow.id)
        .limit(limit)
    )
    query = query if import_id is None else query.where(SetAsideRow.import_id == import_id)
    return [(row, run) for row, run in session.execute(query)]


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> SetAsideRow | None:
    """One of them."""
    query = (
        select(SetAsideRow)
        .join(ImportRun, ImportRun.id == SetAsideRow.import_id)
        .where(SetAsideRow.id == number, own(asker))
    )
    query = query.with_for_update(of=SetAsideRow) if for_update else query
    return session.scalars(query).one_or_none()


def make_due(session: Session, key: str, waiting: str, due: str) -> int:
    """Rows that wait for this spelling, whoever imported them."""
    done = session.execute(
        update(SetAsideRow)
        .where(SetAsideRow.match_key == key, SetAsideRow.state == waiting)
        .values(state=due, version=SetAsideRow.version + 1)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def due(session: Session, state: str, limit: int) -> list[tuple[SetAsideRow, ImportRun]]:
    """The next rows to replay with their imports, locked."""
    query = (
        select(SetAsideRow, ImportRun)
        .join(ImportRun, ImportRun.id == SetAsideRow.import_id)
        .where(SetAsideRow.state == state)
        .order_by(SetAsideRow.id)
        .limit(limit)
        .with_for_update(of=SetAsideRow)
    )
    return [(row, run) for row, run in session.execute(query)]


def counts(session: Session, asker: Asker) -> dict[tuple[str, str], int]:
    """How many of each kind and state."""
    query = (
        select(SetAsideRow.kind, SetAsideRow.state, func.count())
        .join(ImportRun, ImportRun.id == SetAsideRow.import_id)
        .where(own(asker))
        .group_by(SetAsideRow.kind, SetAsideRow.state)
    )
    return {(kind, state): count for kind, state, count in session.execute(query)}
