"""What people do at the desk. Opens and commits nothing; every change of an incident names its version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud import attachments
from cloud.alarms.causes import Cause, explains
from cloud.alarms.state_table import Outcome
from cloud.audit import service as audit
from cloud.dispatch.deciding.capabilities import added, said
from cloud.dispatch.deciding.grades import GRADES
from cloud.dispatch.deciding.incident_types import TYPES, IncidentType, family_of
from cloud.dispatch.deciding.questions import BadAnswer, checked
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.incidents import automatic, labelling, opening, orders, repository
from cloud.dispatch.incidents.forms import CallIn, IncidentChange
from cloud.dispatch.incidents.happenings import (
    ROLE_NAMES,
    STANDING,
    STATE_NAMES,
    Happening,
    IncidentState,
    RoleKind,
    Source,
)
from cloud.dispatch.incidents.opening import Opened, Reported
from cloud.dispatch.incidents.tables import Attachment, Incident, Order, Report, Role
from cloud.dispatch.settings import DispatchSettings
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees

_CHANGES: Final = ("place", "floor", "longitude", "latitude", "area", "type")
#: Attachments of one incident.
MOST_ATTACHMENTS: Final = 50


def found(session: Session, asker: Asker, number: int) -> Incident:
    """One incident in the asker's scope, or ApiError 404."""
    row = repository.incident(session, asker, number)
    if row is None:
        raise not_found("灾情", "incident", f"path.number {number}")
    return row


def held(session: Session, asker: Asker, number: int, version: int | None = None) -> Incident:
    """One incident in the asker's scope that is not over, locked. Raises ApiError."""
    row = repository.incident(session, asker, number, lock=True)
    if row is None:
        raise not_found("灾情", "incident", f"path.number {number}")
    if row.state not in STANDING:
        name = STATE_NAMES[IncidentState(row.state)]
        raise ApiError(
            409, "incident-over", f"灾情{name.zh}。", f"The incident is {name.en}.", f"path.number {number}"
        )
    if version is not None and version != row.version:
        raise ApiError(
            409,
            "incident-moved",
            "灾情已有更新,请按最新情况处理。",
            "The incident has moved on. Look at it anew and decide again.",
            "body.version",
        )
    return row


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
    _note(session, asker, incident, verb, told.model_dump(exclude={"answers", "phone", "caller"}), now)
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
    _note(session, asker, incident, "change", {"before": before, "after": after}, now)


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
    _note(session, asker, incident, "grade", {"grade": grade, "reason": reason}, now)


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
    _note(session, asker, incident, "take", {"from": before, "note": note}, now)


def ask_force(
    session: Session, asker: Asker, incident: Incident, needs: Mapping[str, float], reason: str, now: int
) -> None:
    """The commander asks for more than the run cards say; it adds up, and is missing until it is sent."""
    incident.extra = added((incident.extra or {}, needs))
    words, why = said(needs), f":{reason}" if reason else ""
    told = Words(f"{words.zh}{why}", f"{words.en}{why.replace(':', ': ')}")
    repository.tell(session, incident, Happening.FORCE, told, now, asker.name, {"needs": dict(needs)})
    _note(session, asker, incident, "force", {"needs": dict(needs), "note": reason}, now)


def message(
    session: Session, incident: Incident, text: str, by: str, now: int, *, unit: int | None, key: str
) -> None:
    """Words between the desk and those on the road; with a key they are kept once, however often sent."""
    told = [entry.detail or {} for entry in repository.entries(session, incident.id) if entry.by == by]
    if key and any(detail.get("key") == key for detail in told):
        return
    detail: dict[str, Any] = {"unit": unit} if unit is not None else {}
    repository.tell(
        session,
        incident,
        Happening.MESSAGE,
        Words(text, text),
        now,
        by,
        detail | ({"key": key} if key else {}),
    )


def note(session: Session, asker: Asker, incident: Incident, text: str, kind: Happening, now: int) -> None:
    """Add words, or a reading, to the timeline."""
    repository.tell(session, incident, kind, Words(text, text), now, asker.name)


def give_role(
    session: Session, asker: Asker, incident: Incident, role: RoleKind, name: str, phone: str, now: int
) -> None:
    """Somebody holds a role from now on; of all but `other` there is one at a time."""
    for row in repository.roles(session, incident.id):
        if row.role == role and row.until is None and (role is not RoleKind.OTHER or row.name == name):
            row.until = now
    session.add(Role(incident_id=incident.id, role=role, name=name, phone=phone, since=now))
    words = ROLE_NAMES[role]
    repository.tell(
        session,
        incident,
        Happening.ROLE,
        Words(f"{words.zh}:{name}", f"{words.en}: {name}"),
        now,
        asker.name,
        {"role": role.value},
    )
    _note(session, asker, incident, "role", {"role": role, "name": name}, now)


def attach(
    session: Session, asker: Asker, incident: Incident, name: str, media: str, content: bytes, now: int
) -> Attachment:
    """Keep a picture or a document. Raises ApiError."""
    if len(repository.attachments(session, incident.id)) >= MOST_ATTACHMENTS:
        raise ApiError(
            409,
            "too-many-attachments",
            f"附件最多 {MOST_ATTACHMENTS} 个。",
            f"An incident holds {MOST_ATTACHMENTS} attachments at most.",
            "path.number",
        )
    row = Attachment(incident_id=incident.id, **attachments.columns(name, media, content, asker.name, now))
    session.add(row)
    session.flush()
    detail = {"attachment": row.id, "sha256": row.sha256}
    repository.tell(session, incident, Happening.ATTACHMENT, Words(name, name), now, asker.name, detail)
    _note(session, asker, incident, "attach", {"name": name, "sha256": row.sha256}, now)
    return row


