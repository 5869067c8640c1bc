"""Queries of the shelf."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm
from cloud.database.among import among
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.shelving.tables import Shelf

_Key = tuple[str, str, str]


def on_the_shelf(session: Session, keys: Collection[_Key]) -> dict[_Key, Shelf]:
    """What is shelved of these (gateway, part, kind)."""
    if not keys:
        return {}
    rows = session.scalars(
        select(Shelf).where(
            Shelf.ended_at.is_(None),
            among(session, Shelf.gateway, {gateway for gateway, _, _ in keys}),
            among(session, Shelf.part, {part for _, part, _ in keys}),
        )
    )
    return {(row.gateway, row.part, row.kind): row for row in rows}


def by_id(session: Session, asker: Asker, number: int) -> Shelf | None:
    """One shelving, locked."""
    query = select(Shelf).where(Shelf.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update()).one_or_none()


def page(
    session: Session, asker: Asker, *, shelved: bool | None, before: int | None, limit: int
) -> list[Shelf]:
    """Shelvings, newest first."""
    query = select(Shelf).where(_seen_by(asker)).order_by(Shelf.id.desc()).limit(limit)
    if shelved is not None:
        query = query.where(Shelf.ended_at.is_(None) if shelved else Shelf.ended_at.is_not(None))
    if before is not None:
        query = query.where(Shelf.id < before)
    return list(session.scalars(query))


def any_expired(session: Session, now: int) -> bool:
    """Whether anything has outlived its time."""
    query = select(Shelf.id).where(Shelf.ended_at.is_(None), Shelf.until <= now)
    return session.scalar(query.limit(1)) is not None


def expired(session: Session, now: int, limit: int) -> list[Shelf]:
    """What has outlived its time and is not ended yet."""
    return list(
        session.scalars(
            select(Shelf)
            .where(Shelf.ended_at.is_(None), Shelf.until <= now)
            .order_by(Shelf.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def look_at_its_alarm(session: Session, row: Shelf, now: int) -> None:
    """Have the watch look at the open alarm of this key."""
    session.execute(
        update(Alarm)
        .where(
            Alarm.gateway == row.gateway,
            Alarm.part == row.part,
            Alarm.kind == row.kind,
            Alarm.state != State.CLOSED,
        )
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Shelf.area, Shelf.organisation_id)
