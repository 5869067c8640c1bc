"""What people decide about alarms; what devices do to them stands in `cloud.alarms.book`. Commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarm_watch.evidence import EVIDENCE, TOLD, Fact
from cloud.alarms import repository, state_table
from cloud.alarms.book import AlarmBook
from cloud.alarms.causes import Cause, explains
from cloud.alarms.records import close, status_of
from cloud.alarms.state_table import Action, Outcome, Status
from cloud.alarms.tables import Alarm
from cloud.alarms.timeline import Happening
from cloud.audit import service as audit
from cloud.dispatch_requests import service as requests
from cloud.errors import ApiError, not_found, refused
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.refusal import Refusal
from cloud.registry import repository as registry
from cloud.versions import check_version

__all__ = ["AlarmBook", "decide", "decide_on", "locked", "take", "tell"]


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
    cause: Cause | None = None,
) -> Alarm:
    """A person's decision on an alarm; ApiError when there is none, it has moved, or it is impossible."""
    alarm = locked(session, asker, alarm_id)
    decide_on(
        session,
        asker,
        alarm,
        action,
        by=by,
        note=note,
        now=now,
        version=version,
        outcome=outcome,
        cause=cause,
    )
    return alarm


def locked(session: Session, asker: Asker, alarm_id: int) -> Alarm:
    """The alarm within the asker's scope, locked; ApiError 404."""
    alarm = repository.by_id(session, asker, alarm_id, for_update=True)
    if alarm is None:
        raise not_found("警情", "alarm", "path.id")
    return alarm


def decide_on(
    session: Session,
    asker: Asker,
    alarm: Alarm,
    action: Action,
    *,
    by: str,
    note: str,
    now: int,
    version: int | None = None,
    outcome: Outcome | None = None,
    cause: Cause | None = None,
) -> None:
    """A person's decision on an alarm whose row the caller holds; ApiError when it cannot be."""
    check_version(alarm.version, version, "警情", "The alarm", "alarm-moved")
    if outcome is not None and cause is not None and not explains(cause, outcome):
        raise ApiError(
            422,
            "cause-unfit",
            "该原因与核实结论不符。",
            "This cause does not go with the outcome.",
            "body.cause",
        )
    before = status_of(alarm)
    try:
        status = state_table.act(before, action, outcome)
    except Refusal as refusal:
        raise refused(refusal, "path.id") from refusal
    repository.add_entry(
        session, alarm.id, now, action, by, _noted(note, outcome, cause), _detail(outcome, cause)
    )
    match action:
        case Action.ACKNOWLEDGE:
            alarm.acknowledged_at, alarm.acknowledged_by = now, by
        case Action.VERIFY:
            alarm.verified_at, alarm.cause = now, cause
            if alarm.acknowledged_at is None:
                alarm.acknowledged_at, alarm.acknowledged_by = now, by
        case Action.DISPATCH:
            alarm.dispatched_at = now
    take(session, alarm, status, now, settled=action is not Action.CLOSE)
    if outcome is not None and action is Action.VERIFY:
        requests.judged(session, alarm, outcome, by, now)
    audit.record(
        session,
        asker,
        f"alarm.{action.value}",
        f"alarm/{alarm.id}",
        {"state": before.state, "outcome": before.outcome},
        {"state": status.state, "outcome": status.outcome, "cause": cause, "by": by, "note": note},
        at=now,
    )


def tell(
    session: Session,
    asker: Asker,
    alarm_id: int,
    fact: Fact,
    *,
    by: str,
    note: str,
    now: int,
    version: int | None = None,
) -> Alarm:
    """A person or a camera has seen something: it counts towards P(real), and changes no state."""
    alarm = locked(session, asker, alarm_id)
    check_version(alarm.version, version, "警情", "The alarm", "alarm-moved")
    if fact not in TOLD:
        raise ApiError(
            422,
            "not-to-be-told",
            "此项旁证由中心自行得出,不能人工填写。",
            "The centre finds this by itself; it cannot be told.",
            "body.fact",
        )
    if not status_of(alarm).is_open:
        raise ApiError(409, "alarm-closed", "警情已关闭。", "The alarm is closed.", "path.id")
    entry = EVIDENCE[fact]
    words = f"{entry.zh} / {entry.en}" + (f": {note}" if note else "")
    repository.add_entry(session, alarm.id, now, Happening.EVIDENCE, by, words, {"fact": fact.value})
    alarm.due_at = now
    changes.note(session, changes.ALARM, alarm.id)
    audit.record(
        session, asker, "alarm.evidence", f"alarm/{alarm.id}", None, {"fact": fact, "by": by}, at=now
    )
    return alarm


def take(session: Session, alarm: Alarm, status: Status, now: int, *, settled: bool) -> None:
    """Give the alarm a status that somebody or the centre brought about. `settled`: closing is by rule."""
    if not status.is_open:
        close(alarm, now, registry.clock_of(session, alarm.gateway, alarm.part, alarm.kind))
        if settled:
            repository.add_entry(session, alarm.id, now, Action.SETTLE)
    else:
        alarm.due_at = now
    alarm.state, alarm.level, alarm.outcome = status.state, status.level, status.outcome
    _touch(session, alarm)


def _touch(session: Session, alarm: Alarm) -> None:
    alarm.version += 1
    changes.note(session, changes.ALARM, alarm.id)


def _noted(note: str, outcome: Outcome | None, cause: Cause | None) -> str | None:
    words = [outcome.value if outcome is not None else "", cause.value if cause is not None else "", note]
    return ": ".join(word for word in words if word) or None


def _detail(outcome: Outcome | None, cause: Cause | None) -> dict[str, str | None] | None:
    return None if outcome is None else {"outcome": outcome, "cause": cause}
