"""What is done about risk warnings, by people and by the centre. Opens and commits nothing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.duty.days import DAY_MS, day_of, start_of
from cloud.errors import ApiError, not_found, refused
from cloud.live import changes
from cloud.notification.moments import Moment
from cloud.people.asker import Asker
from cloud.refusal import Refusal
from cloud.risk.scores import repository as scores
from cloud.risk.settings import RiskSettings
from cloud.risk.warnings import repository, state_table, telling
from cloud.risk.warnings.raising import CENTRE
from cloud.risk.warnings.rules import DESKS
from cloud.risk.warnings.schemas import WarningActionIn
from cloud.risk.warnings.state_table import ORGANISATIONS, Action, State, Told
from cloud.risk.warnings.tables import RiskWarning
from cloud.versions import check_version

#: Where an overdue warning goes: from the organisation to the station, from there to the department.
_HIGHER: Final = {"organisation": "station", "town": "station", "station": "department"}
_LIMIT: Final = 1_000


def act(
    session: Session, asker: Asker, number: int, told: WarningActionIn, *, own: bool, by: str, now: int
) -> RiskWarning:
    """One action of the table; `own`: by the organisation itself. ApiError 403, 404, 409 or 422."""
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("预警", "warning", "path.id")
    if own and (told.action not in ORGANISATIONS or row.desk != "organisation"):
        raise ApiError(
            403,
            "not-permitted",
            "单位只能受理、报告发给本单位的预警。",
            "An organisation accepts and reports what is at its own desk.",
            "body.action",
        )
    check_version(row.version, told.version)
    before = seen(row)
    try:
        row.state = state_table.act(
            State(row.state), told.action, Told(told.note, row.desk, told.desk or "")
        ).value
    except Refusal as refusal:
        raise refused(refusal) from None
    if told.action is Action.TRANSFER and told.desk is not None:
        row.desk = told.desk
    row.taken_by = (
        by if told.action is Action.ACCEPT else None if told.action is Action.TRANSFER else row.taken_by
    )
    if State(row.state) not in state_table.OPEN:
        row.closed_at = now
        row.safety_closed = _index(session, row, now)
    row.version += 1
    session.flush()
    repository.enter(session, row.id, now, told.action.value, row.state, by, told.note)
    if told.action is Action.TRANSFER:
        telling.tell(session, row, Moment.RISK_WARNED, now)
    changes.note(session, changes.RISK_WARNING, row.id)
    audit.record(
        session, asker, f"risk-warning.{told.action}", f"risk-warning/{row.id}", before, seen(row), at=now
    )
    return row


def seen(row: RiskWarning) -> dict[str, Any]:
    """A warning as the audit log keeps it."""
    names = ("subject", "site_id", "rule", "desk", "state", "due_on", "version")
    return {name: getattr(row, name) for name in names}


def escalate(session: Session, settings: RiskSettings, now: int) -> int:
    """Take what is overdue higher: at once, and again after every so many days. Returns how many were."""
    done, today = 0, day_of(now)
    for row in repository.overdue(session, today.isoformat(), _LIMIT):
        late = (start_of(today) - start_of(type(today).fromisoformat(row.due_on))) // DAY_MS
        wanted = 1 + (late - 1) // settings.warnings.escalate_every_days
        if wanted <= row.escalated:
            continue
        row.escalated = wanted
        left, desk = row.desk, _HIGHER.get(row.desk, row.desk)
        note = f"逾期 {late} 天 {late} days overdue"
        if desk != row.desk:
            row.desk, row.state, row.taken_by = desk, State.RAISED.value, None
            note += f" → {' '.join(DESKS[desk])}"
        row.version += 1
        session.flush()
        repository.enter(session, row.id, now, "escalate", row.state, CENTRE, note)
        telling.tell(session, row, Moment.RISK_ESCALATED, now, left=left)
        changes.note(session, changes.RISK_WARNING, row.id)
        done += 1
    return done


def measure(session: Session, now: int) -> int:
    """Write down where the index stood 30 and 90 days after closing. Returns how many were."""
    done = 0
    for days in (30, 90):
        for row in repository.to_measure(session, days, now, _LIMIT):
            index = _index(session, row, (row.closed_at or now) + days * DAY_MS)
            if days == 30:
                row.safety_30d = index
            else:
                row.safety_90d = index
            done += 1
    session.flush()
    return done


def _index(session: Session, row: RiskWarning, moment: int) -> float:
    key = (row.subject, row.site_id)
    return scores.index_then(session, [key], moment).get(key, row.safety)
