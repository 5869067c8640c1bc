"""Queries of reference places."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.database.boxes import in_box, in_span
from cloud.database.locks import locked
from cloud.dispatch.facilities.tables import Facility
from cloud.dispatch.sought import EVERYTHING, Sought
from cloud.dispatch.travel_time.port import Place, straight_m
from cloud.people.asker import Asker
from cloud.people.scope import within

_MOST = 500


def facilities(
    session: Session,
    asker: Asker,
    *,
    kind: str | None = None,
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 500,
) -> list[Facility]:
    """A page within the asker's scope, by id."""
    told = (Facility.name, Facility.number, Facility.address)
    query = select(Facility).where(Facility.id > after, _seen(asker), sought.fits(Facility.area, *told))
    if kind is not None:
        query = query.where(Facility.kind == kind)
    return list(session.scalars(query.order_by(Facility.id).limit(limit)))


def facility(session: Session, asker: Asker, number: int, *, lock: bool = False) -> Facility | None:
    """One within the asker's scope."""
    query = select(Facility).where(Facility.id == number, _seen(asker))
    return session.scalar(locked(session, query) if lock else query)


def number_taken(session: Session, number: str) -> bool:
    """Whether a place has this number, whoever asks."""
    return session.scalar(select(Facility.id).where(Facility.number == number)) is not None


def by_number(session: Session, numbers: Collection[str]) -> dict[str, Facility]:
    """Those with these numbers, whoever asks."""
    rows = session.scalars(select(Facility).where(among(session, Facility.number, set(numbers))))
    return {row.number: row for row in rows}


def near(
    session: Session, place: Place, within_m: float, kinds: Collection[str], asker: Asker | None = None
) -> list[tuple[Facility, float]]:
    """Those of these kinds so near, the nearest first; without an asker of the whole region."""
    query = select(Facility).where(
        in_box(Facility.latitude, Facility.longitude, place.lat, place.lon, within_m),
        Facility.kind.in_(kinds),
        Facility.closed.is_(False),
    )
    if asker is not None:
        query = query.where(_seen(asker))
    rows = session.scalars(query.order_by(Facility.id).limit(_MOST))
    far = [(row, straight_m(place, Place(row.latitude, row.longitude))) for row in rows]
    return sorted((pair for pair in far if pair[1] <= within_m), key=lambda pair: (pair[1], pair[0].id))


def along(
    session: Session,
    line: Sequence[Place],
    beside_m: float,
    kinds: Collection[str],
    asker: Asker | None = None,
) -> list[Facility]:
    """Those of these kinds in the box around a line; how near to the line is the caller's to say."""
    lats, lons = [point.lat for point in line], [point.lon for point in line]
    box = in_span(
        Facility.latitude, Facility.longitude, (min(lats), max(lats)), (min(lons), max(lons)), beside_m
    )
    query = select(Facility).where(box, Facility.kind.in_(kinds), Facility.closed.is_(False))
    if asker is not None:
        query = query.where(_seen(asker))
    return list(session.scalars(query.order_by(Facility.id).limit(_MOST)))


def _seen(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Facility.area, Facility.organisation_id)
