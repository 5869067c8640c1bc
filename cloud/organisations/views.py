"""Rows of the registry of places as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cloud.areas.tree import full_name
from cloud.organisations import repository
from cloud.organisations.categories import CATEGORIES, Category
from cloud.organisations.commissioning import STATE_NAMES, State, possible
from cloud.organisations.position import Position, to_wgs84
from cloud.organisations.progress import progress_of
from cloud.organisations.shown import (
    BuildingOut,
    CategoryOut,
    CommissioningOut,
    GatewayPlaceOut,
    OrganisationOut,
    PointOut,
    StepOut,
    WalkTestOut,
)
from cloud.organisations.tables import Building, Commissioning, GatewayPlace, Organisation, Point
from cloud.registry.tables import Gateway
from cloud.vocabulary import LabelOut, term
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES

_MISSING_SHOWN = 100


def category(row: Category) -> CategoryOut:
    """One category."""
    return CategoryOut(
        code=row.code,
        name=LabelOut(zh=row.zh, en=row.en),
        household=row.household,
        priority=row.priority,
    )


def organisation(row: Organisation, progress: Commissioning) -> OrganisationOut:
    """One organisation with its figures."""
    zh, en = full_name(row.area)
    state = State(progress.state)
    return OrganisationOut(
        id=row.id,
        number=row.number,
        name=row.name,
        credit_code=row.credit_code,
        category=category(CATEGORIES[row.category]),
        area=row.area,
        area_name=LabelOut(zh=zh, en=en),
        township=row.township,
        address=row.address,
        contacts=row.contacts,
        persons=row.persons,
        note=row.note,
        state=state,
        state_name=_state_name(state),
        gateways=progress.gateways,
        points_planned=progress.points_planned,
        points_heard=progress.points_heard,
        heard_at=progress.heard_at,
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def building(row: Building) -> BuildingOut:
    """One building, with its position in WGS-84 whatever it was given in."""
    shown = BuildingOut.model_validate(row)
    if row.longitude is not None and row.latitude is not None:
        at = to_wgs84(Position(row.longitude, row.latitude), shown.datum)
        shown.wgs84 = (round(at.longitude, 7), round(at.latitude, 7))
    return shown


def gateway(place: GatewayPlace, heard: Gateway | None) -> GatewayPlaceOut:
    """One gateway's place, and what is heard of it."""
    shown = GatewayPlaceOut.model_validate(place)
    if heard is not None:
        shown.link = "silent" if heard.link == "silent" else "online"
        shown.last_seen = heard.last_seen
    return shown


def points(session: Session, rows: Sequence[Point]) -> list[PointOut]:
    """Points with what is heard of their parts."""
    heard = repository.last_heard(session, rows)
    return [
        PointOut(
            id=row.id,
            organisation_id=row.organisation_id,
            gateway=row.gateway,
            part=row.part,
            name=row.name,
            system_type=term(SYSTEM_TYPES, row.system_type),
            component_type=term(COMPONENT_TYPES, row.component_type),
            device_id=row.device_id,
            building_id=row.building_id,
            room_id=row.room_id,
            x_m=row.x_m,
            y_m=row.y_m,
            last_heard=heard.get((row.gateway, row.part)),
            version=row.version,
            changed_at=row.changed_at,
        )
        for row in rows
    ]


def commissioning(session: Session, row: Commissioning) -> CommissioningOut:
    """How far an organisation has come, its points counted now."""
    number = row.organisation_id
    planned, heard = repository.count_points(session, number)
    unplanned = repository.unplanned_parts(session, number, _MISSING_SHOWN)
    state = State(row.state)
    return CommissioningOut(
        organisation_id=number,
        state=state,
        state_name=_state_name(state),
        former=State(row.former) if row.former is not None else None,
        since=row.since,
        possible=list(possible(progress_of(row))),
        points_planned=planned,
        points_heard=heard,
        missing=points(session, repository.missing_points(session, number, _MISSING_SHOWN)),
        unplanned=[f"{gateway}/{part}" for gateway, part in unplanned],
        walk_tests=[WalkTestOut.model_validate(test) for test in repository.walk_tests(session, number)],
        steps=[StepOut.model_validate(step) for step in repository.steps(session, number)],
        version=row.version,
    )


def _state_name(state: State) -> LabelOut:
    zh, en = STATE_NAMES[state]
    return LabelOut(zh=zh, en=en)
