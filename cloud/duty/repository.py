"""Queries of rooms, seats, who may serve in them, and certificates. Rooms are seen within scopes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.duty.tables import DutyCertificate, DutyRoom, DutySeat
from cloud.people.asker import Asker, Permission
from cloud.people.duties import DUTIES
from cloud.people.scope import within
from cloud.people.tables import Account, DutyGrant

#: Duties whose holders may serve in a control room.
SERVING: Final = tuple(
    duty.value for duty, entry in DUTIES.items() if Permission.HANDLE_ALARMS in entry.permissions
)
_PAGE: Final = 2_000


def seen_by(asker: Asker) -> ColumnElement[bool]:
    """The condition that a joined room is in the asker's scope."""
    return within(asker, DutyRoom.area, DutyRoom.organisation_id)


def room(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> DutyRoom | None:
    """One room, if the asker may see it."""
    query = select(DutyRoom).where(DutyRoom.id == number, seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def rooms(
    session: Session,
    asker: Asker,
    *,
    organisation_id: int | None = None,
    enabled: bool | None = None,
    after: int = 0,
    limit: int = 500,
) -> list[DutyRoom]:
    """Rooms within the asker's scope, by id."""
    query = select(DutyRoom).where(DutyRoom.id > after, seen_by(asker)).order_by(DutyRoom.id).limit(limit)
    if organisation_id is not None:
        query = query.where(DutyRoom.organisation_id == organisation_id)
    if enabled is not None:
        query = query.where(DutyRoom.enabled.is_(enabled))
    return list(session.scalars(query))


def rooms_by_id(session: Session, ids: Collection[int]) -> dict[int, DutyRoom]:
    """These rooms, whoever asks."""
    rows = session.scalars(select(DutyRoom).where(among(session, DutyRoom.id, set(ids))))
    return {row.id: row for row in rows}


def move(session: Session, organisation_id: int, area: str) -> None:
    """Give the rooms of an organisation its new area."""
    session.execute(
        update(DutyRoom)
        .where(DutyRoom.organisation_id == organisation_id)
        .values(area=area)
        .execution_options(synchronize_session=False)
    )


def seats(session: Session, room_ids: Collection[int]) -> list[DutySeat]:
    """The seats of these rooms, by id."""
    return list(
        session.scalars(
            select(DutySeat).where(among(session, DutySeat.room_id, set(room_ids))).order_by(DutySeat.id)
        )
    )


def seat(session: Session, asker: Asker, number: int) -> DutySeat | None:
    """One seat, if the asker may see its room."""
    return session.scalars(
        select(DutySeat)
        .join(DutyRoom, DutyRoom.id == DutySeat.room_id)
        .where(DutySeat.id == number, seen_by(asker))
    ).one_or_none()


def names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """What these people are called, those included that can no longer log in."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Account.id, Account.name).where(among(session, Account.id, wanted)))
    return {int(number): name for number, name in rows}


def may_serve(session: Session, room: DutyRoom, ids: Collection[int], now: int) -> dict[int, str]:
    """Those of these people who may serve in the room now, and their names."""
    rows = session.execute(_serving(now).where(among(session, Account.id, set(ids))))
    return {
        number: name for number, name, areas, organisations in rows if _reaches(room, areas, organisations)
    }


def candidates(session: Session, room: DutyRoom, now: int, limit: int = 200) -> dict[int, str]:
    """People who may serve in the room, by id; at most `limit`."""
    found: dict[int, str] = {}
    after = 0
    while len(found) < limit:
        rows = session.execute(
            _serving(now)
            .where(DutyGrant.id > after)
            .order_by(DutyGrant.id)
            .limit(_PAGE)
            .add_columns(DutyGrant.id)
        ).all()
        for number, name, areas, organisations, grant in rows:
            after = grant
            if _reaches(room, areas, organisations):
                found.setdefault(number, name)
        if len(rows) < _PAGE:
            break
    return dict(sorted(found.items())[:limit])


def certificates(session: Session, ids: Collection[int]) -> dict[int, DutyCertificate]:
    """The certificates of these people."""
    rows = session.scalars(
        select(DutyCertificate).where(among(session, DutyCertificate.account_id, set(ids)))
    )
    return {row.account_id: row for row in rows}


def overseers(session: Session, room: DutyRoom, duties: Collection[str], now: int) -> dict[int, str]:
    """People who hold one of these duties over the room."""
    rows = session.execute(_holding(duties, now).order_by(DutyGrant.id))
    return {
        number: name for number, name, areas, organisations in rows if _reaches(room, areas, organisations)
    }


def _serving(now: int) -> Select[int, str, list[Any], list[Any]]:
    return _holding(SERVING, now)


def _holding(duties: Collection[str], now: int) -> Select[int, str, list[Any], list[Any]]:
    return (
        select(Account.id, Account.name, DutyGrant.areas, DutyGrant.organisations)
        .join(DutyGrant, DutyGrant.account_id == Account.id)
        .where(
            Account.disabled_at.is_(None),
            DutyGrant.duty.in_(sorted(duties)),
            or_(DutyGrant.valid_until.is_(None), DutyGrant.valid_until > now),
        )
    )


def _reaches(room: DutyRoom, areas: Iterable[str], organisations: Iterable[int]) -> bool:
    return room.organisation_id in set(organisations) or any(room.area.startswith(area) for area in areas)
