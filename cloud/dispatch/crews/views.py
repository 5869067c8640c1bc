"""What links show."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cloud.centre import Centre
from cloud.dispatch.crews import repository, schemas, service
from cloud.dispatch.crews.tables import CrewLink
from cloud.dispatch.deciding.grades import GRADES
from cloud.dispatch.deciding.incident_types import IncidentType, family_of
from cloud.dispatch.facilities import repository as facilities
from cloud.dispatch.facilities import views as facility_views
from cloud.dispatch.facilities.kinds import FacilityKind
from cloud.dispatch.forces import views as unit_views
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents import repository as incidents
from cloud.dispatch.incidents import views as incident_views
from cloud.dispatch.incidents import vocabulary
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.dispatch.navigation import views as navigation
from cloud.dispatch.navigation.schemas import UnitOrderOut
from cloud.people.asker import Asker
from cloud.vocabulary import LabelOut

_HOSPITALS = (FacilityKind.BURNS, FacilityKind.HOSPITAL)
_HOSPITALS_M = 100_000.0
_LOG = 60


def links(session: Session, rows: Sequence[CrewLink]) -> list[schemas.CrewLinkOut]:
    """Links, without their tokens."""
    names = repository.names(session, rows)
    plain = schemas.CrewLinkOut.model_fields.keys() - {"name"}
    return [
        schemas.CrewLinkOut.model_validate(
            {each: getattr(row, each) for each in plain} | {"name": names[row.id]}
        )
        for row in rows
    ]


def me(session: Session, row: CrewLink, now: int) -> schemas.CrewMe:
    """What it opens."""
    name = repository.names(session, [row])[row.id]
    kind = schemas.LinkKind(row.kind)
    return schemas.CrewMe(kind=kind, person=row.person, name=name, expires_at=row.expires_at, now=now)


def order(session: Session, centre: Centre, row: Order, asker: Asker | None = None) -> UnitOrderOut:
    """One order, whole; a crew sees every water and danger, a person those of their scope."""
    accept_s = centre.settings.dispatch.accept_s
    return navigation.order(session, row, centre.latest, accept_s, centre.clock.now_ms(), asker)


def unit(session: Session, centre: Centre, row: ForceUnit) -> schemas.UnitDuty:
    """What a vehicle's tablet shows."""
    session.flush()
    now = centre.clock.now_ms()
    [out] = unit_views.units(session, [row], now, centre.dispatch.stale_after_s)
    bound = incidents.standing_order(session, row.id) if row.order_id is not None else None
    return schemas.UnitDuty(
        now=now,
        unit=out,
        may=service.may(row),
        order=None if bound is None else order(session, centre, bound),
    )


def station(session: Session, centre: Centre, number: int) -> schemas.StationDuty:
    """What a station shows."""
    session.flush()
    now = centre.clock.now_ms()
    rows = repository.at_station(session, number)
    ids = [row.id for row in rows]
    names = {row.id: row.name for row in rows}
    return schemas.StationDuty(
        now=now,
        station=unit_views.station(repository.station(session, number)),
        units=unit_views.units(session, rows, now, centre.dispatch.stale_after_s),
        orders=[order(session, centre, row) for row in repository.orders_of(session, ids)],
        log=[
            schemas.LogLine(unit=names[step.unit_id], **unit_views.step(step).model_dump())
            for step in repository.steps_of(session, ids, _LOG)
        ],
    )


def command(session: Session, centre: Centre, row: Incident) -> schemas.CommandView:
    """What a commander's phone shows."""
    session.flush()
    now, at = centre.clock.now_ms(), navigation.place_of(row)
    sent = [order.unit_id for order in incidents.orders(session, [row.id], standing_only=True)]
    near = [] if at is None else facilities.near(session, at, _HOSPITALS_M, _HOSPITALS)
    ladder = GRADES[family_of(IncidentType(row.type))]
    return schemas.CommandView(
        now=now,
        incident=incident_views.detail(session, row, centre.dispatch.cards),
        units=unit_views.by_id(session, sent, now, centre.dispatch.stale_after_s),
        waters=navigation.near(session, at, centre.latest, now),
        hospitals=[facility_views.facility(*pair) for pair in near[:5]],
        dangers=navigation.at_the_place(session, at),
        plan=navigation.plan_of(session, row, now),
        capabilities=vocabulary.vocabulary().capabilities,
        grades={
            grade: LabelOut(zh=entry.zh, en=entry.en) for grade, entry in ladder.items() if grade > row.grade
        },
    )
