"""Queries of the records behind scores: what the centre knew at a moment, and nothing later.

They are the centre's own, for jobs: who may see a site is asked of its score. Rows come as columns; what is
not known is NaN. `owners` are organisations; None: all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from cloud.alarms.tables import Alarm
from cloud.database.among import among
from cloud.dispatch.deciding.incident_types import FIRES, IncidentType
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.incidents.tables import Incident, Report
from cloud.draws.tables import SupervisedUnit
from cloud.duty.days import DAY_MS
from cloud.hazards.tables import Hazard, HazardEntry
from cloud.inspections.state_table import DONE
from cloud.inspections.tables import Inspection
from cloud.organisations.categories import COMMUNITY, HOUSEHOLDS
from cloud.organisations.tables import Building, GatewayPlace, Organisation
from cloud.patrols.tables import Patrol
from cloud.registry.tables import Gateway
from cloud.risk.scores.tables import SiteTraits
from cloud.risk.words import TRAITS
from models.fire_risk.facts import LONG
from telemetry.event_kinds import EventKind

Columns = dict[str, NDArray[Any]]
Owners = Collection[int] | None
#: Alarms of these kinds say something of a site.
_KINDS: Final = (
    EventKind.FIRE, EventKind.EARLY_WARNING, EventKind.PRE_ALARM, EventKind.SUPERVISORY, EventKind.FAULT,
    EventKind.DEVICE_OFFLINE, EventKind.DISABLED,
)  # fmt: skip
#: Fires of what stands there: not of a vehicle, nor of the steppe around.
_FIRES: Final = sorted(FIRES - {IncidentType.VEHICLE_FIRE, IncidentType.GRASSLAND_FIRE})
#: Reaches of time that the facts look back over, with a day to spare.
REACH_MS: Final = (LONG + 1) * DAY_MS
_SETS_DEADLINE: Final = ("order", "grant-extension", "recheck-fail", "reopen")


def buildings(session: Session, owners: Owners) -> Columns:
    """Buildings of organisations that are neither homes nor communities."""
    traits = [getattr(SiteTraits, name) for name in TRAITS]
    query = (
        select(
            Building.id, Building.organisation_id, Organisation.area, Organisation.category,
            Building.storeys, Building.area_m2, Organisation.persons, Building.longitude, Building.latitude,
            Building.datum, SupervisedUnit.unit_class, *traits,
        )
        .join(Organisation, Organisation.id == Building.organisation_id)
        .outerjoin(SupervisedUnit, SupervisedUnit.organisation_id == Organisation.id)
        .outerjoin(SiteTraits, and_(SiteTraits.subject == "building", SiteTraits.site_id == Building.id))
        .where(
            Organisation.category.not_in([*HOUSEHOLDS, COMMUNITY]),
            of_owners(session, Building.organisation_id, owners),
        )
        .order_by(Building.organisation_id, Building.id)
    )  # fmt: skip
    names = ("site_id", "organisation_id", "area", "category", "storeys", "area_m2", "people",
             "longitude", "latitude", "datum", "unit_class", *TRAITS)  # fmt: skip
    return columns(session, query, names, text=("area", "category", "datum", "unit_class"))


def communities(session: Session, owners: Owners) -> Columns:
    """Residential communities; storeys are of the highest block, the floor area of all that tell theirs."""
    traits = [getattr(SiteTraits, name) for name in TRAITS]
    blocks = (
        select(
            Building.organisation_id,
            func.max(Building.storeys).label("storeys"),
            func.sum(Building.area_m2).label("area_m2"),
            func.min(Building.id).filter(Building.longitude.is_not(None)).label("placed"),
        )
        .group_by(Building.organisation_id)
        .subquery()
    )
    placed = aliased(Building)
    query = (
        select(
            Organisation.id, Organisation.id, Organisation.area, Organisation.category, blocks.c.storeys,
            blocks.c.area_m2, Organisation.persons, placed.longitude, placed.latitude, placed.datum,
            SupervisedUnit.unit_class, *traits,
        )
        .outerjoin(blocks, blocks.c.organisation_id == Organisation.id)
        .outerjoin(placed, placed.id == blocks.c.placed)
        .outerjoin(SupervisedUnit, SupervisedUnit.organisation_id == Organisation.id)
        .outerjoin(SiteTraits, and_(SiteTraits.subject == "community", SiteTraits.site_id == Organisation.id))
        .where(Organisation.category == COMMUNITY, of_owners(session, Organisation.id, owners))
        .order_by(Organisation.id)
    )  # fmt: skip
    names = ("site_id", "organisation_id", "area", "category", "storeys", "area_m2", "people",
             "longitude", "latitude", "datum", "unit_class", *TRAITS)  # fmt: skip
    return columns(session, query, names, text=("area", "category", "datum", "unit_class"))


def gateways(session: Session, owners: Owners, moment: int) -> Columns:
    """Gateways that were heard by then: whose, where, since when, and how many points hang on them."""
    query = (
        select(
            Gateway.organisation_id, Gateway.building_id, Gateway.first_seen,
            func.coalesce(func.nullif(GatewayPlace.points_heard, 0), GatewayPlace.points_planned),
        )
        .outerjoin(GatewayPlace, GatewayPlace.gateway == Gateway.gateway)
        .where(
            Gateway.organisation_id.is_not(None),
            Gateway.first_seen <= moment,
            of_owners(session, Gateway.organisation_id, owners),
        )
    )  # fmt: skip
    return columns(session, query, ("organisation_id", "building_id", "at", "points"))


def stations(session: Session) -> Columns:
    """Where fire stations are."""
    query = select(Station.longitude, Station.latitude).where(Station.closed.is_(False))
    return columns(session, query, ("longitude", "latitude"))


def hazards(session: Session, owners: Owners, moment: int) -> Columns:
    """Hazards known by then, with the deadline and the closing that held then."""
    query = (
        select(
            Hazard.id, Hazard.organisation_id, Hazard.building_id, Hazard.found_at, Hazard.item, Hazard.text,
            Hazard.grade, Hazard.source, Hazard.deadline, Hazard.state, Hazard.closed_at,
        )
        .where(
            Hazard.known_at <= moment,
            Hazard.found_at > moment - REACH_MS,
            or_(Hazard.state != "withdrawn", Hazard.closed_at > moment),
            of_owners(session, Hazard.organisation_id, owners),
        )
        .order_by(Hazard.id)
    )  # fmt: skip
    names = ("id", "organisation_id", "building_id", "at", "item", "text", "grade", "source", "deadline",
             "state", "closed_at")  # fmt: skip
    found = columns(session, query, names, text=("item", "text", "grade", "source", "deadline", "state"))
    found["closed_at"] = np.where(found["closed_at"] <= moment, found["closed_at"], np.nan)
    for number, deadline in _deadlines_then(session, owners, moment).items():
        place = int(np.searchsorted(found["id"], number))
        if place < found["id"].size and found["id"][place] == number:
            found["deadline"][place] = deadline
    return found


def _deadlines_then(session: Session, owners: Owners, moment: int) -> dict[int, str]:
    """The deadlines that held then of hazards whose deadline was set anew later."""
    setting = HazardEntry.action.in_(_SETS_DEADLINE)
    later = select(HazardEntry.hazard_id).where(setting, HazardEntry.at > moment)
    query = (
        select(HazardEntry.hazard_id, HazardEntry.at, HazardEntry.detail)
        .join(Hazard, Hazard.id == HazardEntry.hazard_id)
        .where(setting, HazardEntry.hazard_id.in_(later), of_owners(session, Hazard.organisation_id, owners))
        .order_by(HazardEntry.id)
    )
    held: dict[int, str] = {}
    for number, at, detail in session.execute(query):
        held.setdefault(number, "")
        if at <= moment:
            held[number] = detail.get("deadline") or held[number]
    return held


def inspections(session: Session, owners: Owners, moment: int) -> Columns:
    """Inspections whose result was known by then."""
    query = (
        select(Inspection.id, Inspection.organisation_id, Inspection.building_id, Inspection.submitted_at)
        .where(
            Inspection.known_at <= moment,
            Inspection.submitted_at > moment - REACH_MS,
            Inspection.submitted_at <= moment,
            Inspection.state.in_([state.value for state in DONE]),
            of_owners(session, Inspection.organisation_id, owners),
        )
        .order_by(Inspection.id)
    )
    return columns(session, query, ("id", "organisation_id", "building_id", "at"))


def patrols(session: Session, owners: Owners, moment: int) -> Columns:
    """Patrols known by then, of a year and a month."""
    query = (
        select(Patrol.id, Patrol.organisation_id, Patrol.building_id, Patrol.at, Patrol.abnormal)
        .where(
            Patrol.known_at <= moment,
            Patrol.at > moment - 400 * DAY_MS,
            Patrol.at <= moment,
            of_owners(session, Patrol.organisation_id, owners),
        )
        .order_by(Patrol.id)
    )
    return columns(session, query, ("id", "organisation_id", "building_id", "at", "abnormal"))


def alarms(session: Session, owners: Owners, moment: int) -> Columns:
    """Alarms known by then; an outcome that came later is not known."""
    query = (
        select(
            Alarm.id, Alarm.organisation_id, Gateway.building_id, Alarm.raised_at, Alarm.cleared_at,
            Alarm.closed_at, Alarm.verified_at, Alarm.kind, Alarm.outcome, Alarm.cause, Alarm.system_type,
            Alarm.component_type, Alarm.occurrences,
        )
        .outerjoin(Gateway, Gateway.gateway == Alarm.gateway)
        .where(
            Alarm.organisation_id.is_not(None),
            Alarm.raised_at > moment - REACH_MS,
            Alarm.ts_cloud <= moment,
            Alarm.kind.in_([kind.value for kind in _KINDS]),
            of_owners(session, Alarm.organisation_id, owners),
        )
        .order_by(Alarm.id)
    )  # fmt: skip
    names = ("id", "organisation_id", "building_id", "at", "cleared_at", "closed_at", "verified_at", "kind",
             "outcome", "cause", "system_type", "component_type", "occurrences")  # fmt: skip
    found = columns(session, query, names, text=("kind", "outcome", "cause"))
    for name in ("cleared_at", "closed_at"):
        found[name] = np.where(found[name] <= moment, found[name], np.nan)
    found["outcome"] = np.where(found["verified_at"] <= moment, found["outcome"], "")
    return found


def incidents(session: Session, owners: Owners, moment: int) -> Columns:
    """Incidents that were a fire and that no alarm told of: those with an alarm are told by it."""
    told = select(Report.id).where(Report.incident_id == Incident.id, Report.alarm_id.is_not(None))
    query = (
        select(
            Incident.id, Incident.organisation_id, Incident.building_id, Incident.opened_at, Incident.cause
        )
        .where(
            Incident.organisation_id.is_not(None),
            Incident.state == "closed",
            Incident.outcome == "real",
            Incident.type.in_(_FIRES),
            Incident.closed_at <= moment,
            Incident.opened_at > moment - REACH_MS,
            ~told.exists(),
            of_owners(session, Incident.organisation_id, owners),
        )
        .order_by(Incident.id)
    )
    return columns(session, query, ("id", "organisation_id", "building_id", "at", "cause"), text=("cause",))


def of_owners(session: Session, column: Any, owners: Owners) -> ColumnElement[bool]:
    """Whether a row belongs to one of them."""
    return true() if owners is None else among(session, column, set(owners))


def columns(session: Session, query: Any, names: Sequence[str], text: Sequence[str] = ()) -> Columns:
    """The rows of a query as columns: numbers, or texts where they are named."""
    rows = session.execute(query).all()
    every: Mapping[str, Sequence[Any]] = dict(
        zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True)
    )
    return {
        name: np.array([value or "" for value in values], dtype=object)
        if name in text
        else np.array(values, dtype=np.float64)
        for name, values in every.items()
    }
