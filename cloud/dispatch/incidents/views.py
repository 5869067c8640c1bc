"""Rows of incidents as the API shows them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Outcome
from cloud.dispatch.deciding.capabilities import added, missing, said
from cloud.dispatch.deciding.grades import entry as grade_entry
from cloud.dispatch.deciding.incident_types import TYPES, IncidentType
from cloud.dispatch.deciding.questions import asked_of
from cloud.dispatch.deciding.run_cards import RunCards
from cloud.dispatch.deciding.tiers import TIER_NAMES, Tier
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces.states import STATE_NAMES as UNIT_STATES
from cloud.dispatch.forces.states import UnitState
from cloud.dispatch.forces.views import label
from cloud.dispatch.incidents import repository, schemas
from cloud.dispatch.incidents.board import force_of
from cloud.dispatch.incidents.covering import Covering
from cloud.dispatch.incidents.happenings import (
    HAPPENING_NAMES,
    ROLE_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    Happening,
    IncidentState,
    RoleKind,
    Source,
)
from cloud.dispatch.incidents.proposing import Proposal
from cloud.dispatch.incidents.schemas import IncidentDetail, IncidentOut, OrderOut, ProposalOut
from cloud.dispatch.incidents.tables import Incident, Order, Report
from cloud.dispatch.preplans import repository as preplans
from cloud.organisations.tables import Building, Organisation
from cloud.vocabulary import LabelOut

_PLAIN = (
    "id", "state", "type", "grade", "answers", "place", "floor", "longitude", "latitude", "category",
    "building_id", "area", "organisation_id", "opened_at", "first_order_at", "first_arrival_at", "closed_at",
    "closed_by", "outcome", "cause", "merged_into", "held_by", "probability", "confirmed", "due_at",
    "ask_until", "stopped_by", "extra", "version",
)  # fmt: skip
_ORDER = (
    "id", "unit_id", "automatic", "at", "by", "arrival_s", "error_s", "gives", "reverse_until",
    "escalated_at", "accepted_at", "arrived_at", "ended_at", "ending", "ended_by", "end_reason",
)  # fmt: skip
_REPORT = (
    "id", "source", "at", "alarm_id", "withdrawn", "caller", "phone", "type", "place", "floor", "longitude",
    "latitude", "text", "by",
)  # fmt: skip


def incidents(session: Session, rows: Sequence[Incident]) -> list[IncidentOut]:
    """Incidents with their standing orders."""
    ids = {row.id for row in rows}
    counts: dict[int, int] = {}
    for report in repository.reports(session, ids):
        counts[report.incident_id] = counts.get(report.incident_id, 0) + 1
    standing = _orders(session, repository.orders(session, ids, standing_only=True))
    return [_incident(row, counts.get(row.id, 0), standing.get(row.id, [])) for row in rows]


def by_id(session: Session, ids: Collection[int]) -> list[IncidentOut]:
    """These incidents."""
    session.flush()
    return incidents(session, repository.by_id(session, ids))


def _incident(row: Incident, reports: int, orders: list[OrderOut]) -> IncidentOut:
    kind = IncidentType(row.type)
    grade, tier = grade_entry(kind, row.grade), Tier(row.tier)
    return IncidentOut.model_validate(
        {name: getattr(row, name) for name in _PLAIN}
        | {
            "state_name": label(STATE_NAMES[IncidentState(row.state)]),
            "type_name": LabelOut(zh=TYPES[kind].zh, en=TYPES[kind].en),
            "grade_name": LabelOut(zh=grade.zh, en=grade.en),
            "colour": grade.colour,
            "tier": _tier(tier),
            "tier_name": label(TIER_NAMES[tier]),
            "wanted": _tier(Tier(row.wanted)),
            "reasons": [LabelOut(zh=zh, en=en) for zh, en in row.reasons],
            "reports": reports,
            "orders": orders,
        }
    )


def _tier(tier: Tier) -> str:
    return tier.name.lower().replace("_", "-")


def _orders(session: Session, rows: Sequence[Order]) -> dict[int, list[OrderOut]]:
    units = {unit.id: unit for unit in forces.units_by_id(session, {row.unit_id for row in rows})}
    stations = forces.stations_by_id(session, {unit.station_id for unit in units.values()})
    found: dict[int, list[OrderOut]] = {}
    for row in rows:
        unit = units[row.unit_id]
        state = UnitState(unit.state)
        out = OrderOut.model_validate(
            {name: getattr(row, name) for name in _ORDER}
            | {
                "unit": unit.name,
                "station": stations[unit.station_id].name,
                "state": state if row.ended_at is None else str(row.ending),
                "state_name": label(UNIT_STATES[state]),
                "why": LabelOut(zh=row.zh, en=row.en),
            }
        )
        found.setdefault(row.incident_id, []).append(out)
    return found


def detail(session: Session, row: Incident, cards: RunCards) -> IncidentDetail:
    """One incident, whole."""
    session.flush()
    rows = repository.orders(session, [row.id])
    orders = _orders(session, rows).get(row.id, [])
    reports = repository.reports(session, [row.id])
    head = _incident(row, len(reports), [order for order in orders if order.ended_at is None])
    force = force_of(row, cards)
    there = added(order.gives for order in rows if order.ended_at is None)
    return IncidentDetail(
        **head.model_dump(),
        history=[_report(report) for report in reports],
        past_orders=[order for order in orders if order.ended_at is not None],
        timeline=timeline(session, row),
        roles=[
            schemas.RoleOut(
                role=RoleKind(role.role),
                role_name=label(ROLE_NAMES[RoleKind(role.role)]),
                name=role.name,
                phone=role.phone,
                since=role.since,
                until=role.until,
            )
            for role in repository.roles(session, row.id)
        ],
        attachments=[
            schemas.AttachmentOut.model_validate(each, from_attributes=True)
            for each in repository.attachments(session, row.id)
        ],
        site=site(session, row),
        questions=questions(IncidentType(row.type), row.answers),
        force=force.needs,
        cards=list(force.cards),
        missing=missing(force.needs, there),
    )


def timeline(session: Session, row: Incident) -> list[schemas.EntryOut]:
    """What was said and done, in order."""
    return [
        schemas.EntryOut(
            id=entry.id,
            at=entry.at,
            happening=Happening(entry.happening),
            name=label(HAPPENING_NAMES[Happening(entry.happening)]),
            by=entry.by,
            words=LabelOut(zh=entry.zh, en=entry.en),
            detail=entry.detail,
        )
        for entry in repository.entries(session, row.id)
    ]


def questions(kind: IncidentType, answers: Mapping[str, float | bool | str]) -> list[schemas.QuestionOut]:
    """What is asked of a type, with what was answered."""
    return [
        schemas.QuestionOut(
            key=question.key,
            words=LabelOut(zh=question.zh, en=question.en),
            kind=question.kind,
            choices={code: label(words) for code, words in question.choices.items()},
            lowest=question.lowest,
            highest=question.highest,
            answer=answers.get(question.key),
        )
        for question in asked_of(kind)
    ]


def _report(row: Report) -> schemas.ReportOut:
    because = LabelOut(zh=row.because[0], en=row.because[1]) if row.because else None
    return schemas.ReportOut.model_validate(
        {name: getattr(row, name) for name in _REPORT}
        | {"source_name": label(SOURCE_NAMES[Source(row.source)]), "because": because}
    )


def site(session: Session, row: Incident) -> schemas.SiteOut | None:
    """What is known of the place."""
    building = session.get(Building, row.building_id) if row.building_id is not None else None
    owner = session.get(Organisation, row.organisation_id) if row.organisation_id is not None else None
    if building is None and owner is None:
        return None
    return schemas.SiteOut(
        organisation=owner.name if owner is not None else "",
        building=building.name if building is not None else "",
        use=building.use if building is not None else "",
        storeys=building.storeys if building is not None else None,
        storeys_below=building.storeys_below if building is not None else None,
        height_m=building.height_m if building is not None else None,
        plan=f"/api/v1/buildings/{building.id}/plan" if building is not None else None,
        preplan=_preplan(session, building.id, row.opened_at) if building is not None else None,
        keyholders=[
            schemas.KeyholderOut(
                name=each.get("name", ""), phone=each.get("phone", ""), duty=each.get("duty", "")
            )
            for each in (owner.contacts if owner is not None else [])
        ],
    )


def _preplan(session: Session, building: int, at: int) -> schemas.PlanAtHand | None:
    """The plan that held when it happened."""
    found = preplans.in_force(session, building, at)
    if found is None:
        return None
    return schemas.PlanAtHand(
        id=found.id, version=found.version, title=found.title, valid_from=found.valid_from or 0
    )


def proposal(found: Proposal) -> ProposalOut:
    """A proposal."""
    return ProposalOut(
        incident_id=found.asking.id,
        needs=dict(found.asking.needs),
        needs_words=label(said(found.asking.needs)),
        cards=list(found.asking.cards),
        units=[
            schemas.ProposedOut(
                id=each.unit.id,
                version=each.unit.version,
                name=each.unit.name,
                station=each.unit.station,
                arrival_s=round(each.arrives.seconds, 1),
                error_s=each.arrives.error_s,
                metres=_finite(each.arrives.metres),
                gives=dict(each.unit.gives),
                why=label(each.words),
            )
            for each in found.units
        ],
        passed_over=[
            schemas.PassedOut(
                id=unit.id,
                name=unit.name,
                station=unit.station,
                arrival_s=_finite(reason.seconds),
                code=reason.why or "",
                why=label(reason.words),
            )
            for unit, reason in found.passed_over
        ],
        short=dict(found.short),
        bare=[station.name for station in found.bare],
        proven=found.proven,
        gap=found.gap,
        reckoned_ms=round(found.reckoned_ms, 1),
        estimated=found.estimated,
    )


def cover(found: Covering, standard_s: float) -> schemas.CoverOut:
    """Cover as it is."""
    return schemas.CoverOut(
        areas=found.areas,
        standard_s=standard_s,
        bare=[
            schemas.BareOut(
                station_id=each.station.id,
                station=each.station.name,
                risk_s=each.station.risk_s,
                nearest_s=_finite(each.nearest_s),
            )
            for each in found.bare
        ],
        moves=[
            schemas.MoveUpOut(
                unit_id=each.unit.id,
                version=each.unit.version,
                unit=each.unit.name,
                base_id=each.base.id,
                base=each.base.name,
                seconds=round(each.seconds, 1),
                covers=[station.name for station in each.covers],
            )
            for each in found.moves
        ],
        recalls=found.recalls,
    )


def truths(session: Session, rows: Sequence[Incident]) -> list[schemas.TruthOut]:
    """Labels of closed incidents."""
    ids = {row.id for row in rows}
    alarms: dict[int, list[int]] = {}
    for report in repository.reports(session, ids):
        if report.alarm_id is not None:
            alarms.setdefault(report.incident_id, []).append(report.alarm_id)
    automatic = {order.incident_id for order in repository.orders(session, ids) if order.automatic}
    return [
        schemas.TruthOut(
            incident_id=row.id,
            closed_at=row.closed_at or 0,
            type=IncidentType(row.type),
            grade=row.grade,
            outcome=Outcome(row.outcome or Outcome.UNKNOWN),
            cause=Cause(row.cause) if row.cause is not None else None,
            area=row.area,
            organisation_id=row.organisation_id,
            building_id=row.building_id,
            category=row.category,
            probability=row.probability,
            automatic=row.id in automatic,
            alarms=sorted(set(alarms.get(row.id, ()))),
            opened_at=row.opened_at,
            first_order_at=row.first_order_at,
            first_arrival_at=row.first_arrival_at,
        )
        for row in rows
    ]


def _finite(value: float) -> float | None:
    return round(value, 1) if math.isfinite(value) else None
