"""Queries of routes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.dispatch.forces.states import GOING
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.dispatch.navigation.tables import UnitRoute


def newest(session: Session, orders: Collection[int]) -> dict[int, UnitRoute]:
    """The newest route of each order."""
    last = (
        select(func.max(UnitRoute.id))
        .where(among(session, UnitRoute.order_id, set(orders)))
        .group_by(UnitRoute.order_id)
    )
    rows = session.scalars(select(UnitRoute).where(UnitRoute.id.in_(last)))
    return {row.order_id: row for row in rows}


def going(session: Session) -> list[tuple[Order, ForceUnit, Incident]]:
    """Orders whose unit is not there yet, with both; whose place is known, by order."""
    query = (
        select(Order, ForceUnit, Incident)
        .join(ForceUnit, ForceUnit.id == Order.unit_id)
        .join(Incident, Incident.id == Order.incident_id)
        .where(
            Order.ended_at.is_(None),
            ForceUnit.state.in_(sorted(GOING)),
            Incident.latitude.is_not(None),
            Incident.longitude.is_not(None),
        )
        .order_by(Order.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def standing(session: Session, order: int) -> Order | None:
    """The order, if it still stands."""
    return session.scalar(select(Order).where(Order.id == order, Order.ended_at.is_(None)))
