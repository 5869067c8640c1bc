"""Asking for a dispatch. Opens and commits nothing; the caller holds the alarm's row.

1. One activation of an alarm has one request at most, however often it is asked for.
2. A chattering alarm that has a request standing keeps that one: its further activations ask for nothing new.
3. A verdict confirms what was only requested, or withdraws it. A withdrawn request can be asked for again.
4. Every change takes a new number, which is the reader's cursor.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms.state_table import Outcome
from cloud.alarms.tables import Alarm
from cloud.alarms.timeline import Happening
from cloud.dispatch_requests import repository
from cloud.dispatch_requests.rules import REASON_NAMES, Reason, RequestState, asked_by
from cloud.dispatch_requests.tables import DispatchRequest
from telemetry.event_kinds import EventKind

_HAPPENING = {
    RequestState.REQUESTED: Happening.REQUEST,
    RequestState.CONFIRMED: Happening.CONFIRM_REQUEST,
    RequestState.WITHDRAWN: Happening.WITHDRAW_REQUEST,
}


def judged(session: Session, alarm: Alarm, outcome: Outcome, by: str, now: int) -> None:
    """A person has given a verdict: ask, confirm or withdraw."""
    asked = asked_by(EventKind(alarm.kind), outcome)
    if asked is not None:
        ask(session, alarm, *asked, now, by=by)
        return
    for row in repository.of_alarms(session, [alarm.id]):
        if row.state != RequestState.WITHDRAWN:
            _move(session, alarm, row, RequestState.WITHDRAWN, Reason.VERIFIED, now, by)


def ask(
    session: Session, alarm: Alarm, state: RequestState, reason: Reason, now: int, *, by: str | None = None
) -> DispatchRequest:
    """Have a request stand in this state for the alarm's present activation; the one that stands."""
    row = repository.of_activation(session, alarm.id, alarm.activation)
    if row is None and alarm.chatter:
        row = repository.standing(session, alarm.id)
        if row is not None:
            _tell(session, alarm, Happening.REQUEST_STANDS, row, now, by)
    if row is None:
        row = DispatchRequest(
            alarm_id=alarm.id,
            activation=alarm.activation,
            number=repository.next_number(session),
            state=state,
            reason=reason,
            by=by,
            kind=alarm.kind,
            probability=alarm.probability,
            evidence=list(alarm.reasons or []),
            requested_at=now,
            changed_at=now,
            area=alarm.area,
            organisation_id=alarm.organisation_id,
        )
        session.add(row)
        session.flush()
        _tell(session, alarm, Happening.REQUEST, row, now, by)
    elif row.state != state and not (row.state == RequestState.CONFIRMED and state is RequestState.REQUESTED):
        _move(session, alarm, row, state, reason, now, by)
    return row


def _move(
    session: Session,
    alarm: Alarm,
    row: DispatchRequest,
    state: RequestState,
    reason: Reason,
    now: int,
    by: str | None,
) -> None:
    row.number = repository.next_number(session)
    row.state, row.reason, row.by, row.changed_at = state, reason, by, now
    row.probability, row.evidence = alarm.probability, list(alarm.reasons or [])
    session.flush()
    _tell(session, alarm, _HAPPENING[state], row, now, by)


def _tell(
    session: Session, alarm: Alarm, happening: Happening, row: DispatchRequest, now: int, by: str | None
) -> None:
    zh, en = REASON_NAMES[Reason(row.reason)]
    withdrawn = happening is Happening.WITHDRAW_REQUEST
    note = "核实为误报或测试 / verified as false or a test" if withdrawn else f"{zh} / {en}"
    detail: dict[str, Any] = {"request": row.id, "state": row.state, "reason": row.reason}
    alarms.add_entry(session, alarm.id, now, happening, by, note, detail)
