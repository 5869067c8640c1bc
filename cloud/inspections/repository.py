"""Queries of inspections. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from cloud.hazards.tables import Hazard
from cloud.inspections.state_table import DONE, ON_INSPECTORS
from cloud.inspections.tables import (
    Inspection,
    InspectionAnswer,
    InspectionEntry,
    InspectionInspector,
    InspectionSubmission,
)
from cloud.inspectors.tables import Inspector
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within


class Seen(NamedTuple):
    """A task, whose it is, and how many hazards it found."""

    inspection: Inspection
    organisation: Organisation
    hazards: int
    hazards_open: int


class Filters(NamedTuple):
    """Which tasks are asked for; None: all."""

    states: Collection[str] | None = None
    #: Not submitted and due before this day.
    late_on: str | None = None
    organisation_id: int | None = None
    inspector_id: int | None = None
    draw_id: int | None = None
    origin: str | None = None
    area: str | None = None


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Inspection | None:
    """One task in the asker's scope."""
    query = select(Inspection).where(Inspection.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def page(session: Session, asker: Asker, filters: Filters, *, before: int | None, limit: int) -> list[Seen]:
    """Tasks, the newest first."""
    query = _shown().where(_seen_by(asker), *_conditions(filters)).order_by(Inspection.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Inspection.id < before)
    return [Seen(*row) for row in session.execute(query)]


def seen(session: Session, numbers: Collection[int]) -> list[Seen]:
    """These tasks by id."""
    query = _shown().where(Inspection.id.in_(numbers)).order_by(Inspection.id)
    return [Seen(*row) for row in session.execute(query)]


def who_goes(session: Session, numbers: Collection[int]) -> dict[int, list[Inspector]]:
    """The inspectors of these tasks, by task, in the order of their numbers."""
    rows = session.execute(
        select(InspectionInspector.inspection_id, Inspector)
        .join(Inspector, Inspector.id == InspectionInspector.inspector_id)
        .where(InspectionInspector.inspection_id.in_(numbers))
        .order_by(Inspector.number)
    )
    found: dict[int, list[Inspector]] = {}
    for number, inspector in rows:
        found.setdefault(number, []).append(inspector)
    return found


def give(session: Session, number: int, inspectors: Collection[int]) -> None:
    """Have these and nobody else go."""
    session.execute(delete(InspectionInspector).where(InspectionInspector.inspection_id == number))
    rows = [{"inspection_id": number, "inspector_id": one} for one in sorted(inspectors)]
    if rows:
        session.execute(insert(InspectionInspector), rows)


def goes(session: Session, number: int, inspector_id: int) -> bool:
    """Whether an inspector is one of those who go."""
    return session.get(InspectionInspector, (number, inspector_id)) is not None


def open_by_inspector(session: Session, inspectors: Collection[int]) -> dict[int, int]:
    """How many tasks are on each of these."""
    rows = session.execute(
        select(InspectionInspector.inspector_id, func.count())
        .join(Inspection, Inspection.id == InspectionInspector.inspection_id)
        .where(
            InspectionInspector.inspector_id.in_(inspectors),
            Inspection.state.in_([state.value for state in ON_INSPECTORS]),
        )
        .group_by(InspectionInspector.inspector_id)
    )
    return {row[0]: row[1] for row in rows}


def visits(session: Session, inspectors: Collection[int], since: int) -> list[tuple[int, int, int]]:
    """Inspector, organisation and moment of every inspection carried out since."""
    rows = session.execute(
        select(
            InspectionInspector.inspector_id, Inspection.organisation_id, func.max(Inspection.submitted_at)
        )
        .join(Inspection, Inspection.id == InspectionInspector.inspection_id)
        .where(
            InspectionInspector.inspector_id.in_(inspectors),
            Inspection.state.in_([state.value for state in DONE]),
            Inspection.submitted_at >= since,
        )
        .group_by(InspectionInspector.inspector_id, Inspection.organisation_id, Inspection.id)
    )
    return [(row[0], row[1], row[2] or 0) for row in rows]


def last_done(session: Session, organisations: Collection[int]) -> dict[int, int]:
    """When each of these organisations was last inspected."""
    rows = session.execute(
        select(Inspection.organisation_id, func.max(Inspection.submitted_at))
        .where(
            Inspection.organisation_id.in_(organisations),
            Inspection.state.in_([state.value for state in DONE]),
        )
        .group_by(Inspection.organisation_id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def of_draw(session: Session, draw_id: int) -> set[int]:
    """The organisations that already have their task of a draw."""
    return set(session.scalars(select(Inspection.organisation_id).where(Inspection.draw_id == draw_id)))


def answers(session: Session, number: int) -> list[InspectionAnswer]:
    """What was answered."""
    query = select(InspectionAnswer).where(InspectionAnswer.inspection_id == number)
    return list(session.scalars(query.order_by(InspectionAnswer.item)))


def submission(session: Session, key: str) -> InspectionSubmission | None:
    """What a phone sent under a key."""
    return session.scalars(select(InspectionSubmission).where(InspectionSubmission.key == key)).one_or_none()


def entries(session: Session, number: int) -> list[InspectionEntry]:
    """The timeline in order."""
    query = select(InspectionEntry).where(InspectionEntry.inspection_id == number)
    return list(session.scalars(query.order_by(InspectionEntry.id)))


def any_of(session: Session, organisation_id: int) -> bool:
    """Whether any inspection speaks of an organisation."""
    return bool(session.scalar(select(exists().where(Inspection.organisation_id == organisation_id))))


def _shown() -> Any:
    mine = Hazard.inspection_id == Inspection.id
    found = select(func.count(Hazard.id)).where(mine).scalar_subquery()
    still = select(func.count(Hazard.id)).where(mine, Hazard.closed_at.is_(None)).scalar_subquery()
    return select(Inspection, Organisation, found, still).join(
        Organisation, Organisation.id == Inspection.organisation_id
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    columns = {
        Inspection.organisation_id: filters.organisation_id,
        Inspection.draw_id: filters.draw_id,
        Inspection.origin: filters.origin,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in columns.items() if value is not None
    ]
    if filters.states is not None:
        found.append(Inspection.state.in_(sorted(filters.states)))
    if filters.late_on is not None:
        found += [
            Inspection.due_on < filters.late_on,
            Inspection.state.in_(["planned", *(state.value for state in ON_INSPECTORS)]),
        ]
    if filters.inspector_id is not None:
        found.append(
            exists().where(
                InspectionInspector.inspection_id == Inspection.id,
                InspectionInspector.inspector_id == filters.inspector_id,
            )
        )
    if filters.area is not None:
        found.append(in_area(Inspection.area, filters.area))
    return found


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Inspection.area, Inspection.organisation_id)
