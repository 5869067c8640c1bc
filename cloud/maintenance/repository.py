"""Queries of declared works."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm
from cloud.database.among import among
from cloud.maintenance.tables import Maintenance
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway


def in_force(
    session: Session, now: int, gateways: Collection[str], buildings: Collection[int]
) -> list[Maintenance]:
    """What is declared of these gateways and buildings now, the earliest first."""
    return list(
        session.scalars(
            select(Maintenance)
            .where(
                Maintenance.ended_at.is_(None),
                Maintenance.until > now,
                or_(
                    among(session, Maintenance.gateway, set(gateways)),
                    among(session, Maintenance.building_id, set(buildings)),
                ),
            )
            .order_by(Maintenance.id)
        )
    )


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Maintenance | None:
    """One declaration in the asker's scope."""
    query = select(Maintenance).where(Maintenance.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def page(
    session: Session, asker: Asker, *, in_force: bool | None, before: int | None, limit: int
) -> list[Maintenance]:
    """Declarations, newest first."""
    query = select(Maintenance).where(_seen_by(asker)).order_by(Maintenance.id.desc()).limit(limit)
    if in_force is not None:
        query = query.where(Maintenance.ended_at.is_(None) if in_force else Maintenance.ended_at.is_not(None))
    if before is not None:
        query = query.where(Maintenance.id < before)
    return list(session.scalars(query))


def any_expired(session: Session, now: int) -> bool:
    """Whether anything has outlived its time."""
    query = select(Maintenance.id).where(Maintenance.ended_at.is_(None), Maintenance.until <= now)
    return session.scalar(query.limit(1)) is not None


def expired(session: Session, now: int, limit: int) -> list[Maintenance]:
    """What has outlived its time and is not ended yet."""
    return list(
        session.scalars(
            select(Maintenance)
            .where(Maintenance.ended_at.is_(None), Maintenance.until <= now)
            .order_by(Maintenance.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def gateway(session: Session, asker: Asker, name: str) -> Gateway | None:
    """A gateway in the asker's scope."""
    return session.scalars(
        select(Gateway).where(Gateway.gateway == name, within(asker, Gateway.area, Gateway.organisation_id))
    ).one_or_none()


def building(session: Session, asker: Asker, number: int) -> tuple[Building, Organisation] | None:
    """A building in the asker's scope, and whose it is."""
    row = session.execute(
        select(Building, Organisation)
        .join(Organisation, Organisation.id == Building.organisation_id)
        .where(Building.id == number, within(asker, Organisation.area, Organisation.id))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def building_name(session: Session, number: int | None) -> str:
    """A building's name; of none it is empty."""
    found = session.get(Building, number) if number is not None else None
    return found.name if found is not None else ""


def look_at_its_alarms(session: Session, number: int, now: int) -> None:
    """Have the watch look at the open alarms that were logged under a declaration."""
    session.execute(
        update(Alarm)
        .where(Alarm.maintenance_id == number, Alarm.state != State.CLOSED)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Maintenance.area, Maintenance.organisation_id)
