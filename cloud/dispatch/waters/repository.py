"""Queries of waters."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.database.boxes import in_box
from cloud.database.locks import locked
from cloud.dispatch.sought import EVERYTHING, Sought
from cloud.dispatch.travel_time.port import Place, straight_m
from cloud.dispatch.waters.tables import WaterSource
from cloud.organisations.tables import Point
from cloud.people.asker import Asker
from cloud.people.scope import within

#: Boxes that are looked at one after the other, metres to each side.
_SIDES_M: Final = (300.0, 1_000.0, 3_000.0, 10_000.0, 30_000.0)
#: Of a box so many are looked at; a denser one is not asked for, for the boxes before it were smaller.
_MOST: Final = 2_000


def waters(
    session: Session,
    asker: Asker,
    *,
    kind: str | None = None,
    state: str | None = None,
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 500,
) -> list[WaterSource]:
    """A page within the asker's scope, by id."""
    told = (WaterSource.name, WaterSource.number, WaterSource.address, WaterSource.owner)
    query = select(WaterSource).where(
        WaterSource.id > after, _seen(asker), sought.fits(WaterSource.area, *told)
    )
    if kind is not None:
        query = query.where(WaterSource.kind == kind)
    if state is not None:
        query = query.where(WaterSource.state == state)
    return list(session.scalars(query.order_by(WaterSource.id).limit(limit)))


def water(session: Session, asker: Asker, number: int, *, lock: bool = False) -> WaterSource | None:
    """One within the asker's scope."""
    query = select(WaterSource).where(WaterSource.id == number, _seen(asker))
    return session.scalar(locked(session, query) if lock else query)


def number_taken(session: Session, number: str) -> bool:
    """Whether a water has this number, whoever asks."""
    return session.scalar(select(WaterSource.id).where(WaterSource.number == number)) is not None


def by_number(session: Session, numbers: Collection[str]) -> dict[str, WaterSource]:
    """Those with these numbers, whoever asks."""
    rows = session.scalars(select(WaterSource).where(among(session, WaterSource.number, set(numbers))))
    return {row.number: row for row in rows}


def nearest(
    session: Session, place: Place, count: int, asker: Asker | None = None
) -> list[tuple[WaterSource, float]]:
    """The nearest, with metres as the crow flies; without an asker of the whole region."""
    for side in _SIDES_M:
        rows = session.scalars(
            select(WaterSource)
            .where(
                in_box(WaterSource.latitude, WaterSource.longitude, place.lat, place.lon, side),
                _seen(asker) if asker is not None else WaterSource.id > 0,
            )
            .order_by(WaterSource.id)
            .limit(_MOST)
        )
        far = [(row, straight_m(place, Place(row.latitude, row.longitude))) for row in rows]
        inside = sorted((pair for pair in far if pair[1] <= side), key=lambda pair: (pair[1], pair[0].id))
        if len(inside) >= count or side == _SIDES_M[-1]:
            return inside[:count]
    return []


def point_in_scope(session: Session, asker: Asker, gateway: str, part: str) -> bool:
    """Whether the registry has this point within the asker's scope."""
    query = select(Point.id).where(
        Point.gateway == gateway, Point.part == part, within(asker, Point.area, Point.organisation_id)
    )
    return session.scalar(query) is not None


def _seen(asker: Asker) -> ColumnElement[bool]:
    return within(asker, WaterSource.area, WaterSource.organisation_id)
