"""What people decide about alarms; what devices do to them stands in `cloud.alarms.book`. Commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarms import repository, state_table
from cloud.alarms.book import AlarmBook
from cloud.alarms.records import close, status_of
from cloud.alarms.state_table import Action, Outcome
from cloud.alarms.tables import Alarm
from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.registry import repository as registry

__all__ = ["AlarmBook", "decide"]


def decide(
    session: Session,
    asker: Asker,
    alarm_id: int,
    action: Action,
    *,
    by: str,
    note: str,
    now: int,
    version: int | None = None,
    outcome: Outcome | None = None,
) -> Alarm:
    """A person's decision on an alarm; ApiError when there is none, it has moved, or it is impossible."""
    alarm = repository.by_id(session, asker, alarm_id, for_update=True)
    if alarm is None:
        raise not_found("警情", "alarm", "path.id")
    if version is not None and version != alarm.version:
        raise ApiError(
            409,
            "alarm-moved",
            "警情已有更新,请刷新后重新处理。",
            "The alarm has moved on. Reload it and decide again.",
            "body.version",
        )
    before = status_of(alarm)
    try:
        status = state_table.act(before, action, outcome)
    except state_table.Refusal as refusal:
        raise ApiError(409, refusal.code, refusal.zh, refusal.en, "path.id") from refusal
    repository.add_entry(session, alarm.id, now, action, by, _noted(note, outcome))
    match action:
        case Action.ACKNOWLEDGE:
            alarm.acknowledged_at, alarm.acknowledged_by = now, by
        case Action.VERIFY:
            alarm.verified_at = now
        case Action.DISPATCH:
            alarm.dispatched_at = now
    if not status.is_open:
        close(alarm, now, registry.clock_of(session, alarm.gateway, alarm.part, alarm.kind))
        if action is not Action.CLOSE:
            repository.add_entry(session, alarm.id, now, Action.SETTLE)
    alarm.state, alarm.level, alarm.outcome = status.state, status.level, status.outcome
    _touch(session, alarm)
    audit.record(
        session,
        asker,
        f"alarm.{action.value}",
        f"alarm/{alarm.id}",
        {"state": before.state, "outcome": before.outcome},
        {"state": status.state, "outcome": status.outcome, "by": by, "note": note},
        at=now,
    )
    return alarm


def _touch(session: Session, alarm: Alarm) -> None:
    alarm.version += 1
    changes.note(session, changes.ALARM, alarm.id)


def _noted(note: str, outcome: Outcome | None) -> str | None:
    words = [word for word in (outcome.value if outcome is not None else "", note) if word]
    return ": ".join(words) or None
