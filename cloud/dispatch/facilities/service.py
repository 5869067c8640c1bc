"""Reference places: entering and changing them. Opens and commits nothing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.facilities import repository
from cloud.dispatch.facilities.schemas import FacilityChange, FacilityFields, FacilityIn
from cloud.dispatch.facilities.tables import Facility
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.versions import check_version

_PLAIN: Final = tuple(FacilityFields.model_fields)


def add(session: Session, asker: Asker, told: FacilityIn, now: int) -> Facility:
    """Enter a place. Raises ApiError."""
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
    if repository.number_taken(session, told.number):
        raise ApiError(
            409,
            "number-taken",
            f"场所编号 {told.number} 已存在。",
            f"There is a place {told.number} already.",
            "body.number",
        )
    row = Facility(number=told.number, changed_at=now, **_values(told))
    session.add(row)
    session.flush()
    audit.record(session, asker, "facility.enter", f"facility/{row.id}", None, _values(told), at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: FacilityChange, now: int) -> Facility:
    """Change a place; its number stays. Raises ApiError."""
    row = found(session, asker, number, lock=True)
    check_version(row.version, told.version)
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
    before = {name: getattr(row, name) for name in _PLAIN}
    for name, value in _values(told).items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, now
    audit.record(session, asker, "facility.change", f"facility/{row.id}", before, _values(told), at=now)
    return row


def found(session: Session, asker: Asker, number: int, *, lock: bool = False) -> Facility:
    """One in the asker's scope, or ApiError 404."""
    row = repository.facility(session, asker, number, lock=lock)
    if row is None:
        raise not_found("重点场所", "place", "path.number")
    return row


def _values(told: FacilityFields) -> dict[str, Any]:
    return {name: getattr(told, name) for name in _PLAIN}
