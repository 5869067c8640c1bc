"""Queries of what crews carry."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.database.locks import locked
from cloud.dispatch.carried.tables import CarriedDevice
from cloud.dispatch.sought import EVERYTHING, Sought
from cloud.people.asker import Asker
from cloud.people.scope import within


def devices(
    session: Session,
    asker: Asker,
    *,
    unit: int | None = None,
    kind: str | None = None,
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 500,
) -> list[CarriedDevice]:
    """A page within the asker's scope, by id."""
    told = (CarriedDevice.name, CarriedDevice.number, CarriedDevice.person)
    query = select(CarriedDevice).where(
        CarriedDevice.id > after, _seen(asker), sought.fits(CarriedDevice.area, *told)
    )
    if kind is not None:
        query = query.where(CarriedDevice.kind == kind)
    if unit is not None:
        query = query.where(CarriedDevice.unit_id == unit)
    return list(session.scalars(query.order_by(CarriedDevice.id).limit(limit)))


def device(session: Session, asker: Asker, number: int, *, lock: bool = False) -> CarriedDevice | None:
    """One within the asker's scope."""
    query = select(CarriedDevice).where(CarriedDevice.id == number, _seen(asker))
    return session.scalar(locked(session, query) if lock else query)


def taken(session: Session, kind: str, number: str) -> bool:
    """Whether a device of this kind has this number, whoever asks."""
    query = select(CarriedDevice.id).where(CarriedDevice.kind == kind, CarriedDevice.number == number)
    return session.scalar(query) is not None


def by_number(
    session: Session, asker: Asker, kind: str, numbers: Collection[str]
) -> dict[str, CarriedDevice]:
    """Those with these numbers within the asker's scope, locked, by number."""
    query = select(CarriedDevice).where(
        CarriedDevice.kind == kind, among(session, CarriedDevice.number, set(numbers)), _seen(asker)
    )
    rows = session.scalars(locked(session, query.order_by(CarriedDevice.id)))
    return {row.number: row for row in rows}


def _seen(asker: Asker) -> ColumnElement[bool]:
    return within(asker, CarriedDevice.area, CarriedDevice.organisation_id)
