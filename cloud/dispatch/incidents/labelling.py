"""What dispatch says back to the alarms that asked for it: sent, and what it was. Commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms import service, state_table
from cloud.alarms.causes import Cause
from cloud.alarms.records import status_of
from cloud.alarms.state_table import Action, Level, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.alarms.timeline import Happening
from cloud.dispatch.incidents import repository
from cloud.dispatch.incidents.tables import Incident, Report
from cloud.live import changes
from cloud.people.asker import LOCAL, Asker
from cloud.refusal import Refusal


def dispatched(session: Session, incident: Incident, now: int) -> None:
    """The alarms of an incident are dispatched, those that may be: what nobody has seen stays raised."""
    for alarm, _ in _alarms(session, incident):
        status = status_of(alarm)
        try:
            after = state_table.act(status, Action.DISPATCH)
        except Refusal:
            continue
        alarm.dispatched_at = now
        alarms.add_entry(
            session,
            alarm.id,
            now,
            Happening.DISPATCH,
            None,
            f"incident/{incident.id}",
            {"incident": incident.id},
        )
        service.take(session, alarm, after, now, settled=True)


def verdict(
    session: Session, asker: Asker, incident: Incident, outcome: Outcome, cause: Cause | None, now: int
) -> list[int]:
    """Who was on scene knows what it was: the alarms' outcome and cause; returns those that were told.

    An alarm that has rung again since is another matter, and keeps its own verdict.
    """
    told = []
    for alarm, report in _alarms(session, incident):
        if report.key != f"alarm/{alarm.id}/{alarm.activation}":
            continue
        note = f"incident/{incident.id}"
        if alarm.state == State.CLOSED:
            _rewrite(session, alarm, outcome, cause, asker.name, note, now)
        else:
            service.decide_on(
                session, asker, alarm, Action.VERIFY, by=asker.name, note=note, now=now, outcome=outcome,
                cause=cause,
            )  # fmt: skip
            if alarm.state != State.CLOSED and alarm.level == Level.CLEARED:
                service.decide_on(session, asker, alarm, Action.CLOSE, by=asker.name, note=note, now=now)
        told.append(alarm.id)
    return told


def _rewrite(
    session: Session, alarm: Alarm, outcome: Outcome, cause: Cause | None, by: str, note: str, now: int
) -> None:
    """A closed alarm keeps its state; its label is the truth."""
    if (alarm.outcome, alarm.cause) == (outcome, cause):
        return
    alarm.outcome, alarm.cause = outcome, cause
    alarm.version += 1
    detail = {"outcome": outcome.value, "cause": cause.value if cause is not None else None}
    words = ": ".join(part for part in (*detail.values(), note) if part)
    alarms.add_entry(session, alarm.id, now, Happening.VERIFY, by, words, detail)
    changes.note(session, changes.ALARM, alarm.id)


def _alarms(session: Session, incident: Incident) -> list[tuple[Alarm, Report]]:
    """The alarms of an incident with their newest reports, locked in the order of their ids."""
    newest = {
        report.alarm_id: report
        for report in repository.reports(session, [incident.id])
        if report.alarm_id is not None
    }
    found = []
    for alarm_id in sorted(newest):
        alarm = alarms.by_id(session, LOCAL, alarm_id, for_update=True)
        if alarm is not None:
            found.append((alarm, newest[alarm_id]))
    return found
