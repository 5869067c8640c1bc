"""Queries of the one map's places."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from cloud.alarms.tables import OPEN, Alarm
from cloud.database.among import among
from cloud.duty.tables import DutyRoom
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway, Part
from telemetry.event_kinds import EventKind

Rung = tuple[int, str, int, int, int, int]


def rung(
    session: Session, asker: Asker, kinds: Collection[EventKind], building: int | None = None
) -> list[Rung]:
    """Of every building and kind of open alarms of these kinds: how many, how many that nobody has
    acknowledged, the first one's number and time. Building, kind, count, unacknowledged, number, time."""
    query = (
        select(
            Gateway.building_id,
            Alarm.kind,
            func.count(),
            func.count() - func.count(Alarm.acknowledged_at),
            func.min(Alarm.id),
            func.min(Alarm.raised_at),
        )
        .join(Gateway, Gateway.gateway == Alarm.gateway)
        .where(
            OPEN,
            Alarm.kind.in_(sorted(kind.value for kind in kinds)),
            Gateway.building_id.is_not(None) if building is None else Gateway.building_id == building,
            within(asker, Alarm.area, Alarm.organisation_id),
        )
        .group_by(Gateway.building_id, Alarm.kind)
    )
    return [
        (building or 0, kind, count, unseen, first, at)
        for building, kind, count, unseen, first, at in session.execute(query)
    ]


def placed(
    session: Session, asker: Asker, buildings: Collection[int], limit: int
) -> Sequence[Row[Building, str]]:
    """Those of the buildings that have a position, with their organisation's name."""
    query = (
        select(Building, Organisation.name)
        .join(Organisation, Organisation.id == Building.organisation_id)
        .where(
            among(session, Building.id, set(buildings)),
            Building.longitude.is_not(None),
            Building.latitude.is_not(None),
            within(asker, Organisation.area, Organisation.id),
        )
        .order_by(Building.id)
        .limit(limit)
    )
    return session.execute(query).all()


def silent(session: Session, asker: Asker, limit: int) -> set[int]:
    """Buildings of which a gateway is silent."""
    query = (
        select(Gateway.building_id)
        .where(
            Gateway.link == "silent",
            Gateway.building_id.is_not(None),
            within(asker, Gateway.area, Gateway.organisation_id),
        )
        .distinct()
        .limit(limit)
    )
    return {building for building in session.scalars(query) if building is not None}


def devices(session: Session, building: int) -> int:
    """How many parts a building's gateways have told of."""
    query = select(func.count()).select_from(Part).join(Gateway, Gateway.gateway == Part.gateway)
    return session.scalar(query.where(Gateway.building_id == building)) or 0


def links(session: Session, buildings: Collection[int]) -> dict[int, tuple[int, int]]:
    """Of each building: gateways, and those of them that are silent."""
    silent = func.sum(case((Gateway.link == "silent", 1), else_=0))
    query = (
        select(Gateway.building_id, func.count(), silent)
        .where(among(session, Gateway.building_id, set(buildings)))
        .group_by(Gateway.building_id)
    )
    return {int(building): (int(count), int(quiet)) for building, count, quiet in session.execute(query)}


def rooms(session: Session, asker: Asker, limit: int) -> Sequence[Row[DutyRoom, Building]]:
    """Control rooms whose building has a position."""
    query = (
        select(DutyRoom, Building)
        .join(Building, Building.id == DutyRoom.building_id)
        .where(
            Building.longitude.is_not(None),
            Building.latitude.is_not(None),
            within(asker, DutyRoom.area, DutyRoom.organisation_id),
        )
        .order_by(DutyRoom.id)
        .limit(limit)
    )
    return session.execute(query).all()
