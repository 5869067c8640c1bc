"""Inspectors as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from cloud.inspections import repository as inspections
from cloud.inspectors import repository
from cloud.inspectors.schemas import ConflictOut, InspectorOut
from cloud.inspectors.tables import Inspector, InspectorConflict


def shown(session: Session, rows: Sequence[Inspector], today: date) -> list[InspectorOut]:
    """Inspectors with what is on them."""
    ids = [row.id for row in rows]
    load = inspections.open_by_inspector(session, ids)
    conflicts = repository.conflict_counts(session, ids)
    return [
        InspectorOut(
            id=row.id,
            number=row.number,
            name=row.name,
            account_id=row.account_id,
            area=row.area,
            districts=list(row.districts),
            home_area=row.home_area,
            certified_until=row.certified_until,
            certified=certified(row, today),
            capacity=row.capacity,
            open_inspections=load.get(row.id, 0),
            active=row.active,
            conflicts=conflicts.get(row.id, 0),
            version=row.version,
        )
        for row in rows
    ]


def certified(row: Inspector, day: date) -> bool:
    """Whether the certificate is valid on a day."""
    return row.certified_until is None or date.fromisoformat(row.certified_until) >= day


def conflict(row: InspectorConflict, organisation: str) -> ConflictOut:
    """A conflict as it is shown."""
    told = {name: getattr(row, name) for name in ConflictOut.model_fields if name != "organisation"}
    return ConflictOut.model_validate({**told, "organisation": organisation})
