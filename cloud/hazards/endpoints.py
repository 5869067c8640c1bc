"""Hazards over HTTP: found, ordered, reported, re-checked; and their photos."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from cloud.alarms.endpoints import person
from cloud.centre import Centre, CentreOf
from cloud.duty.days import day_of
from cloud.errors import TOO_LARGE, ApiError, not_found, responses
from cloud.hazards import photos, repository, service, views
from cloud.hazards.repository import Filters
from cloud.hazards.schemas import (
    Grade,
    HazardCounts,
    HazardDetail,
    HazardIn,
    HazardList,
    InspectorActionIn,
    Key,
    OrganisationActionIn,
    Source,
    Stage,
)
from cloud.hazards.state_table import State
from cloud.organisations import repository as organisations
from cloud.organisations.schemas import MAX_ID
from cloud.organisations.text import Line
from cloud.people.asker import Asker, Permission, needs
from cloud.uploads import upload_route

router = APIRouter(prefix="/api/v1", tags=["inspections"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Inspector = Annotated[Asker, needs(Permission.INSPECT)]
Organisation = Annotated[Asker, needs(Permission.RECTIFY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
Some = Annotated[int | None, Query(ge=1, le=MAX_ID)]

_CHANGES = responses(403, 404, 409, 413, 415)
BODY_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "application/octet-stream")
#: A photo is shown as a picture. Opened by itself it may do nothing.
PHOTO_HEADERS: Final = {
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=31536000, immutable",
}
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The photo itself: JPEG, PNG or WebP.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in BODY_TYPES},
    }
}


@router.get("/hazards", summary="Hazards, the newest first 火灾隐患", responses=responses())
def hazards(
    centre: CentreOf,
    asker: Viewer,
    state: Annotated[list[State] | None, Query(description="Only these, repeated.")] = None,
    overdue: Annotated[bool, Query(description="Only those past their deadline.")] = False,
    asked: Annotated[bool, Query(description="Only those for which more time is asked.")] = False,
    organisation_id: Some = None,
    building_id: Some = None,
    inspection_id: Some = None,
    area: Annotated[str | None, Query(pattern=r"^15([0-9]{2}){0,2}$")] = None,
    grade: Annotated[Grade | None, Query()] = None,
    source: Annotated[Source | None, Query()] = None,
    before: Some = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> HazardList:
    """Within the asker's scope."""
    today = day_of(centre.clock.now_ms())
    filters = Filters(
        states=state,
        overdue_on=today.isoformat() if overdue else None,
        asked=asked,
        organisation_id=organisation_id,
        building_id=building_id,
        inspection_id=inspection_id,
        area=area,
        grade=grade,
        source=source,
    )
    with centre.database.read() as session:
        rows = repository.page(session, asker, filters, before=before, limit=limit + 1)
        return HazardList(items=views.hazards(rows[:limit], today), more=len(rows) > limit)


@router.get("/hazards/counts", summary="How many of each state", responses=responses())
def counts(centre: CentreOf, asker: Viewer) -> HazardCounts:
    """Within the asker's scope."""
    with centre.database.read() as session:
        today = day_of(centre.clock.now_ms()).isoformat()
        return HazardCounts.model_validate(repository.counts(session, asker, today))


@router.get("/hazards/{id}", summary="One hazard with its timeline", responses=responses(404))
def one(centre: CentreOf, asker: Viewer, id: PathId) -> HazardDetail:
    """And what can be done about it now."""
    with centre.database.read() as session:
        row = repository.by_id(session, asker, id)
        if row is None:
            raise not_found("隐患", "hazard", "path.id")
        return views.detail(session, row, day_of(centre.clock.now_ms()))


@router.post(
    "/hazards", status_code=201, summary="A hazard that was reported 举报或核查发现", responses=_CHANGES
)
def report(centre: CentreOf, asker: Inspector, told: HazardIn) -> HazardDetail:
    """What inspections find comes with their submissions."""
    return _found(centre, asker, told, "report")


@router.post(
    "/hazards/own", status_code=201, summary="A hazard that one found oneself 单位自查", responses=_CHANGES
)
def report_own(centre: CentreOf, asker: Organisation, told: HazardIn) -> HazardDetail:
    """By the organisation's own patrol; it closes it by itself."""
    return _found(centre, asker, told, "patrol")


