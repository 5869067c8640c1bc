"""Stations and units over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from cloud.centre import Centre, CentreOf
from cloud.dispatch.forces import repository, service, views
from cloud.dispatch.forces.schemas import (
    MoveUpIn,
    PositionIn,
    SignalIn,
    StationChange,
    StationIn,
    StationList,
    StationOut,
    UnitChange,
    UnitDetail,
    UnitList,
)
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import UnitState
from cloud.dispatch.forces.station_kinds import StationKind
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents import orders
from cloud.dispatch.sought import SoughtOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["forces"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
Dispatcher = Annotated[Asker, needs(Permission.DISPATCH)]
After = Annotated[int, Query(ge=0, le=2**53, description="Only those behind this id.")]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/stations", summary="Stations 消防站", responses=responses())
def stations(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    kind: StationKind | None = None,
    after: After = 0,
    limit: Limit = 500,
) -> StationList:
    """A page, by id."""
    with centre.database.read() as session:
        rows = repository.stations(session, asker, kind=kind, sought=sought, after=after, limit=limit)
    return StationList(
        items=[views.station(row) for row in rows], next=rows[-1].id if len(rows) == limit else None
    )


@router.post("/stations", status_code=201, summary="Enter a station", responses=responses(409, 413, 415))
def add_station(centre: CentreOf, asker: Editor, told: StationIn) -> StationOut:
    """Its number is its own in the whole region."""
    with centre.database.write() as session:
        return views.station(service.add_station(session, asker, told, centre.clock.now_ms()))


@router.get("/stations/{number}", summary="One station", responses=responses(404))
def station(centre: CentreOf, asker: Viewer, number: Number) -> StationOut:
    """With its place."""
    with centre.database.read() as session:
        return views.station(service.found_station(session, asker, number))


@router.put("/stations/{number}", summary="Change a station", responses=responses(404, 409, 413, 415))
def change_station(centre: CentreOf, asker: Editor, number: Number, told: StationChange) -> StationOut:
    """Its number stays."""
    with centre.database.write() as session:
        return views.station(service.change_station(session, asker, number, told, centre.clock.now_ms()))


@router.get("/units", summary="Units: engines and teams 力量", responses=responses())
def units(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    station: Annotated[int | None, Query(ge=1, description="Only those that stand by there.")] = None,
    state: UnitState | None = None,
    after: After = 0,
    limit: Limit = 500,
) -> UnitList:
    """A page with states and positions, by id."""
    with centre.database.read() as session:
        rows = repository.units(
            session, asker, station_id=station, state=state, sought=sought, after=after, limit=limit
        )
        items = views.units(session, rows, centre.clock.now_ms(), centre.dispatch.stale_after_s)
    return UnitList(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.post("/units", status_code=201, summary="Enter a unit", responses=responses(404, 409, 413, 415))
def add_unit(centre: CentreOf, asker: Editor, told: UnitChange) -> UnitDetail:
    """It stands in its station, ready."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return _detail(centre, session, service.add_unit(session, asker, told, now), now)


@router.get("/units/{number}", summary="One unit", responses=responses(404))
def unit(centre: CentreOf, asker: Viewer, number: Number) -> UnitDetail:
    """With what moved it."""
    with centre.database.read() as session:
        row = service.found_unit(session, asker, number)
        return _detail(centre, session, row, centre.clock.now_ms())


@router.put("/units/{number}", summary="Change a unit", responses=responses(404, 409, 413, 415))
def change_unit(centre: CentreOf, asker: Editor, number: Number, told: UnitChange) -> UnitDetail:
    """Crew, equipment, station; what it is doing stays."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return _detail(centre, session, service.change_unit(session, asker, number, told, now), now)


@router.post(
    "/units/{number}/signal", summary="Tell what a unit does", responses=responses(404, 409, 413, 415)
)
def signal(centre: CentreOf, asker: Dispatcher, number: Number, told: SignalIn) -> UnitDetail:
    """By its tablet, or by radio. Telling what is so already changes nothing."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.found_unit(session, asker, number)
        row = orders.held_unit(session, number) or row
        cause = Cause("message" if asker.via == "token" else "person", asker.name)
        orders.signal(session, row, told.signal, cause, now, note=told.note, rest_minutes=told.rest_minutes)
        return _detail(centre, session, row, now)


@router.post("/units/{number}/position", summary="Tell where a unit is", responses=responses(404, 413, 415))
def position(centre: CentreOf, asker: Dispatcher, number: Number, told: PositionIn) -> UnitDetail:
    """For what carries no vehicle terminal: radios, phones, drones."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return _detail(centre, session, service.tell_position(session, asker, number, told, now), now)


@router.post(
    "/units/{number}/move-up", summary="Have a unit move up 移防", responses=responses(404, 409, 413, 415)
)
def move_up(centre: CentreOf, asker: Dispatcher, number: Number, told: MoveUpIn) -> UnitDetail:
    """It stands by at another station until it is called home or sent."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return _detail(centre, session, service.move_up(session, asker, number, told, now), now)


def _detail(centre: Centre, session: Session, row: ForceUnit, now: int) -> UnitDetail:
    return views.detail(session, row, now, centre.dispatch.stale_after_s)
