"""A unit's order as the API, the tablet and the paper show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from cloud.dispatch.deciding.grades import entry as grade_entry
from cloud.dispatch.deciding.incident_types import TYPES, IncidentType
from cloud.dispatch.facilities import repository as facilities
from cloud.dispatch.facilities import views as facility_views
from cloud.dispatch.facilities.kinds import DANGEROUS
from cloud.dispatch.facilities.schemas import FacilityOut
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces.states import STATE_NAMES, UnitState
from cloud.dispatch.forces.views import label
from cloud.dispatch.incidents import repository as incidents
from cloud.dispatch.incidents import views as incident_views
from cloud.dispatch.incidents.happenings import Happening
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.dispatch.navigation import repository
from cloud.dispatch.navigation.following import projected
from cloud.dispatch.navigation.manoeuvres import Manoeuvre, bearing
from cloud.dispatch.navigation.schemas import MateOut, RouteOut, RouteStep, UnitOrderOut
from cloud.dispatch.navigation.tables import UnitRoute
from cloud.dispatch.preplans import repository as preplans
from cloud.dispatch.preplans import views as plan_views
from cloud.dispatch.preplans.schemas import PreplanOut
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.waters import repository as waters
from cloud.dispatch.waters import views as water_views
from cloud.dispatch.waters.schemas import WaterOut
from cloud.people.asker import Asker
from cloud.timeseries.latest import LatestReadings
from cloud.vocabulary import LabelOut

#: A dangerous place so near to the way, or to the fire, is told of.
_WAY_M: Final = 200.0
_PLACE_M: Final = 500.0
_WATERS: Final = 6
_MESSAGES: Final = 30


def order(
    session: Session,
    row: Order,
    latest: LatestReadings,
    accept_s: float,
    now: int,
    asker: Asker | None = None,
) -> UnitOrderOut:
    """One order, whole; waters and dangers within the asker's scope, without one of the whole region."""
    [incident] = incidents.by_id(session, [row.incident_id])
    [unit] = forces.units_by_id(session, [row.unit_id])
    kind = IncidentType(incident.type)
    grade = grade_entry(kind, incident.grade)
    site = incident_views.site(session, incident)
    at = place_of(incident)
    route = repository.newest(session, [row.id]).get(row.id)
    beside = at_the_place(session, at, asker)
    there = {each.id for each in beside}
    return UnitOrderOut(
        order_id=row.id,
        unit_id=unit.id,
        unit=unit.name,
        incident_id=incident.id,
        type_name=LabelOut(zh=TYPES[kind].zh, en=TYPES[kind].en),
        grade=incident.grade,
        grade_name=LabelOut(zh=grade.zh, en=grade.en),
        colour=grade.colour,
        place=incident.place,
        floor=incident.floor,
        latitude=incident.latitude,
        longitude=incident.longitude,
        told=[each.text for each in incidents.reports(session, [incident.id]) if each.text],
        confirmed=incident.confirmed,
        at=row.at,
        why=LabelOut(zh=row.zh, en=row.en),
        accept_until=row.at + round(accept_s * 1000),
        accepted_at=row.accepted_at,
        escalated_at=row.escalated_at,
        arrived_at=row.arrived_at,
        route=None if route is None else _route(route),
        dangers_on_the_way=[] if route is None else _on_the_way(session, route, there, asker),
        dangers_at_the_place=beside,
        waters=near(session, at, latest, now, asker),
        plan=plan_of(session, incident, now),
        organisation=site.organisation if site is not None else "",
        building=site.building if site is not None else "",
        keyholders=site.keyholders if site is not None else [],
        mates=_mates(session, incident.id, unit.id),
        messages=[
            each
            for each in incident_views.timeline(session, incident)
            if each.happening is Happening.MESSAGE and (each.detail or {}).get("unit") in (None, unit.id)
        ][-_MESSAGES:],
    )


def place_of(incident: Incident) -> Place | None:
    """Where it is; None: nobody knows."""
    if incident.latitude is None or incident.longitude is None:
        return None
    return Place(incident.latitude, incident.longitude)


def plan_of(session: Session, incident: Incident, now: int) -> PreplanOut | None:
    """The building's plan that held when it happened."""
    if incident.building_id is None:
        return None
    found = preplans.in_force(session, incident.building_id, incident.opened_at)
    return None if found is None else plan_views.preplan(session, found, now)


def near(
    session: Session, at: Place | None, latest: LatestReadings, now: int, asker: Asker | None = None
) -> list[WaterOut]:
    """The nearest waters."""
    if at is None:
        return []
    return water_views.waters(list(waters.nearest(session, at, _WATERS, asker)), latest, now)


def at_the_place(session: Session, at: Place | None, asker: Asker | None = None) -> list[FacilityOut]:
    """What is dangerous around the fire."""
    if at is None:
        return []
    found = facilities.near(session, at, _PLACE_M, DANGEROUS, asker)
    return [facility_views.facility(*pair) for pair in found]


def _on_the_way(
    session: Session, route: UnitRoute, there: set[int], asker: Asker | None
) -> list[FacilityOut]:
    line = [Place(*point) for point in route.line]
    found = facilities.along(session, line, _WAY_M, DANGEROUS, asker)
    beside = [
        (row, projected(Place(row.latitude, row.longitude), line)) for row in found if row.id not in there
    ]
    near_by = sorted((pair for pair in beside if pair[1].off_m <= _WAY_M), key=lambda pair: pair[1].along_m)
    return [facility_views.facility(row, at.off_m) for row, at in near_by]


def _route(row: UnitRoute) -> RouteOut:
    line: Sequence[tuple[float, float]] = [(point[0], point[1]) for point in row.line]
    return RouteOut(
        id=row.id,
        at=row.at,
        cause=row.cause,
        kind=row.kind,
        metres=row.metres,
        seconds=row.seconds,
        error_s=row.error_s,
        arrives_at=row.arrives_at,
        left_m=row.left_m,
        off_route=row.off_since is not None,
        bearing=round(bearing(Place(*line[0]), Place(*line[-1])), 1),
        line=list(line),
        steps=[
            RouteStep(
                manoeuvre=Manoeuvre(each[0]),
                words=LabelOut(zh=each[1], en=each[2]),
                road=each[3],
                latitude=each[4],
                longitude=each[5],
                metres=each[6],
                seconds=each[7],
            )
            for each in row.steps
        ],
    )


def _mates(session: Session, incident: int, unit: int) -> list[MateOut]:
    others = [row.unit_id for row in incidents.orders(session, [incident], standing_only=True)]
    return [
        MateOut(unit=each.name, state=each.state, state_name=label(STATE_NAMES[UnitState(each.state)]))
        for each in forces.units_by_id(session, others)
        if each.id != unit
    ]
