"""Queries of what can be found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cloud.database.upsert import insert
from cloud.organisations.tables import Building, Floor, Organisation, Point, Room
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.search import gram_index
from cloud.search.grams import Wanted
from cloud.search.tables import SearchEntry

_CHUNK = 500


def forget(session: Session, kind: str, subjects: Sequence[str]) -> None:
    """Take things out."""
    for start in range(0, len(subjects), _CHUNK):
        gone = session.scalars(
            delete(SearchEntry)
            .where(SearchEntry.kind == kind, SearchEntry.subject.in_(subjects[start : start + _CHUNK]))
            .returning(SearchEntry.id)
            .execution_options(synchronize_session=False)
        ).all()
        gram_index.remove(session, gone)


def add(session: Session, rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Put things in that are not there; gives the number of each that was put in, by its subject."""
    added: list[tuple[int, str]] = []
    for start in range(0, len(rows), _CHUNK):
        statement = (
            insert(session, SearchEntry)
            .values(rows[start : start + _CHUNK])
            .on_conflict_do_nothing(index_elements=["kind", "subject"])
            .returning(SearchEntry.id, SearchEntry.subject)
        )
        added += [(row.id, row.subject) for row in session.execute(statement)]
    return added


def proposed(session: Session, kind: str, wanted: Wanted, name: str, limit: int) -> list[SearchEntry]:
    """Things of a kind that the index proposes, the oldest first, led by those of exactly this name."""
    held = gram_index.holds(session, SearchEntry.id, wanted)
    found = list(session.scalars(select(SearchEntry).where(held).limit(limit)))
    if len(found) < limit:
        return found
    # There is more than will be ranked: the very name must be among it.
    same = select(SearchEntry).where(SearchEntry.name == name, SearchEntry.kind == kind, held).limit(limit)
    return list({row.id: row for row in (*session.scalars(same), *found)}.values())


def points_named(
    session: Session, asker: Asker, area: str, *, by: str, value: str, limit: int
) -> list[Point]:
    """Points whose name or part (`by`) is exactly this, within an area."""
    column = getattr(Point, by)
    return list(
        session.scalars(
            select(Point)
            .where(
                column == value, within(asker, Point.area, Point.organisation_id), in_area(Point.area, area)
            )
            .limit(limit)
        )
    )


def rooms_named(session: Session, asker: Asker, area: str, name: str, limit: int) -> list[Room]:
    """Rooms of exactly this name within an area."""
    return list(
        session.scalars(
            select(Room)
            .join(Organisation, Organisation.id == Room.organisation_id)
            .where(
                Room.name == name,
                within(asker, Organisation.area, Room.organisation_id),
                in_area(Organisation.area, area),
            )
            .limit(limit)
        )
    )


def points_of_gateway(session: Session, asker: Asker, gateway: str, part: str, limit: int) -> list[Point]:
    """Points of a gateway whose part begins so."""
    return list(
        session.scalars(
            select(Point)
            .where(
                Point.gateway == gateway,
                Point.part.startswith(part, autoescape=True),
                within(asker, Point.area, Point.organisation_id),
            )
            .order_by(Point.part)
            .limit(limit)
        )
    )


def organisations(session: Session, ids: Collection[int]) -> dict[int, Organisation]:
    """These organisations."""
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(sorted(ids))))
    return {row.id: row for row in rows}


def places_of_rooms(session: Session, ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """The building's name and the floor's level of rooms."""
    rows = session.execute(
        select(Room.id, Building.name, Floor.level)
        .join(Floor, Floor.id == Room.floor_id)
        .join(Building, Building.id == Floor.building_id)
        .where(Room.id.in_(sorted(ids)))
    )
    return {row[0]: (row[1], row[2]) for row in rows}
