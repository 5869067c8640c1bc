"""Queries of escalations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.orm import Session

from cloud.duty.repository import seen_by
from cloud.duty.tables import DutyEscalation, DutyRoom
from cloud.people.asker import Asker


def put(session: Session, room_id: int, kind: str, subject: str, now: int, next_at: int) -> int | None:
    """Write it down, or open again what was settled; None: it is open."""
    held = session.scalars(
        select(DutyEscalation)
        .where(DutyEscalation.kind == kind, DutyEscalation.subject == subject)
        .with_for_update()
    ).one_or_none()
    if held is None:
        held = DutyEscalation(room_id=room_id, kind=kind, subject=subject, note="")
        session.add(held)
    elif held.settled_at is None:
        return None
    held.raised_at, held.level, held.next_at = now, 1, next_at
    held.taken_at, held.taken_by, held.settled_at = None, "", None
    session.flush()
    return held.id


def is_open(kind: str, noun: str, number: Any) -> ColumnElement[bool]:
    """The condition that `noun/number`, a column of ids, has an open escalation of a kind."""
    subject = literal(f"{noun}/").op("||")(cast(number, String))
    return (
        select(DutyEscalation.id)
        .where(
            DutyEscalation.kind == kind,
            DutyEscalation.subject == subject,
            DutyEscalation.settled_at.is_(None),
        )
        .exists()
    )


def open_one(session: Session, kind: str, subject: str) -> DutyEscalation | None:
    """The open escalation of one thing, locked."""
    return session.scalars(
        select(DutyEscalation)
        .where(
            DutyEscalation.kind == kind,
            DutyEscalation.subject == subject,
            DutyEscalation.settled_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()


def open_of_rooms(session: Session, kind: str, room_ids: list[int]) -> list[DutyEscalation]:
    """The open escalations of a kind in these rooms."""
    return list(
        session.scalars(
            select(DutyEscalation).where(
                DutyEscalation.kind == kind,
                DutyEscalation.settled_at.is_(None),
                DutyEscalation.room_id.in_(room_ids),
            )
        )
    )


def due(session: Session, now: int, limit: int = 200) -> list[DutyEscalation]:
    """Those that go a level up now, locked."""
    return list(
        session.scalars(
            select(DutyEscalation)
            .where(DutyEscalation.next_at <= now)
            .order_by(DutyEscalation.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def one(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> DutyEscalation | None:
    """One escalation, if the asker may see its room."""
    query = (
        select(DutyEscalation)
        .join(DutyRoom, DutyRoom.id == DutyEscalation.room_id)
        .where(DutyEscalation.id == number, seen_by(asker))
    )
    if for_update:
        query = query.with_for_update(of=DutyEscalation)
    return session.scalars(query).one_or_none()


def page(
    session: Session,
    asker: Asker,
    *,
    is_open: bool | None,
    room_id: int | None,
    before: int | None,
    limit: int,
) -> list[DutyEscalation]:
    """Escalations of rooms within the asker's scope, newest first."""
    query = (
        select(DutyEscalation)
        .join(DutyRoom, DutyRoom.id == DutyEscalation.room_id)
        .where(seen_by(asker))
        .order_by(DutyEscalation.id.desc())
        .limit(limit)
    )
    if is_open is not None:
        ended = DutyEscalation.settled_at.is_not(None) | DutyEscalation.taken_at.is_not(None)
        query = query.where(~ended if is_open else ended)
    if room_id is not None:
        query = query.where(DutyEscalation.room_id == room_id)
    if before is not None:
        query = query.where(DutyEscalation.id < before)
    return list(session.scalars(query))


def by_ids(session: Session, ids: list[int]) -> list[tuple[DutyEscalation, DutyRoom]]:
    """Escalations with their rooms, by id."""
    rows = session.execute(
        select(DutyEscalation, DutyRoom)
        .join(DutyRoom, DutyRoom.id == DutyEscalation.room_id)
        .where(DutyEscalation.id.in_(ids))
        .order_by(DutyEscalation.id)
    )
    return [(row, room) for row, room in rows]
