"""Queries of a site's life: hazards, alarms, inspections, patrols, fires, people."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.dispatch.incidents.tables import Incident
from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from cloud.organisations.tables import Organisation
from cloud.patrols.tables import Patrol
from cloud.registry.tables import Gateway
from cloud.risk.scores.tables import RiskScore
from telemetry.event_kinds import FIRE_CLASS

LIMIT: Final = 50


def hazards(session: Session, score: RiskScore) -> list[Hazard]:
    """The newest hazards."""
    query = select(Hazard).where(_at(score, Hazard.organisation_id, Hazard.building_id))
    return list(session.scalars(query.order_by(Hazard.id.desc()).limit(LIMIT)))


def open_hazards(session: Session, score: RiskScore) -> list[Hazard]:
    """Those that still ask for somebody."""
    query = select(Hazard).where(
        _at(score, Hazard.organisation_id, Hazard.building_id), Hazard.closed_at.is_(None)
    )
    return list(session.scalars(query.order_by(Hazard.id)))


def inspections(session: Session, score: RiskScore) -> list[Inspection]:
    """The newest inspections, planned ones too."""
    query = select(Inspection).where(_at(score, Inspection.organisation_id, Inspection.building_id))
    return list(session.scalars(query.order_by(Inspection.id.desc()).limit(LIMIT)))


def patrols(session: Session, score: RiskScore) -> list[Patrol]:
    """The newest patrols."""
    query = select(Patrol).where(_at(score, Patrol.organisation_id, Patrol.building_id))
    return list(session.scalars(query.order_by(Patrol.at.desc()).limit(LIMIT)))


def alarms(session: Session, score: RiskScore, *, fires: bool = False) -> list[Alarm]:
    """The newest alarms; `fires`: those alone that were verified as a real fire."""
    query = (
        select(Alarm)
        .outerjoin(Gateway, Gateway.gateway == Alarm.gateway)
        .where(_at(score, Alarm.organisation_id, Gateway.building_id))
    )
    if fires:
        query = query.where(Alarm.outcome == "real", Alarm.kind.in_([kind.value for kind in FIRE_CLASS]))
    return list(session.scalars(query.order_by(Alarm.id.desc()).limit(LIMIT)))


def incidents(session: Session, score: RiskScore) -> list[Incident]:
    """Incidents there that were real."""
    query = select(Incident).where(
        _at(score, Incident.organisation_id, Incident.building_id), Incident.outcome == "real"
    )
    return list(session.scalars(query.order_by(Incident.id.desc()).limit(LIMIT)))


def organisation(session: Session, score: RiskScore) -> Organisation:
    """Whose it is."""
    return session.get_one(Organisation, score.organisation_id)


def _at(score: RiskScore, organisation_id: Any, building_id: Any) -> ColumnElement[bool]:
    here: ColumnElement[bool] = (
        true() if score.building_id is None else or_(building_id == score.building_id, building_id.is_(None))
    )
    return and_(organisation_id == score.organisation_id, here)
