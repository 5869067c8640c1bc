"""Asking for a dispatch. Opens and commits nothing; the caller holds the alarms' rows.

1. One activation of an alarm has one request at most, however often it is asked for.
2. A chattering alarm that has a request standing keeps that one: its further activations ask for nothing new.
3. A verdict confirms what was only requested, or withdraws it; one on a later activation leaves what was
   confirmed before. A withdrawn request can be asked for again.
4. Every change takes a new number, which is the reader's cursor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

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


class Asked(NamedTuple):
    """An alarm that asks, how, and why."""

    alarm: Alarm
    state: RequestState
    reason: Reason
    by: str | None = None


def judged(session: Session, alarm: Alarm, outcome: Outcome, by: str, now: int) -> None:
    """A person has given a verdict: ask, confirm or withdraw."""
    asked = asked_by(EventKind(alarm.kind), outcome)
    if asked is not None:
        ask(session, [Asked(alarm, *asked, by)], now)
        return
    for row in repository.of_alarms(session, [alarm.id]):
        if _open_to(alarm, row):
            _move(session, Asked(alarm, RequestState.WITHDRAWN, Reason.NOT_REAL, by), row, now)


def _open_to(alarm: Alarm, row: DispatchRequest) -> bool:
    """Whether a verdict on the present activation takes the request back.

    A fire that was verified as real before stays so; of what chatters all activations are one.
    """
    own = row.activation == alarm.activation or alarm.chatter
    return row.state == RequestState.REQUESTED or (row.state == RequestState.CONFIRMED and bool(own))


def ask(session: Session, asked: Sequence[Asked], now: int) -> None:
    """Have a request stand for the present activation of each of these alarms."""
    if not asked:
        return
    held: dict[int, list[DispatchRequest]] = defaultdict(list)
    for row in repository.of_alarms(session, {one.alarm.id for one in asked}):
        held[row.alarm_id].append(row)
    new = [one for one in asked if not _stands(session, one, held[one.alarm.id], now)]
    if not new:
        return
    first = repository.next_numbers(session, len(new))
    session.add_all(_row(one, first + place, now) for place, one in enumerate(new))
    for one in new:
        _tell(session, one, Happening.REQUEST, now)
    session.flush()


def _stands(session: Session, one: Asked, held: Sequence[DispatchRequest], now: int) -> bool:
    """Whether what asks has a request already; it is brought to the state that is asked for."""
    row = _standing(one.alarm, held)
    if row is None:
        return False
    firmer = row.state == RequestState.CONFIRMED and one.state is RequestState.REQUESTED
    if row.state != one.state and not firmer:
        _move(session, one, row, now)
    elif row.activation != one.alarm.activation:
        _tell(session, one, Happening.REQUEST_STANDS, now)
    return True


def _standing(alarm: Alarm, held: Sequence[DispatchRequest]) -> DispatchRequest | None:
    """The request of the present activation; of what chatters also the newest that is not withdrawn."""
    own = [row for row in held if row.activation == alarm.activation]
    others = [row for row in held if alarm.chatter and row.state != RequestState.WITHDRAWN]
    return next(iter([*own, *reversed(others)]), None)


def _row(one: Asked, number: int, now: int) -> DispatchRequest:
    alarm = one.alarm
    return DispatchRequest(
        alarm_id=alarm.id,
        activation=alarm.activation,
        number=number,
        state=one.state,
        reason=one.reason,
        by=one.by,
        kind=alarm.kind,
        probability=alarm.probability,
        evidence=list(alarm.reasons or []),
        requested_at=now,
        changed_at=now,
        area=alarm.area,
        organisation_id=alarm.organisation_id,
    )


def _move(session: Session, one: Asked, row: DispatchRequest, now: int) -> None:
    row.number = repository.next_numbers(session, 1)
    row.state, row.reason, row.by, row.changed_at = one.state, one.reason, one.by, now
    row.probability, row.evidence = one.alarm.probability, list(one.alarm.reasons or [])
    session.flush()
    _tell(session, one, _HAPPENING[one.state], now)


def _tell(session: Session, one: Asked, happening: Happening, now: int) -> None:
    zh, en = REASON_NAMES[one.reason]
    detail: dict[str, Any] = {"activation": one.alarm.activation, "state": one.state, "reason": one.reason}
    alarms.add_entry(session, one.alarm.id, now, happening, one.by, f"{zh} / {en}", detail)
