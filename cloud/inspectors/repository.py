"""Queries of inspectors. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cloud.inspectors.tables import Inspector, InspectorConflict
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within


def page(
    session: Session, asker: Asker, *, active: bool | None, after: int, limit: int, number: str | None = None
) -> list[Inspector]:
    """Inspectors of the asker's area by id."""
    query = select(Inspector).where(Inspector.id > after, _seen_by(asker))
    if active is not None:
        query = query.where(Inspector.active == active)
    if number is not None:
        query = query.where(Inspector.number == number)
    return list(session.scalars(query.order_by(Inspector.id).limit(limit)))


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Inspector | None:
    """One inspector in the asker's scope."""
    query = select(Inspector).where(Inspector.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def of_account(session: Session, account_id: int) -> Inspector | None:
    """Who logs in with an account."""
    return session.scalars(select(Inspector).where(Inspector.account_id == account_id)).one_or_none()


def named(session: Session, ids: Collection[int]) -> dict[int, Inspector]:
    """Inspectors by id; whoever may see their task may see who goes."""
    return {row.id: row for row in session.scalars(select(Inspector).where(Inspector.id.in_(ids)))}


def taken(session: Session, number: str, account_id: int | None) -> str | None:
    """Which of the two is somebody's already: `number` or `account_id`."""
    if session.scalar(select(Inspector.id).where(Inspector.number == number)) is not None:
        return "number"
    return "account_id" if account_id is not None and of_account(session, account_id) is not None else None


def conflicts(session: Session, inspector_id: int) -> list[tuple[InspectorConflict, str]]:
    """An inspector's conflicts with the organisation's name, the newest first."""
    rows = session.execute(
        select(InspectorConflict, Organisation.name)
        .join(Organisation, Organisation.id == InspectorConflict.organisation_id)
        .where(InspectorConflict.inspector_id == inspector_id)
        .order_by(InspectorConflict.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def standing(session: Session, inspectors: Collection[int]) -> list[InspectorConflict]:
    """The conflicts of these inspectors that are not ended."""
    return list(
        session.scalars(
            select(InspectorConflict)
            .where(InspectorConflict.inspector_id.in_(inspectors), InspectorConflict.ended_at.is_(None))
            .order_by(InspectorConflict.id)
        )
    )


def conflict_counts(session: Session, inspectors: Collection[int]) -> dict[int, int]:
    """How many organisations each of these may not go to now."""
    rows = session.execute(
        select(InspectorConflict.inspector_id, func.count(InspectorConflict.organisation_id.distinct()))
        .where(InspectorConflict.inspector_id.in_(inspectors), InspectorConflict.ended_at.is_(None))
        .group_by(InspectorConflict.inspector_id)
    )
    return {row[0]: row[1] for row in rows}


def conflict(session: Session, inspector_id: int, number: int) -> InspectorConflict | None:
    """One conflict of an inspector, locked."""
    return session.scalars(
        select(InspectorConflict)
        .where(InspectorConflict.id == number, InspectorConflict.inspector_id == inspector_id)
        .with_for_update()
    ).one_or_none()


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Inspector.area)
