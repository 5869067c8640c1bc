"""Queries of hazards. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, literal, select
from sqlalchemy.orm import Session

from cloud.database import upsert
from cloud.hazards.photos import MEDIA, Kept
from cloud.hazards.state_table import OPEN, State
from cloud.hazards.tables import Hazard, HazardEntry, HazardPhoto, Photo
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within


class Seen(NamedTuple):
    """A hazard, and the names that stand with it."""

    hazard: Hazard
    organisation: str
    building: str
    photos: int


class Filters(NamedTuple):
    """Which hazards are asked for; None: all."""

    states: Collection[str] | None = None
    #: Past its deadline on this day.
    overdue_on: str | None = None
    asked: bool = False
    organisation_id: int | None = None
    building_id: int | None = None
    inspection_id: int | None = None
    area: str | None = None
    grade: str | None = None
    source: str | None = None


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Hazard | None:
    """One hazard in the asker's scope."""
    query = select(Hazard).where(Hazard.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def by_key(session: Session, key: str) -> Hazard | None:
    """The hazard that a sender has named so, seen or not."""
    return session.scalars(select(Hazard).where(Hazard.key == key)).one_or_none()


def page(session: Session, asker: Asker, filters: Filters, *, before: int | None, limit: int) -> list[Seen]:
    """Hazards, the newest first."""
    query = _shown().where(_seen_by(asker), *_conditions(filters)).order_by(Hazard.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Hazard.id < before)
    return [Seen(*row) for row in session.execute(query)]


def seen(session: Session, numbers: Collection[int]) -> list[Seen]:
    """These hazards by id, with the names that stand with them."""
    query = _shown().where(Hazard.id.in_(numbers)).order_by(Hazard.id)
    return [Seen(*row) for row in session.execute(query)]


def counts(session: Session, asker: Asker, today: str) -> dict[str, Any]:
    """Figures of the asker's scope."""
    rows = session.execute(select(Hazard.state, func.count()).where(_seen_by(asker)).group_by(Hazard.state))
    by_state = {row[0]: row[1] for row in rows}

    def number(*conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(Hazard.id)).where(_seen_by(asker), *conditions)) or 0

    return {
        "by_state": {state: by_state.get(state.value, 0) for state in State},
        "overdue": number(*_conditions(Filters(overdue_on=today))),
        "major_open": number(Hazard.grade == "major", Hazard.closed_at.is_(None)),
        "extensions_asked": number(*_conditions(Filters(asked=True))),
    }


def open_of(session: Session, inspection_id: int) -> int:
    """How many hazards of an inspection still ask for somebody."""
    query = select(func.count(Hazard.id)).where(
        Hazard.inspection_id == inspection_id, Hazard.closed_at.is_(None)
    )
    return session.scalar(query) or 0


def under_rectification(session: Session, organisations: Collection[int], day: str) -> set[int]:
    """Of these organisations, those that still have time to rectify what was ordered (整改期内)."""
    return set(
        session.scalars(
            select(Hazard.organisation_id).where(
                Hazard.organisation_id.in_(organisations),
                Hazard.state == State.ORDERED,
                Hazard.deadline >= day,
            )
        )
    )


def entries(session: Session, hazard_id: int) -> list[HazardEntry]:
    """A hazard's timeline in order."""
    query = select(HazardEntry).where(HazardEntry.hazard_id == hazard_id).order_by(HazardEntry.id)
    return list(session.scalars(query))


def happened(session: Session, hazard_id: int, key: str) -> bool:
    """Whether what a sender has named so has happened already."""
    query = select(HazardEntry.id).where(HazardEntry.hazard_id == hazard_id, HazardEntry.key == key)
    return session.scalar(query) is not None


def passed(session: Session, since: str, today: str, key: str, limit: int) -> list[tuple[Hazard, str]]:
    """Ordered hazards, held, whose deadline passed between two days, and the names of their buildings.

    Left out are those whose timeline has an entry named by `key` and the deadline.
    """
    told = exists().where(
        HazardEntry.hazard_id == Hazard.id, HazardEntry.key == literal(key) + Hazard.deadline
    )
    query = (
        select(Hazard, func.coalesce(Building.name, ""))
        .outerjoin(Building, Building.id == Hazard.building_id)
        .where(
            Hazard.closed_at.is_(None),
            Hazard.state == State.ORDERED,
            Hazard.deadline >= since,
            Hazard.deadline < today,
            ~told,
        )
        .order_by(Hazard.id)
        .limit(limit)
        .with_for_update(of=Hazard, skip_locked=True)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def photos(session: Session, hazard_id: int) -> list[tuple[HazardPhoto, int, int]]:
    """A hazard's photos with width and height, in the order in which they came."""
    rows = session.execute(
        select(HazardPhoto, Photo.width, Photo.height)
        .join(Photo, Photo.sha256 == HazardPhoto.sha256)
        .where(HazardPhoto.hazard_id == hazard_id)
        .order_by(HazardPhoto.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def content(session: Session, hazard_id: int, photo_id: int) -> tuple[str, bytes] | None:
    """A photo of this hazard: its media type and its bytes."""
    row = session.execute(
        select(Photo.media, Photo.content)
        .join(HazardPhoto, HazardPhoto.sha256 == Photo.sha256)
        .where(HazardPhoto.hazard_id == hazard_id, HazardPhoto.id == photo_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def keep_photo(session: Session, photo: Kept) -> None:
    """Hold a photo, once whoever shows it."""
    session.execute(
        upsert.insert(session, Photo)
        .values(
            sha256=photo.sha256, media=MEDIA, width=photo.width, height=photo.height, content=photo.content
        )
        .on_conflict_do_nothing(index_elements=["sha256"])
    )


def _shown() -> Any:
    photos = select(func.count(HazardPhoto.id)).where(HazardPhoto.hazard_id == Hazard.id).scalar_subquery()
    return (
        select(Hazard, Organisation.name, func.coalesce(Building.name, ""), photos)
        .join(Organisation, Organisation.id == Hazard.organisation_id)
        .outerjoin(Building, Building.id == Hazard.building_id)
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    columns = {
        Hazard.organisation_id: filters.organisation_id,
        Hazard.building_id: filters.building_id,
        Hazard.inspection_id: filters.inspection_id,
        Hazard.grade: filters.grade,
        Hazard.source: filters.source,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in columns.items() if value is not None
    ]
    if filters.states is not None:
        found.append(Hazard.state.in_(sorted(filters.states)))
    if filters.overdue_on is not None:
        found += [Hazard.state == State.ORDERED, Hazard.deadline < filters.overdue_on]
    if filters.asked:
        found.append(Hazard.asked_until.is_not(None))
    if filters.area is not None:
        found.append(in_area(Hazard.area, filters.area))
    return found


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Hazard.area, Hazard.organisation_id)


#: What still asks for somebody, as states.
OPEN_STATES = frozenset(state.value for state in OPEN)


def any_of(session: Session, organisation_id: int) -> bool:
    """Whether any hazard speaks of an organisation."""
    return bool(session.scalar(select(exists().where(Hazard.organisation_id == organisation_id))))


def seen_items(session: Session, inspection_id: int) -> list[str]:
    """The items of an inspection's hazards; an empty code for one beside the checklist."""
    query = select(Hazard.item).where(Hazard.inspection_id == inspection_id, Hazard.state != State.WITHDRAWN)
    return list(session.scalars(query))
