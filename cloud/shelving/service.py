"""Shelving after ISA-18.2. Opens and commits nothing.

1. What is shelved is a kind of a part: an alarm that it raises meanwhile lies on the shelf too.
2. It has a reason and an end that cannot be further off than the settings allow.
3. Nothing of the fire class is ever shelved, by one person or by two. A detector that rings for nothing is
   marked as chattering, is put under declared works, or is disabled at its panel; the centre hides no fire.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms import service as alarm_service
from cloud.alarms.tables import Alarm
from cloud.alarms.timeline import Happening
from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.shelving import repository
from cloud.shelving.tables import Shelf
from telemetry.event_kinds import FIRE_CLASS, EventKind


def shelve(
    session: Session,
    asker: Asker,
    alarm_id: int,
    *,
    minutes: int,
    hours: int,
    reason: str,
    by: str,
    now: int,
) -> Shelf:
    """Set an open alarm aside; ApiError when it is a fire, closed, shelved already, or for too long."""
    alarm = alarm_service.locked(session, asker, alarm_id)
    _check(alarm, minutes, hours)
    key = (alarm.gateway, alarm.part, alarm.kind)
    if key in repository.on_the_shelf(session, [key]):
        raise ApiError(409, "shelved", "该警情已被搁置。", "It is on the shelf already.", "path.id")
    row = Shelf(
        gateway=alarm.gateway,
        part=alarm.part,
        kind=alarm.kind,
        reason=reason,
        by=by,
        at=now,
        until=now + minutes * 60_000,
        area=alarm.area,
        organisation_id=alarm.organisation_id,
    )
    session.add(row)
    session.flush()
    lay(session, alarm, row, now, by)
    changes.note(session, changes.ALARM, alarm.id)
    told = {"alarm": alarm.id, "reason": reason, "until": row.until, "by": by}
    audit.record(session, asker, "alarm.shelve", f"shelf/{row.id}", None, told, at=now)
    return row


def unshelve(session: Session, asker: Asker, number: int, *, by: str, now: int) -> Shelf:
    """Take it off the shelf before its time."""
    row = repository.by_id(session, asker, number)
    if row is None:
        raise not_found("搁置记录", "shelving", "path.id")
    if row.ended_at is None:
        _end(session, row, by, now)
        audit.record(session, asker, "alarm.unshelve", f"shelf/{row.id}", None, {"by": by}, at=now)
    return row


def end_expired(session: Session, now: int, limit: int) -> int:
    """End what has outlived its time; returns how many did."""
    rows = repository.expired(session, now, limit)
    for row in rows:
        _end(session, row, None, now)
    return len(rows)


def lay(session: Session, alarm: Alarm, row: Shelf | None, now: int, by: str | None = None) -> None:
    """Have an alarm lie where its key does: on the shelf, or not. `by`: who does it; None: it follows."""
    until = row.until if row is not None else None
    if alarm.shelved_until == until:
        return
    alarm.shelved_until = until
    if row is None:
        alarms.add_entry(session, alarm.id, now, Happening.UNSHELVE)
    else:
        detail = {"shelf": row.id, "until": row.until, "by": row.by}
        alarms.add_entry(session, alarm.id, now, Happening.SHELVE, by, row.reason, detail)


def _check(alarm: Alarm, minutes: int, hours: int) -> None:
    if EventKind(alarm.kind) in FIRE_CLASS:
        raise ApiError(
            409,
            "fire-not-shelved",
            "火警、早期预警和预警不能搁置。请核实,或申报维保。",
            "Nothing of the fire class is shelved. Verify it, or declare maintenance.",
            "path.id",
        )
    if alarm.closed_at is not None:
        raise ApiError(409, "alarm-closed", "警情已关闭。", "The alarm is closed.", "path.id")
    if minutes > hours * 60:
        raise ApiError(422, "too-long", f"最长搁置 {hours} 小时。", f"At most {hours} hours.", "body.minutes")


def _end(session: Session, row: Shelf, by: str | None, now: int) -> None:
    row.ended_at, row.ended_by = now, by
    session.flush()
    repository.look_at_its_alarm(session, row, now)
