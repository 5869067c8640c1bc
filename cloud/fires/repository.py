"""Queries of fires. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import Outcome
from cloud.dispatch.deciding.incident_types import TYPES, Family
from cloud.dispatch.incidents.happenings import IncidentState
from cloud.dispatch.incidents.tables import Incident
from cloud.fires.tables import Fire
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within

_FIRES = [kind.value for kind, entry in TYPES.items() if entry.family is Family.FIRE]


class Filters(NamedTuple):
    """What is looked for; None: anything."""

    area: str | None = None
    organisation_id: int | None = None
    status: str | None = None
    since: int | None = None
    until: int | None = None


def page(session: Session, asker: Asker, filters: Filters, *, before: int | None, limit: int) -> list[Fire]:
    """Fires, those told last first."""
    query = select(Fire).where(within(asker, Fire.area, Fire.organisation_id), *_conditions(filters))
    if before is not None:
        query = query.where(Fire.id < before)
    return list(session.scalars(query.order_by(Fire.id.desc()).limit(limit)))


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Fire | None:
    """One fire."""
    query = select(Fire).where(Fire.id == number, within(asker, Fire.area, Fire.organisation_id))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def by_numbers(session: Session, numbers: Sequence[str]) -> dict[str, Fire]:
    """Fires by their numbers, whoever asks: a number is the whole region's."""
    return {row.number: row for row in session.scalars(select(Fire).where(Fire.number.in_(numbers)))}


def of_dispatch(session: Session, limit: int) -> list[Incident]:
    """Incidents that were closed as real fires and are no rows yet, the oldest first."""
    query = (
        select(Incident)
        .outerjoin(Fire, Fire.incident_id == Incident.id)
        .where(
            Fire.id.is_(None),
            Incident.state == IncidentState.CLOSED,
            Incident.outcome == Outcome.REAL,
            Incident.type.in_(_FIRES),
        )
        .order_by(Incident.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.area is not None:
        found.append(in_area(Fire.area, filters.area))
    if filters.organisation_id is not None:
        found.append(Fire.organisation_id == filters.organisation_id)
    if filters.status is not None:
        found.append(Fire.status == filters.status)
    if filters.since is not None:
        found.append(Fire.at >= filters.since)
    if filters.until is not None:
        found.append(Fire.at < filters.until)
    return found