@router.post("/hazards/{id}/actions", summary="What an inspector does about it", responses=_CHANGES)
def act(centre: CentreOf, asker: Inspector, id: PathId, told: InspectorActionIn) -> HazardDetail:
    """Order, correct, answer a request for more time, re-check, withdraw, reopen."""
    return _acted(centre, asker, id, told)


@router.post("/hazards/{id}/answers", summary="What the organisation does about it", responses=_CHANGES)
def answer(centre: CentreOf, asker: Organisation, id: PathId, told: OrganisationActionIn) -> HazardDetail:
    """Report it as rectified, ask for more time, or close one's own finding."""
    return _acted(centre, asker, id, told)


async def add_photo(
    request: Request,
    centre: CentreOf,
    asker: Viewer,
    hazard_id: Annotated[int, Query(ge=1, le=MAX_ID)],
    stage: Annotated[Stage, Query()],
    key: Annotated[Key, Query(description="Told twice it is the same photo.")],
    by: Annotated[Line, Query(description="Who took it, where nobody logs in.")] = "",
) -> HazardDetail:
    """As found or re-checked by inspectors, as rectified by the organisation."""
    _may(request, stage)
    limit = centre.settings.inspections.max_photo_bytes
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in BODY_TYPES:
        raise ApiError(
            415,
            "not-a-photo",
            f"请求体应为 {'、'.join(BODY_TYPES)} 之一。",
            f"Send the photo itself as one of: {', '.join(BODY_TYPES)}.",
            "header.content-type",
        )
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > limit:
            raise ApiError(413, "too-large", *TOO_LARGE, "body")
    return await asyncio.to_thread(
        _add_photo, centre, asker, bytes(held), hazard_id, stage, key, person(asker, by)
    )


router.add_api_route(
    "/photos",
    add_photo,
    methods=["POST"],
    status_code=201,
    summary="A photo of a hazard 隐患照片",
    responses=responses(403, 404, 409, 413, 415),
    openapi_extra=_UPLOAD,
    route_class_override=upload_route(lambda settings: settings.inspections.max_photo_bytes),
)


@router.get(
    "/hazards/{id}/photos/{photo_id}",
    summary="A photo",
    responses={**responses(404), 200: {"content": {photos.MEDIA: {}}, "description": "For ever the same."}},
    response_class=Response,
)
def photo(centre: CentreOf, asker: Viewer, id: PathId, photo_id: PathId) -> Response:
    """Without position and device."""
    with centre.database.read() as session:
        row = repository.by_id(session, asker, id)
        found = repository.content(session, id, photo_id) if row is not None else None
        if found is None:
            raise not_found("照片", "photo", "path.photo_id")
        return Response(found[1], media_type=found[0], headers=PHOTO_HEADERS)


def _may(request: Request, stage: str) -> None:
    wanted = Permission.RECTIFY if stage == "rectified" else Permission.INSPECT
    both = {Permission.INSPECT, Permission.RECTIFY} if stage == "found" else {wanted}
    if not any(request.state.identity.asker(one) is not None for one in both):
        raise ApiError(
            403,
            "not-permitted",
            "您的岗位职责不包含此操作。",
            "Your duties do not include this.",
            "query.stage",
        )


def _add_photo(
    centre: Centre, asker: Asker, data: bytes, hazard_id: int, stage: str, key: str, by: str
) -> HazardDetail:
    try:
        kept = photos.kept(data)
    except photos.PhotoFault as fault:
        raise ApiError(422, fault.code, fault.zh, fault.en, "body") from None
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        limit = centre.settings.inspections.photos_per_hazard
        row = service.add_photo(
            session, asker, hazard_id, kept, stage=stage, key=key, by=by, limit=limit, now=now
        )
        return views.detail(session, row, day_of(now))


def _found(centre: Centre, asker: Asker, told: HazardIn, source: str) -> HazardDetail:
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        owner = organisations.organisation(session, asker, told.organisation_id)
        if owner is None:
            raise not_found("单位", "organisation", "body.organisation_id")
        row = service.find(
            session, asker, owner, told, source=source, by=by, now=now, building_id=told.building_id
        )
        return views.detail(session, row, day_of(now))


def _acted(
    centre: Centre, asker: Asker, number: int, told: InspectorActionIn | OrganisationActionIn
) -> HazardDetail:
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.act(
            session,
            asker,
            number,
            told.action,
            by=by,
            note=told.note,
            deadline=told.deadline,
            version=told.version,
            key=told.key,
            now=now,
        )
        return views.detail(session, row, day_of(now))
