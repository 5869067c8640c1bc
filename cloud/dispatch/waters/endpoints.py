"""Water for firefighting over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import Centre, CentreOf
from cloud.dispatch.sought import SoughtOf
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.waters import repository, service, views
from cloud.dispatch.waters.kinds import WaterKind, WaterState
from cloud.dispatch.waters.schemas import WaterChange, WaterIn, WaterList, WaterOut
from cloud.dispatch.waters.tables import WaterSource
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/waters", tags=["waters"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]


@router.get("", summary="Water for firefighting 消防水源", responses=responses())
def waters(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    kind: WaterKind | None = None,
    state: WaterState | None = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only those behind this id.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> WaterList:
    """A page, by id, each with what IoT says of it and whether it can be used."""
    with centre.database.read() as session:
        rows = repository.waters(
            session, asker, kind=kind, state=state, sought=sought, after=after, limit=limit
        )
    items = views.waters([(row, None) for row in rows], centre.latest, centre.clock.now_ms())
    return WaterList(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.get("/near", summary="The nearest water", responses=responses())
def near(
    centre: CentreOf,
    asker: Viewer,
    latitude: Annotated[float, Query(ge=-90, le=90)],
    longitude: Annotated[float, Query(ge=-180, le=180)],
    count: Annotated[int, Query(ge=1, le=50)] = 8,
) -> WaterList:
    """Within 30 km, the nearest first."""
    with centre.database.read() as session:
        rows = repository.nearest(session, Place(latitude, longitude), count, asker)
    return WaterList(items=views.waters(list(rows), centre.latest, centre.clock.now_ms()))


@router.post("", status_code=201, summary="Enter a water", responses=responses(404, 409, 413, 415))
def add(centre: CentreOf, asker: Editor, told: WaterIn) -> WaterOut:
    """Its number is its own in the whole region."""
    with centre.database.write() as session:
        row = service.add(session, asker, told, centre.clock.now_ms())
    return _shown(centre, row)


@router.get("/{number}", summary="One water", responses=responses(404))
def water(centre: CentreOf, asker: Viewer, number: Number) -> WaterOut:
    """With what IoT says of it."""
    with centre.database.read() as session:
        row = service.found(session, asker, number)
    return _shown(centre, row)


@router.put("/{number}", summary="Change a water", responses=responses(404, 409, 413, 415))
def change(centre: CentreOf, asker: Editor, number: Number, told: WaterChange) -> WaterOut:
    """Its number stays."""
    with centre.database.write() as session:
        row = service.change(session, asker, number, told, centre.clock.now_ms())
    return _shown(centre, row)


def _shown(centre: Centre, row: WaterSource) -> WaterOut:
    [out] = views.waters([(row, None)], centre.latest, centre.clock.now_ms())
    return out
