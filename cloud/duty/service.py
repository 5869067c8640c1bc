"""Rooms, seats and certificates. Opens and commits nothing."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.duty import repository
from cloud.duty.schemas import CertificateIn, RoomIn, RoomUpdate, SeatIn, SeatUpdate
from cloud.duty.tables import DutyCertificate, DutyRoom, DutySeat
from cloud.errors import ApiError, not_found
from cloud.organisations import repository as organisations
from cloud.organisations.tables import Building
from cloud.people import repository as people
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.versions import check_version


def found(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> DutyRoom:
    """The room, or ApiError 404."""
    row = repository.room(session, asker, number, for_update=for_update)
    if row is None:
        raise not_found("消防控制室", "control room", "path.id")
    return row


def add_room(session: Session, asker: Asker, told: RoomIn, now: int) -> DutyRoom:
    """Write a room down, with its first seat. Raises ApiError."""
    row = DutyRoom(
        **told.model_dump(exclude={"area"}),
        area=_area(session, asker, told),
        check_seed=token_hex(16),
        created_at=now,
        changed_at=now,
        version=1,
    )
    session.add(row)
    session.flush()
    session.add(DutySeat(room_id=row.id, name="1号席", areas=[]))
    session.flush()
    audit.record(session, asker, "duty-room.add", f"duty-room/{row.id}", None, _room_shown(row), at=now)
    return row


def change_room(session: Session, asker: Asker, number: int, told: RoomUpdate, now: int) -> DutyRoom:
    """The room as it shall be. Raises ApiError."""
    row = found(session, asker, number, for_update=True)
    check_version(row.version, told.version, code="moved-on")
    before = _room_shown(row)
    for name, value in told.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now
    session.flush()
    audit.record(session, asker, "duty-room.change", f"duty-room/{number}", before, _room_shown(row), at=now)
    return row


def add_seat(session: Session, asker: Asker, room_id: int, told: SeatIn, now: int) -> DutySeat:
    """Write a seat of a room down. Raises ApiError."""
    room = found(session, asker, room_id, for_update=True)
    _check_seat(session, room, told, None)
    row = DutySeat(room_id=room_id, version=1, **told.model_dump())
    session.add(row)
    session.flush()
    audit.record(session, asker, "duty-seat.add", f"duty-seat/{row.id}", None, _seat_shown(row), at=now)
    return row


def change_seat(session: Session, asker: Asker, number: int, told: SeatUpdate, now: int) -> DutySeat:
    """The seat as it shall be. Raises ApiError."""
    row = repository.seat(session, asker, number)
    if row is None:
        raise not_found("席位", "seat", "path.id")
    room = found(session, asker, row.room_id, for_update=True)
    session.refresh(row)
    check_version(row.version, told.version, code="moved-on")
    _check_seat(session, room, told, number)
    before = _seat_shown(row)
    row.name, row.areas, row.enabled = told.name, list(told.areas), told.enabled
    row.version += 1
    session.flush()
    audit.record(session, asker, "duty-seat.change", f"duty-seat/{number}", before, _seat_shown(row), at=now)
    return row


def certify(
    session: Session, asker: Asker, room_id: int, account_id: int, told: CertificateIn, now: int
) -> DutyCertificate:
    """Write down the certificate of somebody who may serve in the room. Raises ApiError."""
    room = found(session, asker, room_id)
    serving(session, room, [account_id], now, "path.account_id")
    row = session.get(DutyCertificate, account_id, with_for_update=True)
    before = None if row is None else _certificate_shown(row)
    if row is None:
        row = DutyCertificate(account_id=account_id, version=0)
        session.add(row)
    row.number, row.grade = told.number, told.grade
    row.valid_until = told.valid_until.isoformat() if told.valid_until is not None else None
    row.version += 1
    row.changed_at, row.changed_by = now, asker.name[:128]
    session.flush()
    subject = f"account/{account_id}"
    audit.record(session, asker, "duty-certificate.put", subject, before, _certificate_shown(row), at=now)
    return row


def serving(session: Session, room: DutyRoom, ids: list[int], now: int, where: str) -> dict[int, str]:
    """These people's names; ApiError 422 where one of them may not serve in the room."""
    able = repository.may_serve(session, room, ids, now)
    unable = [one for one in ids if one not in able]
    if unable:
        raise ApiError(
            422,
            "may-not-serve",
            f"账号 {unable[0]} 不能在该控制室值班:账号不存在、已停用,或其岗位职责(消防控制室值班员、"
            "单位消防安全管理人)不包含该控制室。",
            f"Account {unable[0]} cannot serve in this room: there is none, it is disabled, or it holds no"
            " duty that handles the room's alarms.",
            where,
        )
    return able


def signer(session: Session, asker: Asker, room: DutyRoom, named: int | None, now: int) -> tuple[int, str]:
    """Who signs: the person who has logged in; where nobody logs in, the one named. Raises ApiError."""
    if asker.account_id is not None:
        if asker.via != "session":
            raise ApiError(
                403,
                "in-person-only",
                "签字须由本人登录后进行,不能使用令牌。",
                "Signing is done by a person who has logged in, not with a token.",
            )
        row = people.account(session, asker.account_id)
        return asker.account_id, (row.name if row is not None else asker.name)[:128]
    if named is None:
        raise ApiError(
            422,
            "person-missing",
            "请指明签字人(person)。",
            "Say who signs: `person` is missing.",
            "body.person",
        )
    return named, serving(session, room, [named], now, "body.person")[named][:128]


def _area(session: Session, asker: Asker, told: RoomIn) -> str:
    if told.organisation_id is None:
        area = told.area or ""
        if not sees(asker, area):
            raise outside()
        return area
    owner = organisations.organisation(session, asker, told.organisation_id, for_update=True)
    if owner is None:
        raise not_found("单位", "organisation", "body.organisation_id")
    if told.building_id is not None and not organisations.belongs(
        session, Building, told.building_id, owner.id
    ):
        raise not_found("建筑", "building of the organisation", "body.building_id")
    return owner.area


def _check_seat(session: Session, room: DutyRoom, told: SeatIn, but: int | None) -> None:
    held = repository.seats(session, [room.id])
    if any(seat.name == told.name and seat.id != but for seat in held):
        raise ApiError(
            409,
            "name-taken",
            f"该控制室已有席位“{told.name}”。",
            f"The room has a seat “{told.name}” already.",
            "body.name",
        )
    if len(held) >= 100 and but is None:
        raise ApiError(
            409, "too-many-seats", "每个控制室最多 100 个席位。", "A room has at most 100 seats.", "path.id"
        )
    beyond = [area for area in told.areas if not (area.startswith(room.area) or room.area.startswith(area))]
    if beyond:
        raise ApiError(
            422,
            "outside-room",
            f"行政区划 {beyond[0]} 不在该控制室的范围({room.area})内。",
            f"The area {beyond[0]} is not within the room's ({room.area}).",
            "body.areas",
        )


def _room_shown(row: DutyRoom) -> dict[str, Any]:
    names = (
        "name",
        "area",
        "organisation_id",
        "building_id",
        "persons_needed",
        "checks_per_shift",
        "enabled",
    )
    return {name: getattr(row, name) for name in names}


def _seat_shown(row: DutySeat) -> dict[str, Any]:
    return {"room": row.room_id, "name": row.name, "areas": row.areas, "enabled": row.enabled}


def _certificate_shown(row: DutyCertificate) -> dict[str, Any]:
    return {"number": row.number, "grade": row.grade, "valid_until": row.valid_until}
