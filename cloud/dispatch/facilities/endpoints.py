"""Reference places over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.dispatch.facilities import repository, service, views
from cloud.dispatch.facilities.kinds import FacilityKind
from cloud.dispatch.facilities.schemas import FacilityChange, FacilityIn, FacilityList, FacilityOut
from cloud.dispatch.sought import SoughtOf
from cloud.dispatch.travel_time.port import Place
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/facilities", tags=["facilities"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]


@router.get("", summary="Reference places 重点场所", responses=responses())
def facilities(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    kind: FacilityKind | None = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only those behind this id.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> FacilityList:
    """A page, by id."""
    with centre.database.read() as session:
        rows = repository.facilities(session, asker, kind=kind, sought=sought, after=after, limit=limit)
    return FacilityList(
        items=[views.facility(row) for row in rows], next=rows[-1].id if len(rows) == limit else None
    )


@router.get("/near", summary="Places near a position", responses=responses())
def near(
    centre: CentreOf,
    asker: Viewer,
    latitude: Annotated[float, Query(ge=-90, le=90)],
    longitude: Annotated[float, Query(ge=-180, le=180)],
    kind: Annotated[list[FacilityKind] | None, Query(description="Only these; default: all.")] = None,
    within_m: Annotated[float, Query(gt=0, le=200_000)] = 20_000,
    count: Annotated[int, Query(ge=1, le=50)] = 10,
) -> FacilityList:
    """The nearest first."""
    with centre.database.read() as session:
        kinds = kind or list(FacilityKind)
        rows = repository.near(session, Place(latitude, longitude), within_m, kinds, asker)
    return FacilityList(items=[views.facility(*row) for row in rows[:count]])


@router.post("", status_code=201, summary="Enter a place", responses=responses(404, 409, 413, 415))
def add(centre: CentreOf, asker: Editor, told: FacilityIn) -> FacilityOut:
    """Its number is its own in the whole region."""
    with centre.database.write() as session:
        return views.facility(service.add(session, asker, told, centre.clock.now_ms()))


@router.get("/{number}", summary="One place", responses=responses(404))
def facility(centre: CentreOf, asker: Viewer, number: Number) -> FacilityOut:
    """With what lies there."""
    with centre.database.read() as session:
        return views.facility(service.found(session, asker, number))


@router.put("/{number}", summary="Change a place", responses=responses(404, 409, 413, 415))
def change(centre: CentreOf, asker: Editor, number: Number, told: FacilityChange) -> FacilityOut:
    """Its number stays."""
    with centre.database.write() as session:
        return views.facility(service.change(session, asker, number, told, centre.clock.now_ms()))
