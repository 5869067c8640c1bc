"""Queries of rotas, holidays, shifts and who is on them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.duty.cover import Watch
from cloud.duty.days import day_of
from cloud.duty.patterns import Teams
from cloud.duty.repository import seen_by
from cloud.duty.tables import (
    DutyAssignment,
    DutyCertificate,
    DutyHandover,
    DutyHoliday,
    DutyRoom,
    DutyRota,
    DutyShift,
)
from cloud.people.asker import Asker
from cloud.people.tables import Account


class OnDuty(NamedTuple):
    """One person of a shift, as shown."""

    assignment: DutyAssignment
    name: str
    enabled: bool
    certificate: DutyCertificate | None

    def certified(self, at: int) -> bool:
        """Whether they have a certificate that is valid on the day of this moment."""
        if self.certificate is None or not self.enabled:
            return False
        until = self.certificate.valid_until
        return until is None or date.fromisoformat(until) >= day_of(at)


def rota(session: Session, room_id: int, *, for_update: bool = False) -> DutyRota | None:
    """The rota of a room."""
    return session.get(DutyRota, room_id, with_for_update=for_update or None)


def with_rota(session: Session, room_ids: Collection[int]) -> set[int]:
    """Those of these rooms that have a rota."""
    return set(
        session.scalars(select(DutyRota.room_id).where(among(session, DutyRota.room_id, set(room_ids))))
    )


def rotas_to_make(session: Session, until: int, limit: int = 50) -> list[int]:
    """Rooms in use whose shifts are not made up to this moment."""
    return list(
        session.scalars(
            select(DutyRota.room_id)
            .join(DutyRoom, DutyRoom.id == DutyRota.room_id)
            .where(DutyRota.made_until < until, DutyRoom.enabled)
            .order_by(DutyRota.made_until)
            .limit(limit)
        )
    )


def holidays(session: Session, room_id: int) -> list[DutyHoliday]:
    """The holidays of a room, by day."""
    return list(
        session.scalars(select(DutyHoliday).where(DutyHoliday.room_id == room_id).order_by(DutyHoliday.day))
    )


def holiday_teams(session: Session, room_id: int) -> dict[date, Teams]:
    """The teams of the holidays that name some."""
    return {date.fromisoformat(row.day): row.teams for row in holidays(session, room_id) if row.teams}


def shift(session: Session, asker: Asker, number: int) -> DutyShift | None:
    """One shift, if the asker may see its room."""
    return session.scalars(
        select(DutyShift)
        .join(DutyRoom, DutyRoom.id == DutyShift.room_id)
        .where(DutyShift.id == number, seen_by(asker))
    ).one_or_none()


def shifts(session: Session, room_ids: Collection[int], start_at: int, end_at: int) -> list[DutyShift]:
    """The shifts of these rooms that have a moment of the span, in order."""
    return list(
        session.scalars(
            select(DutyShift)
            .where(
                among(session, DutyShift.room_id, set(room_ids)),
                DutyShift.end_at > start_at,
                DutyShift.start_at < end_at,
            )
            .order_by(DutyShift.start_at, DutyShift.id)
        )
    )


def following(session: Session, shift: DutyShift) -> DutyShift | None:
    """The shift that comes after one in its room."""
    return session.scalars(
        select(DutyShift)
        .where(DutyShift.room_id == shift.room_id, DutyShift.start_at >= shift.end_at)
        .order_by(DutyShift.start_at)
        .limit(1)
    ).one_or_none()


def on_shifts(session: Session, ids: Collection[int]) -> dict[int, list[OnDuty]]:
    """Who is on these shifts, the leader first."""
    rows = session.execute(
        select(DutyAssignment, Account.name, Account.disabled_at, DutyCertificate)
        .join(Account, Account.id == DutyAssignment.account_id, isouter=True)
        .join(DutyCertificate, DutyCertificate.account_id == DutyAssignment.account_id, isouter=True)
        .where(among(session, DutyAssignment.shift_id, set(ids)))
        .order_by(DutyAssignment.leader.desc(), DutyAssignment.id)
    )
    found: dict[int, list[OnDuty]] = {number: [] for number in ids}
    for assignment, name, disabled_at, certificate in rows:
        enabled = name is not None and disabled_at is None
        found[assignment.shift_id].append(OnDuty(assignment, name or "", enabled, certificate))
    return found


def watches(session: Session, room_id: int, start_at: int, end_at: int) -> list[Watch]:
    """Who is on duty when in a span. Whoever can no longer log in is not."""
    held = {each.id: each for each in shifts(session, [room_id], start_at, end_at)}
    return [
        Watch(held[number].start_at, held[number].end_at, one.assignment.account_id, one.certified(end - 1))
        for number, people in on_shifts(session, held.keys()).items()
        for end in (held[number].end_at,)
        for one in people
        if one.enabled
    ]


def elsewhere(
    session: Session, accounts: Collection[int], start_at: int, end_at: int, but: int | None
) -> list[tuple[int, DutyShift]]:
    """Shifts, but one, with a moment of the span that these people are on: (person, shift)."""
    rows = session.execute(
        select(DutyAssignment.account_id, DutyShift)
        .join(DutyShift, DutyShift.id == DutyAssignment.shift_id)
        .where(
            among(session, DutyAssignment.account_id, set(accounts)),
            DutyShift.end_at > start_at,
            DutyShift.start_at < end_at,
            DutyShift.id != (but or 0),
        )
        .order_by(DutyShift.start_at)
    )
    return [(int(person), held) for person, held in rows]


def assignment(session: Session, shift_id: int, account_id: int) -> DutyAssignment | None:
    """One person's place on a shift."""
    return session.scalars(
        select(DutyAssignment).where(
            DutyAssignment.shift_id == shift_id, DutyAssignment.account_id == account_id
        )
    ).one_or_none()


def drop_untouched(session: Session, room_id: int, after: int) -> None:
    """Take away the shifts that the pattern made, nobody has touched, and that begin later."""
    untouched = select(DutyShift.id).where(
        DutyShift.room_id == room_id, DutyShift.by_pattern, DutyShift.start_at > after
    )
    _delete(session, delete(DutyAssignment).where(DutyAssignment.shift_id.in_(untouched)))
    _delete(session, delete(DutyShift).where(DutyShift.id.in_(untouched)))


def drop_shift(session: Session, number: int) -> None:
    """Take a shift away with the people on it."""
    _delete(session, delete(DutyAssignment).where(DutyAssignment.shift_id == number))
    _delete(session, delete(DutyShift).where(DutyShift.id == number))


def ended_without_handover(
    session: Session, since: int, before: int, but: ColumnElement[bool], limit: int = 200
) -> list[DutyShift]:
    """Shifts of rooms in use that ended in this time, were manned, and were not handed over.

    `but`: the condition of those to leave out.
    """
    manned = select(DutyAssignment.id).where(DutyAssignment.shift_id == DutyShift.id).exists()
    handed = select(DutyHandover.id).where(DutyHandover.shift_id == DutyShift.id).exists()
    return list(
        session.scalars(
            select(DutyShift)
            .join(DutyRoom, DutyRoom.id == DutyShift.room_id)
            .where(
                DutyShift.end_at > since,
                DutyShift.end_at <= before,
                DutyRoom.enabled,
                manned,
                ~handed,
                ~but,
            )
            .order_by(DutyShift.end_at)
            .limit(limit)
        )
    )


def _delete(session: Session, statement: object) -> None:
    session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]
