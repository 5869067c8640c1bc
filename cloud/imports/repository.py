"""Queries of imports. Each person sees their own; who sees the whole region sees all."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, func, insert, select, true
from sqlalchemy.orm import Session

from cloud.imports.fault import Fault
from cloud.imports.state import WORKING, State
from cloud.imports.tables import ImportFault, ImportRun
from cloud.people.asker import Asker


def own(asker: Asker) -> ColumnElement[bool]:
    """The condition that an import is the asker's."""
    return true() if asker.everything else ImportRun.by == asker.name


def run(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> ImportRun | None:
    """One import."""
    query = select(ImportRun).where(ImportRun.id == number, own(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def runs(session: Session, asker: Asker, before: int | None, limit: int) -> list[ImportRun]:
    """The newest first."""
    query = select(ImportRun).where(own(asker)).order_by(ImportRun.id.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(ImportRun.id < before)))


def held(session: Session, number: int) -> ImportRun:
    """An import, whoever asked for it, locked."""
    return session.scalars(select(ImportRun).where(ImportRun.id == number).with_for_update()).one()


def next_to_do(session: Session) -> ImportRun | None:
    """The oldest import that waits for the centre."""
    return session.scalars(
        select(ImportRun).where(ImportRun.state.in_(WORKING)).order_by(ImportRun.id).limit(1)
    ).one_or_none()


def waiting(session: Session, asker: Asker) -> int:
    """How many imports of this person wait or wait for them."""
    return (
        session.scalar(
            select(func.count())
            .select_from(ImportRun)
            .where(ImportRun.by == asker.name, ImportRun.state.in_([*WORKING, State.CHECKED]))
        )
        or 0
    )


def keep_faults(session: Session, number: int, faults: Iterable[Fault]) -> None:
    """Keep faults of an import."""
    rows = [{"import_id": number, **fault._asdict()} for fault in faults]
    if rows:
        session.execute(insert(ImportFault), rows)


def forget_faults(session: Session, number: int) -> None:
    """Begin anew."""
    session.execute(delete(ImportFault).where(ImportFault.import_id == number))


def faults(session: Session, number: int, after: int, limit: int) -> list[ImportFault]:
    """The faults kept, as they stand in the file."""
    return list(
        session.scalars(
            select(ImportFault)
            .where(ImportFault.import_id == number, ImportFault.id > after)
            .order_by(ImportFault.id)
            .limit(limit)
        )
    )


def ended_before(session: Session, at: int, limit: int = 100) -> list[ImportRun]:
    """Imports whose work ended before this."""
    return list(
        session.scalars(
            select(ImportRun)
            .where(ImportRun.changed_at < at, ImportRun.state.not_in(WORKING), ImportRun.stored_as != "")
            .limit(limit)
        )
    )
