"""Buildings, floors, rooms, devices and points over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from cloud.centre import Centre, CentreOf
from cloud.errors import not_found, responses
from cloud.organisations import nouns, repository, service, views
from cloud.organisations.endpoints import After, Editor, Limit, PathId, Version, Viewer
from cloud.organisations.nouns import Noun
from cloud.organisations.schemas import (
    BuildingChange,
    BuildingIn,
    DeviceChange,
    DeviceIn,
    FloorChange,
    FloorIn,
    Id,
    PointChange,
    PointIn,
    RoomChange,
    RoomIn,
)
from cloud.organisations.shown import (
    BuildingList,
    BuildingOut,
    DeviceList,
    DeviceOut,
    FloorList,
    FloorOut,
    PointList,
    PointOut,
    RoomList,
    RoomOut,
)
from cloud.organisations.tables import Building, Device, Point, Room
from cloud.people.asker import Asker

router = APIRouter(prefix="/api/v1", tags=["buildings"])

_FOUND = responses(404)
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("/organisations/{id}/buildings", summary="Its buildings", responses=_FOUND)
def buildings(
    centre: CentreOf, asker: Viewer, id: PathId, after: After = 0, limit: Limit = 100
) -> BuildingList:
    """By id."""
    with centre.database.read() as session:
        _owner(session, asker, id)
        rows, more = repository.page(session, Building, {"organisation_id": id}, after, limit)
        return BuildingList(items=[views.building(row) for row in rows], next=more)


@router.post("/organisations/{id}/buildings", status_code=201, summary="Add a building", responses=_CHANGES)
def add_building(centre: CentreOf, asker: Editor, id: PathId, told: BuildingIn) -> BuildingOut:
    """Its name is its own within the organisation."""
    with centre.database.write() as session:
        return views.building(_add(session, centre, asker, nouns.BUILDING, id, told.model_dump()))


@router.get("/buildings/{id}", summary="One building", responses=_FOUND)
def building(centre: CentreOf, asker: Viewer, id: PathId) -> BuildingOut:
    """Its position as given, and in WGS-84."""
    with centre.database.read() as session:
        return views.building(service.found(session, asker, nouns.BUILDING, id))


@router.put("/buildings/{id}", summary="Change a building", responses=_CHANGES)
def change_building(centre: CentreOf, asker: Editor, id: PathId, told: BuildingChange) -> BuildingOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        return views.building(_change(session, centre, asker, nouns.BUILDING, id, told.model_dump()))


@router.delete("/buildings/{id}", status_code=204, summary="Delete an empty building", responses=_CHANGES)
def delete_building(centre: CentreOf, asker: Editor, id: PathId, version: Version) -> Response:
    """Only where nothing hangs on it."""
    return _remove(centre, asker, nouns.BUILDING, id, version)


@router.get("/buildings/{id}/floors", summary="Its floors, the lowest first", responses=_FOUND)
def floors(centre: CentreOf, asker: Viewer, id: PathId) -> FloorList:
    """With the sizes of their plans."""
    with centre.database.read() as session:
        service.found(session, asker, nouns.BUILDING, id)
        return FloorList(items=[FloorOut.model_validate(row) for row in repository.floors(session, id)])


@router.post("/buildings/{id}/floors", status_code=201, summary="Add a floor", responses=_CHANGES)
def add_floor(centre: CentreOf, asker: Editor, id: PathId, told: FloorIn) -> FloorOut:
    """Its level is its own within the building."""
    with centre.database.write() as session:
        above = service.found(session, asker, nouns.BUILDING, id)
        values = {**told.model_dump(), "building_id": id}
        row = _add(session, centre, asker, nouns.FLOOR, above.organisation_id, values)
        return FloorOut.model_validate(row)


@router.get("/floors/{id}", summary="One floor", responses=_FOUND)
def floor(centre: CentreOf, asker: Viewer, id: PathId) -> FloorOut:
    """With the size of its plan."""
    with centre.database.read() as session:
        return FloorOut.model_validate(service.found(session, asker, nouns.FLOOR, id))


@router.put("/floors/{id}", summary="Change a floor", responses=_CHANGES)
def change_floor(centre: CentreOf, asker: Editor, id: PathId, told: FloorChange) -> FloorOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        return FloorOut.model_validate(_change(session, centre, asker, nouns.FLOOR, id, told.model_dump()))


@router.delete("/floors/{id}", status_code=204, summary="Delete an empty floor", responses=_CHANGES)
def delete_floor(centre: CentreOf, asker: Editor, id: PathId, version: Version) -> Response:
    """Only where no room is on it."""
    return _remove(centre, asker, nouns.FLOOR, id, version)


@router.get("/floors/{id}/rooms", summary="Its rooms", responses=_FOUND)
def rooms(centre: CentreOf, asker: Viewer, id: PathId, after: After = 0, limit: Limit = 200) -> RoomList:
    """With their outlines on the plan."""
    with centre.database.read() as session:
        service.found(session, asker, nouns.FLOOR, id)
        rows, more = repository.page(session, Room, {"floor_id": id}, after, limit)
        return RoomList(items=[RoomOut.model_validate(row) for row in rows], next=more)


@router.post("/floors/{id}/rooms", status_code=201, summary="Add a room", responses=_CHANGES)
def add_room(centre: CentreOf, asker: Editor, id: PathId, told: RoomIn) -> RoomOut:
    """Its name is its own within the floor."""
    with centre.database.write() as session:
        above = service.found(session, asker, nouns.FLOOR, id)
        values = {**told.model_dump(mode="json"), "floor_id": id}
        row = _add(session, centre, asker, nouns.ROOM, above.organisation_id, values)
        return RoomOut.model_validate(row)


@router.get("/rooms/{id}", summary="One room", responses=_FOUND)
def room(centre: CentreOf, asker: Viewer, id: PathId) -> RoomOut:
    """With its outline on the plan."""
    with centre.database.read() as session:
        return RoomOut.model_validate(service.found(session, asker, nouns.ROOM, id))


@router.put("/rooms/{id}", summary="Change a room", responses=_CHANGES)
def change_room(centre: CentreOf, asker: Editor, id: PathId, told: RoomChange) -> RoomOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        values = told.model_dump(mode="json")
        return RoomOut.model_validate(_change(session, centre, asker, nouns.ROOM, id, values))


@router.delete("/rooms/{id}", status_code=204, summary="Delete an empty room", responses=_CHANGES)
def delete_room(centre: CentreOf, asker: Editor, id: PathId, version: Version) -> Response:
    """Only where nothing is planned in it."""
    return _remove(centre, asker, nouns.ROOM, id, version)


@router.get("/organisations/{id}/devices", summary="Its planned devices", responses=_FOUND)
def devices(centre: CentreOf, asker: Viewer, id: PathId, after: After = 0, limit: Limit = 100) -> DeviceList:
    """By id."""
    with centre.database.read() as session:
        _owner(session, asker, id)
        rows, more = repository.page(session, Device, {"organisation_id": id}, after, limit)
        return DeviceList(items=[DeviceOut.model_validate(row) for row in rows], next=more)


@router.post("/organisations/{id}/devices", status_code=201, summary="Plan a device", responses=_CHANGES)
def add_device(centre: CentreOf, asker: Editor, id: PathId, told: DeviceIn) -> DeviceOut:
    """Its name is its own within the organisation."""
    with centre.database.write() as session:
        return DeviceOut.model_validate(_add(session, centre, asker, nouns.DEVICE, id, told.model_dump()))


@router.get("/devices/{id}", summary="One planned device", responses=_FOUND)
def device(centre: CentreOf, asker: Viewer, id: PathId) -> DeviceOut:
    """What it is and where it stands."""
    with centre.database.read() as session:
        return DeviceOut.model_validate(service.found(session, asker, nouns.DEVICE, id))


@router.put("/devices/{id}", summary="Change a planned device", responses=_CHANGES)
def change_device(centre: CentreOf, asker: Editor, id: PathId, told: DeviceChange) -> DeviceOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        return DeviceOut.model_validate(_change(session, centre, asker, nouns.DEVICE, id, told.model_dump()))


@router.delete("/devices/{id}", status_code=204, summary="Delete a planned device", responses=_CHANGES)
def delete_device(centre: CentreOf, asker: Editor, id: PathId, version: Version) -> Response:
    """Only where no point belongs to it."""
    return _remove(centre, asker, nouns.DEVICE, id, version)


@router.get("/organisations/{id}/points", summary="Its planned points", responses=_FOUND)
def points(
    centre: CentreOf,
    asker: Viewer,
    id: PathId,
    room_id: Annotated[Id | None, Query()] = None,
    building_id: Annotated[Id | None, Query()] = None,
    after: After = 0,
    limit: Limit = 100,
) -> PointList:
    """By id, with when their parts were last heard."""
    wanted = {"organisation_id": id, "room_id": room_id, "building_id": building_id}
    with centre.database.read() as session:
        _owner(session, asker, id)
        conditions = {name: value for name, value in wanted.items() if value is not None}
        rows, more = repository.page(session, Point, conditions, after, limit)
        return PointList(items=views.points(session, rows), next=more)


@router.post("/organisations/{id}/points", status_code=201, summary="Plan a point", responses=_CHANGES)
def add_point(centre: CentreOf, asker: Editor, id: PathId, told: PointIn) -> PointOut:
    """On a gateway that is bound to the organisation."""
    with centre.database.write() as session:
        row = _add(session, centre, asker, nouns.POINT, id, told.model_dump())
        return views.points(session, [row])[0]


@router.get("/points/{id}", summary="One planned point", responses=_FOUND)
def point(centre: CentreOf, asker: Viewer, id: PathId) -> PointOut:
    """With when its part was last heard."""
    with centre.database.read() as session:
        return views.points(session, [service.found(session, asker, nouns.POINT, id)])[0]


@router.put("/points/{id}", summary="Change a planned point", responses=_CHANGES)
def change_point(centre: CentreOf, asker: Editor, id: PathId, told: PointChange) -> PointOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        row = _change(session, centre, asker, nouns.POINT, id, told.model_dump())
        return views.points(session, [row])[0]


@router.delete("/points/{id}", status_code=204, summary="Delete a planned point", responses=_CHANGES)
def delete_point(centre: CentreOf, asker: Editor, id: PathId, version: Version) -> Response:
    """What was heard of its part stays."""
    return _remove(centre, asker, nouns.POINT, id, version)


def _owner(session: Session, asker: Asker, number: int) -> None:
    if repository.organisation(session, asker, number) is None:
        raise not_found("单位", "organisation", "path.id")


def _add(
    session: Session, centre: Centre, asker: Asker, noun: Noun, organisation_id: int, values: dict[str, Any]
) -> Any:
    owner = service.locked(session, asker, organisation_id)
    return service.add(session, asker, noun, owner, values, centre.clock.now_ms())


def _change(
    session: Session, centre: Centre, asker: Asker, noun: Noun, number: int, values: dict[str, Any]
) -> Any:
    return service.change(session, asker, noun, number, values, centre.clock.now_ms())


def _remove(centre: Centre, asker: Asker, noun: Noun, number: int, version: int) -> Response:
    with centre.database.write() as session:
        service.remove(session, asker, noun, number, version, centre.clock.now_ms())
    return Response(status_code=204)
