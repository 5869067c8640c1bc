"""Queries of hand-overs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cloud.duty.repository import seen_by
from cloud.duty.tables import DutyAssignment, DutyHandover, DutyRoom, DutyShift
from cloud.people.asker import Asker

OFFERED = "offered"
CONFIRMED = "confirmed"


def one(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> DutyHandover | None:
    """One hand-over, if the asker may see its room."""
    query = (
        select(DutyHandover)
        .join(DutyRoom, DutyRoom.id == DutyHandover.room_id)
        .where(DutyHandover.id == number, seen_by(asker))
    )
    return session.scalars(query.with_for_update(of=DutyHandover) if for_update else query).one_or_none()


def of_shift(session: Session, shift_id: int) -> DutyHandover | None:
    """The hand-over at the end of a shift."""
    return session.scalars(select(DutyHandover).where(DutyHandover.shift_id == shift_id)).one_or_none()


def to_hand_over(session: Session, room_id: int, since: int, until: int) -> DutyShift | None:
    """The newest manned shift that ends in this time and has not been handed over."""
    handed = select(DutyHandover.id).where(DutyHandover.shift_id == DutyShift.id).exists()
    manned = select(DutyAssignment.id).where(DutyAssignment.shift_id == DutyShift.id).exists()
    return session.scalars(
        select(DutyShift)
        .where(
            DutyShift.room_id == room_id,
            DutyShift.end_at > since,
            DutyShift.end_at <= until,
            manned,
            ~handed,
        )
        .order_by(DutyShift.start_at.desc())
        .limit(1)
    ).one_or_none()


def unconfirmed(session: Session, now: int, but: ColumnElement[bool], limit: int = 200) -> list[DutyHandover]:
    """Hand-overs that should have been confirmed by now, without those of a condition."""
    return list(
        session.scalars(
            select(DutyHandover)
            .where(DutyHandover.state == OFFERED, DutyHandover.due_at < now, ~but)
            .order_by(DutyHandover.due_at)
            .limit(limit)
        )
    )


def page(
    session: Session,
    room_id: int,
    *,
    start_at: int | None = None,
    end_at: int | None = None,
    before: int | None = None,
    limit: int,
) -> list[DutyHandover]:
    """A room's hand-overs, newest first."""
    query = (
        select(DutyHandover)
        .where(DutyHandover.room_id == room_id)
        .order_by(DutyHandover.id.desc())
        .limit(limit)
    )
    if start_at is not None:
        query = query.where(DutyHandover.left_at >= start_at)
    if end_at is not None:
        query = query.where(DutyHandover.left_at < end_at)
    if before is not None:
        query = query.where(DutyHandover.id < before)
    return list(session.scalars(query))


def by_ids(session: Session, ids: Sequence[int]) -> list[tuple[DutyHandover, DutyRoom]]:
    """Hand-overs with their rooms, by id."""
    rows = session.execute(
        select(DutyHandover, DutyRoom)
        .join(DutyRoom, DutyRoom.id == DutyHandover.room_id)
        .where(DutyHandover.id.in_(ids))
        .order_by(DutyHandover.id)
    )
    return [(row, room) for row, room in rows]
