"""Rooms, rotas and shifts as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from cloud.duty import cover, repository, rota_repository
from cloud.duty.cover import Gap
from cloud.duty.days import MINUTE_MS, clock_of, day_of, words
from cloud.duty.rota_repository import OnDuty
from cloud.duty.schemas import (
    CertificateOut,
    GapOut,
    OnDutyOut,
    PersonOut,
    RoomNow,
    RoomOut,
    RotaOut,
    SeatOut,
    ShiftOut,
)
from cloud.duty.tables import DutyCertificate, DutyRoom, DutyRota, DutyShift
from cloud.vocabulary import LabelOut

#: How far the next shift may be away to be shown.
_AHEAD_MS = 36 * 60 * MINUTE_MS


def rooms(session: Session, rows: Sequence[DutyRoom]) -> list[RoomOut]:
    """Rooms with their seats."""
    seats: dict[int, list[SeatOut]] = {row.id: [] for row in rows}
    for seat in repository.seats(session, seats.keys()):
        seats[seat.room_id].append(SeatOut.model_validate(seat))
    names = tuple(name for name in RoomOut.model_fields if name != "seats")
    return [RoomOut(**{name: getattr(row, name) for name in names}, seats=seats[row.id]) for row in rows]


def room(session: Session, row: DutyRoom) -> RoomOut:
    """One room."""
    return rooms(session, [row])[0]


def certificate(row: DutyCertificate, now: int) -> CertificateOut:
    """A certificate, and whether it is valid today."""
    valid = row.valid_until is None or row.valid_until >= day_of(now).isoformat()
    return CertificateOut(number=row.number, grade=row.grade, valid_until=row.valid_until, valid=valid)


def people(session: Session, named: dict[int, str], now: int) -> list[PersonOut]:
    """People with their certificates."""
    held = repository.certificates(session, named.keys())
    return [
        PersonOut(
            account_id=number,
            name=name,
            certificate=certificate(held[number], now) if number in held else None,
        )
        for number, name in named.items()
    ]


def rota(row: DutyRota) -> RotaOut:
    """A pattern."""
    return RotaOut.model_validate({name: getattr(row, name) for name in RotaOut.model_fields})


def shifts(session: Session, rows: Sequence[DutyShift]) -> list[ShiftOut]:
    """Shifts with who is on them."""
    on = rota_repository.on_shifts(session, [row.id for row in rows])
    away = {one.assignment.stands_in_for for each in on.values() for one in each}
    names = repository.names(session, away)
    return [_shift(row, on[row.id], names) for row in rows]


def shift(session: Session, row: DutyShift) -> ShiftOut:
    """One shift."""
    return shifts(session, [row])[0]


def gap(found: Gap, needed: int) -> GapOut:
    """A time with too few people, in words."""
    until = clock_of(found.end_at) if day_of(found.end_at) == day_of(found.start_at) else words(found.end_at)
    span = f"{words(found.start_at)} – {until}"
    return GapOut(**found._asdict(), needed=needed, text=_missing(span, found, needed))


def now(session: Session, rows: Sequence[DutyRoom], at: int) -> list[RoomNow]:
    """Who is on duty in each of these rooms at a moment, and what is missing."""
    held = rota_repository.shifts(session, [row.id for row in rows], at, at + _AHEAD_MS)
    told = {each.id: each for each in shifts(session, held)}
    found = []
    for row, out in zip(rows, rooms(session, rows), strict=True):
        own = [each for each in held if each.room_id == row.id]
        present = next((each for each in own if each.start_at <= at < each.end_at), None)
        later = next((each for each in own if each.start_at > at), None)
        gaps = cover.gaps(_watches(told, [present] if present else []), row.persons_needed, at, at + 1)
        found.append(
            RoomNow(
                room=out,
                shift=told[present.id] if present else None,
                next=told[later.id] if later else None,
                covered=not gaps,
                warning=_missing(words(at), gaps[0], row.persons_needed) if gaps else None,
            )
        )
    return found


def _watches(told: dict[int, ShiftOut], present: Iterable[DutyShift]) -> list[cover.Watch]:
    return [
        cover.Watch(each.start_at, each.end_at, one.account_id, one.certified)
        for each in present
        for one in told[each.id].people
    ]


def _missing(when: str, found: Gap, needed: int) -> LabelOut:
    return LabelOut(
        zh=f"{when} 持证值班人员不足：需 {needed} 人，"
        f"在岗 {found.persons} 人，其中持证 {found.certified} 人。",
        en=f"{when}: {needed} people with a certificate are needed; {found.persons} on duty,"
        f" {found.certified} with one.",
    )


def _shift(row: DutyShift, on: Iterable[OnDuty], names: dict[int, str]) -> ShiftOut:
    return ShiftOut(
        id=row.id,
        room_id=row.room_id,
        name=row.name,
        team=row.team,
        start_at=row.start_at,
        end_at=row.end_at,
        by_pattern=row.by_pattern,
        people=[
            OnDutyOut(
                account_id=one.assignment.account_id,
                name=one.name or f"#{one.assignment.account_id}",
                seat_id=one.assignment.seat_id,
                leader=one.assignment.leader,
                certified=one.certified(row.end_at - 1),
                grade=one.certificate.grade if one.certificate is not None else None,
                stands_in_for=names.get(one.assignment.stands_in_for or 0),
                reason=one.assignment.reason,
            )
            for one in on
        ],
    )
