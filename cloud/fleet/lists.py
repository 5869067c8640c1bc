"""Queries for the lists: gateways, organisations, the worst. All of them take the asker's scope."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from cloud.fleet.orders import ORGANISATION_ORDERS, WORST
from cloud.fleet.tables import FleetGateway, FleetOrganisation, PartEvents
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within


def in_area(column: Any, area: str | None) -> ColumnElement[bool]:
    """The condition that a code lies within an area; the region holds every code."""
    if area is None or area == "15":
        return true()
    return and_(column >= area.ljust(6, "0"), column <= area.ljust(6, "9"))


@dataclass(frozen=True)
class GatewayFilter:
    """Which gateways are wanted; None: that does not matter."""

    area: str | None = None
    organisation_id: int | None = None
    unbound: bool | None = None
    link: str | None = None
    version: str | None = None
    #: Milliseconds UTC: the certificate ends before.
    ends_before: int | None = None
    clock_fault: bool | None = None
    enrolled: bool | None = None


#: Each filter's condition, given what is wanted.
_CONDITIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "area": lambda area: in_area(FleetGateway.area, area),
    "organisation_id": lambda wanted: FleetGateway.organisation_id == wanted,
    "unbound": lambda wanted: (
        FleetGateway.organisation_id.is_(None) if wanted else FleetGateway.organisation_id.is_not(None)
    ),
    "link": lambda link: FleetGateway.link == link,
    "version": lambda version: FleetGateway.version == version,
    "ends_before": lambda at: FleetGateway.certificate_ends < at,
    "clock_fault": lambda wanted: (
        FleetGateway.clock_fault != "" if wanted else FleetGateway.clock_fault == ""
    ),
    "enrolled": lambda wanted: FleetGateway.enrolled.is_(wanted),
}


def gateways(
    session: Session, asker: Asker, wanted: GatewayFilter, after: str | None, limit: int
) -> list[FleetGateway]:
    """Gateways by id that fit every filter, behind `after`."""
    query = select(FleetGateway).where(within(asker, FleetGateway.area, FleetGateway.organisation_id))
    for name, condition in _CONDITIONS.items():
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(condition(value))
    if after is not None:
        query = query.where(FleetGateway.gateway > after)
    return list(session.scalars(query.order_by(FleetGateway.gateway).limit(limit)))


def gateway(session: Session, asker: Asker, name: str) -> FleetGateway | None:
    """One gateway, if the asker sees it."""
    return session.scalar(
        select(FleetGateway).where(
            FleetGateway.gateway == name, within(asker, FleetGateway.area, FleetGateway.organisation_id)
        )
    )


def organisations(
    session: Session,
    asker: Asker,
    *,
    area: str | None,
    organisation_id: int | None,
    sort: str,
    after: tuple[int, int] | None,
    limit: int,
) -> list[tuple[int, FleetOrganisation]]:
    """Organisations in an order, with the value that the order goes by."""
    value, descending = ORGANISATION_ORDERS[sort]
    key = FleetOrganisation.organisation_id
    query = select(value, FleetOrganisation).where(within(asker, FleetOrganisation.area, key))
    query = query.where(in_area(FleetOrganisation.area, area))
    if organisation_id is not None:
        query = query.where(key == organisation_id)
    if after is not None:
        last, last_key = after
        beyond = or_(value < last, key < last_key) if descending else or_(value > last, key > last_key)
        # The bound by itself is where the walk along the index begins.
        query = query.where(value <= last if descending else value >= last, beyond)
    order = (value.desc(), key.desc()) if descending else (value, key)
    ordered = query.order_by(*order).limit(limit)
    return [(int(found), row) for found, row in session.execute(ordered)]


def worst_gateways(
    session: Session, asker: Asker, measure: str, area: str | None, limit: int
) -> list[tuple[float, FleetGateway]]:
    """Gateways with the greatest of one measure; none with nothing to tell."""
    table = FleetGateway
    value: Any
    if measure == "silence":
        value, ascending = table.last_seen, True
        query = select(value, table).where(table.link == "silent", table.last_seen.is_not(None))
    elif measure == "clock":
        value, ascending = func.abs(table.clock_offset_ms), False
        query = select(value, table).where(table.clock_fault == "offset")
    else:
        value, ascending = WORST[measure][0], False
        query = select(value, table).where(value > 0)
    query = query.where(within(asker, table.area, table.organisation_id))
    query = query.where(in_area(table.area, area))
    ordered = query.order_by(value if ascending else value.desc(), table.gateway).limit(limit)
    return [(float(found), row) for found, row in session.execute(ordered)]


def worst_parts(
    session: Session, asker: Asker, faults: bool, day: int, area: str | None, limit: int
) -> list[PartEvents]:
    """Parts that sent the most events, or faults, on one day."""
    value = PartEvents.faults if faults else PartEvents.events
    query = select(PartEvents).where(
        PartEvents.day == day, value > 0, within(asker, PartEvents.area, PartEvents.organisation_id)
    )
    query = query.where(in_area(PartEvents.area, area))
    ordered = query.order_by(value.desc(), PartEvents.gateway, PartEvents.part).limit(limit)
    return list(session.scalars(ordered))


def names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """Names of these organisations."""
    wanted = sorted({each for each in ids if each is not None})
    if not wanted:
        return {}
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)))
    return {number: name for number, name in rows}


def buildings(session: Session, gateways: Collection[str]) -> dict[str, FleetGateway]:
    """The narrow rows of these gateways."""
    rows: Sequence[FleetGateway] = session.scalars(
        select(FleetGateway).where(FleetGateway.gateway.in_(sorted(gateways)))
    ).all()
    return {row.gateway: row for row in rows}
