"""Changing inspectors and their conflicts. Opens and commits nothing; every change is in the audit log.

1. An inspector is never deleted: their name stands under what they found. One who has left is not active.
2. A conflict is told by a person, and ended by a person; both stay on record.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.inspectors import repository
from cloud.inspectors.schemas import ConflictIn, InspectorIn
from cloud.inspectors.tables import Inspector, InspectorConflict
from cloud.organisations import repository as organisations
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees

_FIELDS = (
    "number", "name", "account_id", "area", "districts", "home_area", "certified_until", "capacity", "active",
)  # fmt: skip


def add(session: Session, asker: Asker, told: InspectorIn, now: int) -> Inspector:
    """A new inspector; ApiError when the number or the account is somebody's already."""
    if not sees(asker, told.area):
        raise outside()
    _not_taken(session, told)
    row = Inspector(version=1, changed_at=now, **_values(told))
    session.add(row)
    session.flush()
    audit.record(session, asker, "inspector.add", f"inspector/{row.id}", None, seen(row), at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: InspectorIn, now: int) -> Inspector:
    """Change one; ApiError 409 when somebody has changed it since `version`."""
    row = found(session, asker, number, for_update=True)
    if not sees(asker, told.area):
        raise outside()
    if told.version != row.version:
        raise ApiError(
            409,
            "moved",
            "检查人员信息已被他人修改,请刷新后重试。",
            "The inspector was changed meanwhile. Reload and try again.",
            "body.version",
        )
    before = seen(row)
    values = _values(told)
    if values["number"] != row.number:
        raise ApiError(
            409,
            "number-fixed",
            "执法证号是抽取记录中的编号,不能修改。换证的请停用后另建。",
            "The number stands in records of draws and cannot change. Make them inactive and add them anew.",
            "body.number",
        )
    if values["account_id"] != row.account_id:
        _not_taken(session, told, number_too=False)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now
    session.flush()
    audit.record(session, asker, "inspector.change", f"inspector/{row.id}", before, seen(row), at=now)
    return row


def tell_conflict(
    session: Session, asker: Asker, number: int, told: ConflictIn, *, by: str, now: int
) -> InspectorConflict:
    """Where an inspector may not go from now on. Told twice it is the same conflict."""
    row = found(session, asker, number, for_update=True)
    owner = organisations.organisation(session, asker, told.organisation_id)
    if owner is None:
        raise not_found("单位", "organisation", "body.organisation_id")
    for standing in repository.standing(session, [row.id]):
        if (standing.organisation_id, standing.kind) == (owner.id, told.kind):
            return standing
    conflict = InspectorConflict(
        inspector_id=row.id, organisation_id=owner.id, kind=told.kind, note=told.note, by=by, at=now
    )
    session.add(conflict)
    session.flush()
    audit.record(
        session, asker, "inspector.conflict", f"inspector/{row.id}", None, _seen_conflict(conflict), at=now
    )
    return conflict


def end_conflict(
    session: Session, asker: Asker, number: int, conflict_id: int, *, by: str, now: int
) -> InspectorConflict:
    """It holds no longer."""
    found(session, asker, number)
    row = repository.conflict(session, number, conflict_id)
    if row is None:
        raise not_found("回避情形", "conflict", "path.conflict_id")
    if row.ended_at is None:
        before = _seen_conflict(row)
        row.ended_at, row.ended_by = now, by
        session.flush()
        after = _seen_conflict(row)
        audit.record(session, asker, "inspector.conflict-end", f"inspector/{number}", before, after, at=now)
    return row


def found(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Inspector:
    """One inspector that the asker sees. Raises ApiError 404."""
    row = repository.by_id(session, asker, number, for_update=for_update)
    if row is None:
        raise not_found("检查人员", "inspector", "path.id")
    return row


def seen(row: Inspector) -> dict[str, Any]:
    """An inspector as the audit log keeps it."""
    return {name: getattr(row, name) for name in _FIELDS}


def _seen_conflict(row: InspectorConflict) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("organisation_id", "kind", "by", "ended_at", "ended_by")}


def _values(told: InspectorIn) -> dict[str, Any]:
    values = told.model_dump(exclude={"version"})
    until = told.certified_until
    return values | {
        "districts": sorted(set(told.districts)),
        "certified_until": None if until is None else until.isoformat(),
    }


def _not_taken(session: Session, told: InspectorIn, *, number_too: bool = True) -> None:
    field = repository.taken(session, told.number if number_too else "", told.account_id)
    if field is not None:
        zh = "执法证号" if field == "number" else "登录账号"
        raise ApiError(
            409,
            "taken",
            f"该{zh}已属于另一名检查人员。",
            f"This {field} is another inspector's already.",
            f"body.{field}",
        )
