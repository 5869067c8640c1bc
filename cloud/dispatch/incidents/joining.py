"""Whether what was reported is one incident or two: merged, and split. Opens and commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.dispatch.deciding.incident_types import IncidentType, family_of
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.incidents import opening, repository
from cloud.dispatch.incidents.happenings import Happening, IncidentState, Source
from cloud.dispatch.incidents.moving import held, record
from cloud.dispatch.incidents.tables import Incident, Order, Report
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker


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
    record(session, asker, kept, "merge", {"from": gone.id, "reason": reason}, now)
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
    record(session, asker, incident, "split", {"report": report_id, "to": other.id, "reason": reason}, now)
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


def _bound(session: Session, incident: Incident) -> list[int]:
    standing: list[Order] = repository.orders(session, [incident.id], standing_only=True)
    return [order.unit_id for order in standing]
