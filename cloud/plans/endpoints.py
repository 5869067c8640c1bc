"""Floor plans over HTTP: the upload, the drawings, and what stands on them."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.organisations import nouns
from cloud.organisations import service as organisations
from cloud.organisations.schemas import MAX_ID, MAX_VERSION, GatewayName, PartName
from cloud.organisations.text import Line
from cloud.people.asker import Asker, Permission, needs
from cloud.plans import repository, service, views
from cloud.plans.reading import apart
from cloud.plans.reading.drawing import PNG, SVG, PlanFault
from cloud.plans.schemas import (
    BuildingName,
    BuildingNames,
    BuildingPlan,
    PartPlace,
    PlacementIn,
    PlanList,
    PlanOut,
    PointSpot,
    StrayList,
)
from cloud.uploads import upload_route
from cloud.vocabulary import term
from telemetry.component_types import COMPONENT_TYPES

BODY_TYPES: Final = (SVG, PNG, "image/vnd.dxf", "application/dxf", "application/octet-stream")
#: A drawing is shown as a picture. Opened by itself it may do nothing, wherever it came from.
DRAWING_HEADERS: Final = {
    "content-security-policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=31536000, immutable",
}
_STRAYS: Final = 500

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]

_FOUND = responses(404)
_CHANGES = responses(403, 404, 409, 413, 415)
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: SVG, PNG or ASCII DXF.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in BODY_TYPES},
    }
}

router = APIRouter(prefix="/api/v1", tags=["plans"])


@router.get("/plans/buildings", summary="Buildings that have floors", responses=responses())
def buildings(
    centre: CentreOf,
    asker: Viewer,
    organisation: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    gateway: Annotated[GatewayName | None, Query()] = None,
    after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> BuildingNames:
    """All of them, those of one organisation, or those of the organisation that a gateway belongs to."""
    with centre.database.read() as session:
        rows = repository.buildings_with_floors(
            session, asker, organisation=organisation, gateway=gateway, after=after, limit=limit + 1
        )
        items = [
            BuildingName(id=row.id, organisation_id=row.organisation_id, name=row.name)
            for row in rows[:limit]
        ]
        return BuildingNames(items=items, next=items[-1].id if len(rows) > limit else None)


@router.get("/plans/place", summary="On which floor a part stands", responses=responses())
def part_place(
    centre: CentreOf,
    asker: Viewer,
    gateway: Annotated[GatewayName, Query()],
    part: Annotated[PartName, Query()],
) -> PartPlace:
    """By its room, or by the plan that it was put on."""
    with centre.database.read() as session:
        floor = repository.floor_of_part(session, asker, gateway, part)
        return PartPlace(
            building_id=floor.building_id if floor else None, floor_id=floor.id if floor else None
        )


@router.get("/buildings/{id}/plan", summary="A building's plan, floor by floor 平面图", responses=_FOUND)
def building_plan(centre: CentreOf, asker: Viewer, id: PathId) -> BuildingPlan:
    """Floors with their plans, rooms, and the parts on them; positions that are guessed say so."""
    with centre.database.read() as session:
        row = organisations.found(session, asker, nouns.BUILDING, id)
        return views.building(session, row, centre.settings.plans.max_bytes)


@router.get("/buildings/{id}/strays", summary="Parts that stand on no floor yet", responses=_FOUND)
def strays(centre: CentreOf, asker: Viewer, id: PathId) -> StrayList:
    """Planned points without a floor, and parts that were heard and never planned."""
    with centre.database.read() as session:
        row = organisations.found(session, asker, nouns.BUILDING, id)
        return StrayList(items=[views.stray(one) for one in repository.strays(session, row, _STRAYS)])


@router.get("/floors/{id}/plans", summary="The versions of a floor's plan", responses=_FOUND)
def versions(centre: CentreOf, asker: Viewer, id: PathId) -> PlanList:
    """The newest first; that one is in use."""
    with centre.database.read() as session:
        organisations.found(session, asker, nouns.FLOOR, id)
        return PlanList(items=[views.plan(row) for row in repository.versions(session, id)])


@router.delete(
    "/floors/{id}/plans/{plan_id}", status_code=204, summary="Take a version down", responses=_CHANGES
)
def take_down(centre: CentreOf, asker: Editor, id: PathId, plan_id: PathId) -> Response:
    """The one before it is in use again, or the rooms are drawn."""
    with centre.database.write() as session:
        service.take_down(session, asker, id, plan_id, centre.clock.now_ms())
    return Response(status_code=204)


@router.get(
    "/floors/{id}/drawings/{sha256}",
    summary="The drawing of a plan",
    responses={
        **_FOUND,
        200: {"content": {SVG: {}, PNG: {}}, "description": "SVG or PNG, for ever the same."},
    },
    response_class=Response,
)
def drawing(
    centre: CentreOf, asker: Viewer, id: PathId, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """Made by the centre from what was uploaded; holds no script and refers to nothing."""
    with centre.database.read() as session:
        organisations.found(session, asker, nouns.FLOOR, id)
        held = repository.drawing_of(session, id, sha256)
        if held is None:
            raise not_found("平面图", "plan", "path.sha256")
        return Response(held.content, media_type=held.media, headers=DRAWING_HEADERS)


@router.put("/floors/{id}/placements", summary="Put a part on the plan 标注位置", responses=_CHANGES)
def place(centre: CentreOf, asker: Editor, id: PathId, told: PlacementIn) -> PointSpot:
    """Its room follows from where it stands. A part that nobody has planned is planned by this."""
    with centre.database.write() as session:
        return _spot(service.place(session, asker, id, told, centre.clock.now_ms()))


@router.delete("/floors/{id}/placements", summary="Take a part off the plan", responses=_CHANGES)
def take_off(
    centre: CentreOf,
    asker: Editor,
    id: PathId,
    gateway: Annotated[GatewayName, Query()],
    part: Annotated[PartName, Query()],
    version: Annotated[int, Query(ge=1, le=MAX_VERSION)],
) -> PointSpot:
    """Its room stays as it was."""
    with centre.database.write() as session:
        return _spot(service.take_off(session, asker, id, gateway, part, version, centre.clock.now_ms()))


async def upload(
    request: Request,
    centre: CentreOf,
    asker: Editor,
    floor_id: Annotated[int, Query(ge=1, le=MAX_ID)],
    file_name: Annotated[Line, Query(min_length=1, examples=["三层.dxf"])],
    width_m: Annotated[
        float | None,
        Query(
            ge=0.5,
            le=10_000,
            description="From the drawing's left edge to its right; a DXF may say it itself.",
        ),
    ] = None,
) -> PlanOut:
    """It is drawn anew without anything that could act or refer elsewhere, and is in use at once."""
    limit = centre.settings.plans.max_bytes
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in BODY_TYPES:
        raise ApiError(
            415,
            "not-a-plan",
            f"请求体应为 {'、'.join(BODY_TYPES)} 之一。",
            f"Send the file itself as one of: {', '.join(BODY_TYPES)}.",
            "header.content-type",
        )
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > limit:
            raise _too_large(limit)
    return await asyncio.to_thread(_taken, centre, asker, floor_id, file_name, bytes(content), width_m)


router.add_api_route(
    "/plans",
    upload,
    methods=["POST"],
    status_code=201,
    summary="Upload a floor's plan 上传平面图",
    responses=_CHANGES,
    openapi_extra=_UPLOAD,
    route_class_override=upload_route(lambda settings: settings.plans.max_bytes),
)


def _taken(
    centre: Centre, asker: Asker, floor_id: int, file_name: str, content: bytes, width_m: float | None
) -> PlanOut:
    with centre.database.read() as session:
        organisations.found(session, asker, nouns.FLOOR, floor_id, "query.floor_id")
    try:
        read = apart.read(content, centre.settings.plans.read_s)
    except PlanFault as fault:
        raise ApiError(422, fault.code, fault.zh, fault.en, "body") from None
    except apart.Busy:
        raise ApiError(
            503,
            "busy",
            "正在处理其他平面图,请稍后重试。",
            "Another plan is being read. Try again in a moment.",
            retry_after_s=10,
        ) from None
    with centre.database.write() as session:
        row = service.add(
            session,
            asker,
            floor_id,
            read,
            file_name=file_name,
            content=content,
            width_m=width_m,
            limit=centre.settings.plans.versions,
            now=centre.clock.now_ms(),
        )
        return views.plan(row)


def _spot(row: Any) -> PointSpot:
    return PointSpot(
        gateway=row.gateway,
        part=row.part,
        name=row.name,
        component_type=term(COMPONENT_TYPES, row.component_type),
        room_id=row.room_id,
        x_m=row.x_m,
        y_m=row.y_m,
        approximate=False,
        version=row.version,
    )


def _too_large(limit: int) -> ApiError:
    return ApiError(
        413,
        "too-large",
        f"文件超过 {limit // 1_000_000} MB。请清理图纸(PURGE)或缩小图片后上传。",
        f"The file is larger than {limit // 1_000_000} MB. Purge the drawing, or make the picture smaller.",
        "body",
    )
