"""What people do at the desk. Opens and commits nothing; every change of an incident names its version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.alarms.causes import Cause, explains
from cloud.alarms.state_table import Outcome
from cloud.dispatch.deciding.capabilities import added, said
from cloud.dispatch.deciding.grades import GRADES
from cloud.dispatch.deciding.incident_types import TYPES, IncidentType, family_of
from cloud.dispatch.deciding.questions import BadAnswer, checked
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.incidents import automatic, labelling, opening, orders, repository
from cloud.dispatch.incidents.forms import CallIn, IncidentChange
from cloud.dispatch.incidents.happenings import Happening, IncidentState, Source
from cloud.dispatch.incidents.moving import record
from cloud.dispatch.incidents.opening import Opened, Reported
from cloud.dispatch.incidents.tables import Incident
from cloud.dispatch.settings import DispatchSettings
from cloud.errors import ApiError
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees

_CHANGES: Final = ("place", "floor", "longitude", "latitude", "area", "type")


def call(session: Session, asker: Asker, told: CallIn, settings: DispatchSettings, now: int) -> Opened:
    """Take a call, or what another department or a citizen says. Raises ApiError."""
    if not sees(asker, told.area, None):
        raise outside()
    reported = Reported(
        source=Source(told.source),
        type=told.type,
        place=told.place,
        area=told.area,
        at=now,
        by=asker.name,
        latitude=told.latitude,
        longitude=told.longitude,
        floor=told.floor,
        text=told.text,
        caller=told.caller,
        phone=told.phone,
        building_id=told.building_id,
        category=told.category,
        key=f"{told.source}/{told.key}" if told.key else None,
        answers=answers(told.answers),
    )
    opened = opening.take(session, reported, now, apart=told.apart)
    if opened.again:
        return opened
    incident = opened.incident
    if incident.held_by is None:
        incident.held_by = asker.name
    alarmed = any(
        report.source == Source.ALARM and not report.withdrawn
        for report in repository.reports(session, [incident.id])
    )
    if opened.match is not None and alarmed:
        # Somebody sees what a detector has smelt: that is no false alarm.
        words = Words("报警得到来电证实", "the alarm is confirmed by a report")
        automatic.go_on(session, incident, settings, now, words)
    verb = "open" if opened.match is None else "report"
    record(session, asker, incident, verb, told.model_dump(exclude={"answers", "phone", "caller"}), now)
    return opened


def answers(told: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are kept. Raises ApiError."""
    try:
        return checked(told)
    except BadAnswer as fault:
        raise ApiError(422, "bad-answer", fault.zh, fault.en, f"body.answers.{fault.key}") from fault


def change(session: Session, asker: Asker, incident: Incident, told: IncidentChange, now: int) -> None:
    """Put place or type right."""
    if not sees(asker, told.area, incident.organisation_id):
        raise outside()
    before = {name: getattr(incident, name) for name in _CHANGES}
    after = {name: getattr(told, name) for name in _CHANGES}
    changed = {name: value for name, value in after.items() if value != before[name]}
    for name, value in changed.items():
        setattr(incident, name, value)
    said = ", ".join(f"{name}: {before[name]} → {value}" for name, value in changed.items())
    if not said:
        return
    repository.tell(session, incident, Happening.CHANGE, Words(said, said), now, asker.name)
    if "type" in changed:
        opening.answer(session, incident, dict(incident.answers), now, asker.name)
    record(session, asker, incident, "change", {"before": before, "after": after}, now)


def raise_by_hand(
    session: Session, asker: Asker, incident: Incident, grade: int, reason: str, now: int
) -> None:
    """The commander says that what is there cannot cope. Raises ApiError: a grade never falls."""
    kind = IncidentType(incident.type)
    ladder = GRADES[family_of(kind)]
    if grade not in ladder or grade <= incident.grade:
        raise ApiError(
            409,
            "grade-only-rises",
            f"等级只升不降:现为 {incident.grade} 级,最高 {max(ladder)} 级。",
            f"A grade only rises: it is {incident.grade}, and {max(ladder)} is the highest.",
            "body.grade",
        )
    opening.raise_grade(session, incident, grade, Words(reason, reason), now, asker.name)
    record(session, asker, incident, "grade", {"grade": grade, "reason": reason}, now)


def take_over(session: Session, asker: Asker, incident: Incident, note: str, now: int) -> None:
    """Take an incident, or have it handed over with what is to be known."""
    before, incident.held_by = incident.held_by, asker.name
    handed = before is not None and before != asker.name
    happening = Happening.HAND_OVER if handed else Happening.HOLD
    why = f":{note}" if note else ""
    words = (
        Words(f"{before} 交接给 {asker.name}{why}", f"{before} hands over to {asker.name}{why}")
        if handed
        else Words(f"{asker.name} 受理{why}", f"taken by {asker.name}{why}")
    )
    repository.tell(session, incident, happening, words, now, asker.name)
    record(session, asker, incident, "take", {"from": before, "note": note}, now)


def ask_force(
    session: Session, asker: Asker, incident: Incident, needs: Mapping[str, float], reason: str, now: int
) -> None:
    """The commander asks for more than the run cards say; it adds up, and is missing until it is sent."""
    incident.extra = added((incident.extra or {}, needs))
    words, why = said(needs), f":{reason}" if reason else ""
    told = Words(f"{words.zh}{why}", f"{words.en}{why.replace(':', ': ')}")
    repository.tell(session, incident, Happening.FORCE, told, now, asker.name, {"needs": dict(needs)})
    record(session, asker, incident, "force", {"needs": dict(needs), "note": reason}, now)


def close(
    session: Session,
    asker: Asker,
    incident: Incident,
    outcome: Outcome,
    cause: Cause | None,
    text: str,
    now: int,
) -> list[int]:
    """It is over: units are free, alarms hear what it was. Returns the alarms told. Raises ApiError."""
    if cause is not None and not explains(cause, outcome):
        raise ApiError(
            422, "cause-unfit", "该原因与结论不符。", "This cause does not go with the outcome.", "body.cause"
        )
    for order in repository.orders(session, [incident.id], standing_only=True):
        orders.end(session, order, "done", now, by=asker.name, reason="结案 closed")
    incident.state, incident.closed_at, incident.closed_by = IncidentState.CLOSED, now, asker.name
    incident.outcome, incident.cause = outcome, cause
    incident.due_at = incident.ask_until = None
    told = labelling.verdict(session, asker, incident, outcome, cause, now)
    what = ": ".join(part for part in (outcome.value, cause.value if cause is not None else "", text) if part)
    detail = {"outcome": outcome, "cause": cause, "alarms": told}
    repository.tell(session, incident, Happening.CLOSE, Words(what, what), now, asker.name, detail)
    record(session, asker, incident, "close", detail | {"note": text}, now)
    return told


def type_name(incident: Incident) -> Words:
    """What it is, in words."""
    entry = TYPES[IncidentType(incident.type)]
    return Words(entry.zh, entry.en)
