"""Waters: entering and changing them. Opens and commits nothing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.waters import repository
from cloud.dispatch.waters.schemas import WaterChange, WaterFields, WaterIn
from cloud.dispatch.waters.tables import WaterSource
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.versions import check_version

_PLAIN: Final = tuple(WaterFields.model_fields)


def add(session: Session, asker: Asker, told: WaterIn, now: int) -> WaterSource:
    """Enter a water. Raises ApiError."""
    _fits(session, asker, told)
    if repository.number_taken(session, told.number):
        raise ApiError(
            409,
            "number-taken",
            f"水源编号 {told.number} 已存在。",
            f"There is a water {told.number} already.",
            "body.number",
        )
    row = WaterSource(number=told.number, changed_at=now, **_fields(told))
    session.add(row)
    session.flush()
    audit.record(session, asker, "water.enter", f"water/{row.id}", None, _shown(row), at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: WaterChange, now: int) -> WaterSource:
    """Change a water; its number stays. Raises ApiError."""
    row = found(session, asker, number, lock=True)
    check_version(row.version, told.version)
    _fits(session, asker, told)
    before = _shown(row)
    for name, value in _fields(told).items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, now
    audit.record(session, asker, "water.change", f"water/{row.id}", before, _shown(row), at=now)
    return row


def found(session: Session, asker: Asker, number: int, *, lock: bool = False) -> WaterSource:
    """One in the asker's scope, or ApiError 404."""
    row = repository.water(session, asker, number, lock=lock)
    if row is None:
        raise not_found("水源", "water", "path.number")
    return row


def _fits(session: Session, asker: Asker, told: WaterFields) -> None:
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
    if told.gateway is None or told.part is None:
        return
    if not repository.point_in_scope(session, asker, told.gateway, told.part):
        raise not_found("台账点位", "point of the registry", "body.part")


def _fields(told: WaterFields) -> dict[str, Any]:
    return {name: getattr(told, name) for name in _PLAIN}


def _shown(row: WaterSource) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _PLAIN}