def merge(session: Session, asker: Asker, number: int, into: int, reason: str, now: int) -> Incident:
    """Two incidents are one: reports, orders and roles of the one become the other's. Raises ApiError."""
    if number == into:
        raise ApiError(
            422, "merged-into-itself", "不能并入自身。", "It cannot be merged into itself.", "body.into"
        )
    # In the order of their ids, so that two merges never wait for each other.
    rows = {each: held(session, asker, each) for each in sorted((number, into))}
    gone, kept = rows[number], rows[into]
    if family_of(IncidentType(gone.type)) is not family_of(IncidentType(kept.type)):
        raise ApiError(
            409, "fire-and-rescue", "火警与救援不能合并。", "A fire and a rescue are not one.", "body.into"
        )
    for report in repository.reports(session, [gone.id]):
        report.incident_id = kept.id
        report.because = list(Words(reason, reason))
    under_way = IncidentState.UNDER_WAY in (gone.state, kept.state)
    for unit in forces.units_by_id(session, _bound(session, gone), lock=True):
        unit.incident_id = kept.id
    for order in repository.orders(session, [gone.id]):
        order.incident_id = kept.id
    gone.state, gone.merged_into, gone.due_at, gone.ask_until = IncidentState.MERGED, kept.id, None, None
    gone.version, gone.changed_at = gone.version + 1, now
    kept.first_order_at = min(filter(None, (kept.first_order_at, gone.first_order_at)), default=None)
    kept.first_arrival_at = min(filter(None, (kept.first_arrival_at, gone.first_arrival_at)), default=None)
    kept.state = IncidentState.UNDER_WAY if under_way else kept.state
    kept.confirmed = kept.confirmed or gone.confirmed
    kept.tier, kept.wanted = max(kept.tier, gone.tier), max(kept.wanted, gone.wanted)
    kept.least = max(kept.least, gone.least)
    said = Words(f"并入灾情 {kept.id}:{reason}", f"merged into incident {kept.id}: {reason}")
    repository.tell(session, gone, Happening.MERGE, said, now, asker.name, {"into": kept.id})
    said = Words(f"并入灾情 {gone.id}:{reason}", f"incident {gone.id} merged in: {reason}")
    repository.tell(session, kept, Happening.MERGE, said, now, asker.name, {"from": gone.id})
    opening.raise_grade(session, kept, gone.grade, Words("合并", "merged"), now, asker.name)
    opening.answer(session, kept, {**gone.answers, **kept.answers}, now, asker.name)
    _note(session, asker, kept, "merge", {"from": gone.id, "reason": reason}, now)
    return kept


def split(
    session: Session, asker: Asker, incident: Incident, report_id: int, reason: str, now: int
) -> Incident:
    """A report speaks of another incident after all: that one is opened. Orders stay. Raises ApiError."""
    reports = repository.reports(session, [incident.id])
    report = next((each for each in reports if each.id == report_id), None)
    if report is None:
        raise not_found("报警记录", "report", f"body.report {report_id}")
    if len(reports) == 1:
        raise ApiError(
            409,
            "only-report",
            "这是本案唯一的报警,无可拆分。",
            "It is the only report of this incident: there is nothing to split.",
            "body.report",
        )
    other = _opened_again(session, report, now)
    report.incident_id, report.because = other.id, []
    session.flush()
    said = Words(f"拆出为灾情 {other.id}:{reason}", f"split off as incident {other.id}: {reason}")
    repository.tell(session, incident, Happening.SPLIT, said, now, asker.name, {"to": other.id})
    said = Words(f"自灾情 {incident.id} 拆出:{reason}", f"split from incident {incident.id}: {reason}")
    repository.tell(session, other, Happening.SPLIT, said, now, asker.name, {"from": incident.id})
    _note(session, asker, incident, "split", {"report": report_id, "to": other.id, "reason": reason}, now)
    return other


def _opened_again(session: Session, report: Report, now: int) -> Incident:
    kind = IncidentType(report.type)
    other = Incident(
        state=IncidentState.OPEN,
        type=kind,
        grade=1,
        answers={},
        place=report.place,
        floor=report.floor,
        longitude=report.longitude,
        latitude=report.latitude,
        category=report.category,
        building_id=report.building_id,
        area=report.area,
        organisation_id=report.organisation_id,
        opened_at=report.at,
        confirmed=report.source != Source.ALARM,
        reasons=[],
        changed_at=now,
    )
    session.add(other)
    session.flush()
    opening.regrade(session, other, now, report.by)
    return other


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
    _note(session, asker, incident, "close", detail | {"note": text}, now)
    return told


def _bound(session: Session, incident: Incident) -> list[int]:
    standing: list[Order] = repository.orders(session, [incident.id], standing_only=True)
    return [order.unit_id for order in standing]


def _note(
    session: Session, asker: Asker, incident: Incident, verb: str, what: Mapping[str, Any], now: int
) -> None:
    incident.version, incident.changed_at = incident.version + 1, now
    audit.record(session, asker, f"incident.{verb}", f"incident/{incident.id}", None, what, at=now)


def type_name(incident: Incident) -> Words:
    """What it is, in words."""
    entry = TYPES[IncidentType(incident.type)]
    return Words(entry.zh, entry.en)
