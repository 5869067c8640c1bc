"""Declaring maintenance and walk tests, and their end. Opens and commits nothing.

1. A declaration is of a building, of a gateway, or of parts of a gateway; with a reason, a person, and an end
   that cannot be further off than the settings allow. It cannot be made longer, only anew.
2. An alarm that begins to ring within it is logged: no wait, no steps, no request. What rang before stays as
   it was, and so does everything outside the declared parts.
3. A person's verdict `real` is stronger than any declaration: it asks for a dispatch.
4. It ends by itself. What is still active then rings anew.
5. Beginning and end are told by the rules of notification: whoever relies on the alarms must know.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.maintenance import repository
from cloud.maintenance.schemas import MaintenanceIn
from cloud.maintenance.tables import Maintenance
from cloud.notification import matters
from cloud.notification.moments import Moment
from cloud.people.asker import Asker
from cloud.vocabulary import LabelOut

#: Of the parts so many are named as it is told.
_PARTS_NAMED = 5


def declare(
    session: Session, asker: Asker, told: MaintenanceIn, *, by: str, hours: int, now: int
) -> Maintenance:
    """A new declaration, in force at once; ApiError when what it names is not there or it lasts too long."""
    if told.minutes > hours * 60:
        raise ApiError(
            422,
            "too-long",
            f"最长 {hours} 小时;到期后可重新申报。",
            f"At most {hours} hours; declare it anew when they are over.",
            "body.minutes",
        )
    area, organisation_id = _owner(session, asker, told)
    row = Maintenance(
        mode=told.mode,
        building_id=told.building_id,
        gateway=told.gateway,
        parts=sorted(set(told.parts)),
        reason=told.reason,
        by=by,
        begun_at=now,
        until=now + told.minutes * 60_000,
        area=area,
        organisation_id=organisation_id,
    )
    session.add(row)
    session.flush()
    _tell(session, row, Moment.WORKS_BEGAN, now)
    audit.record(session, asker, "maintenance.declare", f"maintenance/{row.id}", None, _seen(row), at=now)
    return row


def end(session: Session, asker: Asker, number: int, *, by: str, now: int) -> Maintenance:
    """End it before its time."""
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("维保或测试申报", "declaration", "path.id")
    if row.ended_at is None:
        before = _seen(row)
        _end(session, row, by, now)
        audit.record(session, asker, "maintenance.end", f"maintenance/{row.id}", before, _seen(row), at=now)
    return row


def end_expired(session: Session, now: int, limit: int) -> int:
    """End what has outlived its time; returns how many did."""
    rows = repository.expired(session, now, limit)
    for row in rows:
        _end(session, row, None, now)
    return len(rows)


def covers(row: Maintenance, gateway: str, part: str, building_id: int | None) -> bool:
    """Whether a declaration is of this part."""
    if row.gateway is not None:
        return row.gateway == gateway and (not row.parts or part in row.parts)
    return row.building_id is not None and row.building_id == building_id


def _end(session: Session, row: Maintenance, by: str | None, now: int) -> None:
    row.ended_at, row.ended_by = now, by
    session.flush()
    repository.look_at_its_alarms(session, row.id, now)
    _tell(session, row, Moment.WORKS_ENDED, now)


def _tell(session: Session, row: Maintenance, moment: Moment, now: int) -> None:
    building = repository.building_name(session, row.building_id)
    place = ",".join(filter(None, (row.gateway or building, *row.parts[:_PARTS_NAMED])))
    matters.tell(
        session,
        moment,
        f"maintenance/{row.id}",
        at=now,
        place=LabelOut(zh=place, en=place),
        area=row.area,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
    )


def _owner(session: Session, asker: Asker, told: MaintenanceIn) -> tuple[str, int | None]:
    if told.gateway is not None:
        gateway = repository.gateway(session, asker, told.gateway)
        if gateway is None:
            raise not_found("网关", "gateway", "body.gateway")
        return gateway.area, gateway.organisation_id
    found = repository.building(session, asker, told.building_id or 0)
    if found is None:
        raise not_found("建筑", "building", "body.building_id")
    return found[1].area, found[1].id


def _seen(row: Maintenance) -> dict[str, Any]:
    names = ("mode", "building_id", "gateway", "parts", "reason", "by", "until", "ended_at", "ended_by")
    return {name: getattr(row, name) for name in names}
