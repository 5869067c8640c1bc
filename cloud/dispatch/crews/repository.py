"""Queries of links, and of what each opens. Nobody's scope is asked there: the link is the permission."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.database.locks import locked
from cloud.dispatch.crews.tables import CrewLink
from cloud.dispatch.forces.tables import ForceUnit, Station, UnitStep
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.people.asker import Asker
from cloud.people.scope import within


def link(session: Session, number: int) -> CrewLink | None:
    """One link."""
    return session.get(CrewLink, number)


def links(
    session: Session,
    asker: Asker,
    *,
    kind: str | None = None,
    text: str = "",
    now: int,
    after: int = 0,
    limit: int = 200,
) -> list[CrewLink]:
    """Links that hold, to what lies within the asker's scope, by id."""
    units = select(ForceUnit.id).where(within(asker, ForceUnit.area, ForceUnit.organisation_id))
    stations = select(Station.id).where(within(asker, Station.area, Station.organisation_id))
    incidents = select(Incident.id).where(within(asker, Incident.area, Incident.organisation_id))
    query = select(CrewLink).where(
        CrewLink.id > after,
        CrewLink.revoked_at.is_(None),
        CrewLink.expires_at > now,
        CrewLink.person.icontains(text.strip(), autoescape=True),
        CrewLink.unit_id.in_(units) | CrewLink.station_id.in_(stations) | CrewLink.incident_id.in_(incidents),
    )
    if kind is not None:
        query = query.where(CrewLink.kind == kind)
    return list(session.scalars(query.order_by(CrewLink.id).limit(limit)))


def names(session: Session, rows: Collection[CrewLink]) -> dict[int, str]:
    """By link: what it opens is called."""

    def called(text: Any, key: Any, ids: Collection[int | None]) -> dict[int, str]:
        found = session.execute(select(key, text).where(among(session, key, set(ids) - {None})))
        return {row[0]: row[1] for row in found}

    units = called(ForceUnit.name, ForceUnit.id, [row.unit_id for row in rows])
    stations = called(Station.name, Station.id, [row.station_id for row in rows])
    places = called(Incident.place, Incident.id, [row.incident_id for row in rows])
    return {
        row.id: units.get(row.unit_id or 0)
        or stations.get(row.station_id or 0)
        or places.get(row.incident_id or 0, "")
        for row in rows
    }


def unit(session: Session, number: int) -> ForceUnit:
    """The unit that a link opens."""
    return session.get_one(ForceUnit, number)


def station(session: Session, number: int) -> Station:
    """The station that a link opens."""
    return session.get_one(Station, number)


def incident(session: Session, number: int, *, lock: bool = False) -> Incident:
    """The incident that a link opens."""
    query = select(Incident).where(Incident.id == number)
    found: Incident = session.scalars(locked(session, query) if lock else query).one()
    return found


def at_station(session: Session, number: int) -> list[ForceUnit]:
    """Units whose home it is, or that stand by there; by id."""
    query = select(ForceUnit).where(
        (ForceUnit.station_id == number) | (ForceUnit.base_id == number), ForceUnit.retired.is_(False)
    )
    return list(session.scalars(query.order_by(ForceUnit.id)))


def orders_of(session: Session, units: list[int]) -> list[Order]:
    """The orders that bind these units, by id."""
    query = select(Order).where(Order.unit_id.in_(units), Order.ended_at.is_(None))
    return list(session.scalars(query.order_by(Order.id)))


def steps_of(session: Session, units: list[int], limit: int) -> list[UnitStep]:
    """What moved these units, the newest first."""
    query = select(UnitStep).where(UnitStep.unit_id.in_(units)).order_by(UnitStep.id.desc())
    return list(session.scalars(query.limit(limit)))
