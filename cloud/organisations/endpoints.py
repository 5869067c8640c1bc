"""Organisations, their gateways, their commissioning, and coverage over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from cloud.areas.tree import AREAS
from cloud.centre import CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.organisations import coverage, coverage_schemas, progress, repository, service, views
from cloud.organisations.categories import CATEGORIES
from cloud.organisations.commissioning import PERSONAL, Action, State
from cloud.organisations.coverage_schemas import CoverageOut
from cloud.organisations.schemas import (
    MAX_ID,
    MAX_VERSION,
    GatewayName,
    GatewayPlaceIn,
    OrganisationChange,
    OrganisationIn,
    Step,
    WalkTestIn,
)
from cloud.organisations.shown import (
    CategoryList,
    CommissioningOut,
    GatewayPlaceList,
    GatewayPlaceOut,
    OrganisationList,
    OrganisationOut,
    WalkTestOut,
)
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["organisations"])

PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
Version = Annotated[int, Query(ge=1, le=MAX_VERSION, description="As last read.")]
After = Annotated[int, Query(ge=0, le=MAX_ID, description="Only ids behind this one.")]
Limit = Annotated[int, Query(ge=1, le=500)]
AreaSpan = Annotated[
    str, Query(pattern=r"^(15|15[0-9]{2}|15[0-9]{4})$", description="Only in this area.", examples=["1501"])
]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]

_CHANGES = responses(403, 404, 409, 413, 415)
DAY_MS = 86_400_000


@router.get("/organisations/categories", summary="Categories of organisations", responses=responses())
def categories(asker: Viewer) -> CategoryList:
    """Every category with its names, and whether it is a home."""
    return CategoryList(items=[views.category(row) for row in CATEGORIES.values()])


@router.get("/organisations", summary="Organisations by id", responses=responses())
def organisations(
    centre: CentreOf,
    asker: Viewer,
    area: AreaSpan = "15",
    category: Annotated[str | None, Query(pattern=r"^[a-z-]{1,32}$", examples=["high-rise"])] = None,
    state: State | None = None,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> OrganisationList:
    """Those in the asker's scope; to look for one by name, use `/search`."""
    with centre.database.read() as session:
        rows = repository.organisation_page(
            session, asker, area=area, category=category, state=state, after=after, limit=limit
        )
        more = len(rows) > limit
        items = [views.organisation(row, far) for row, far in rows[:limit]]
        return OrganisationList(items=items, next=items[-1].id if more else None)


@router.post("/organisations", status_code=201, summary="Add an organisation", responses=_CHANGES)
def add(centre: CentreOf, asker: Editor, told: OrganisationIn) -> OrganisationOut:
    """It begins as planned."""
    with centre.database.write() as session:
        row = service.add_organisation(session, asker, told, centre.clock.now_ms())
        session.flush()
        return views.organisation(row, repository.commissioning(session, row.id))


@router.get("/organisations/{id}", summary="One organisation", responses=responses(404))
def organisation(centre: CentreOf, asker: Viewer, id: PathId) -> OrganisationOut:
    """With its state and figures."""
    with centre.database.read() as session:
        row = repository.organisation(session, asker, id)
        if row is None:
            raise not_found("单位", "organisation", "path.id")
        return views.organisation(row, repository.commissioning(session, id))


@router.put("/organisations/{id}", summary="Change an organisation", responses=_CHANGES)
def change(centre: CentreOf, asker: Editor, id: PathId, told: OrganisationChange) -> OrganisationOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        row = service.change_organisation(session, asker, id, told, centre.clock.now_ms())
        return views.organisation(row, repository.commissioning(session, id))


@router.delete(
    "/organisations/{id}", status_code=204, summary="Delete an empty organisation", responses=_CHANGES
)
def delete(centre: CentreOf, asker: Editor, id: PathId, version: Version) -> Response:
    """Only where nothing hangs on it and nothing speaks of it; else suspend or retire it."""
    with centre.database.write() as session:
        service.remove_organisation(session, asker, id, version, centre.clock.now_ms())
    return Response(status_code=204)


@router.get("/organisations/{id}/gateways", summary="Its gateways", responses=responses(404))
def gateways(
    centre: CentreOf,
    asker: Viewer,
    id: PathId,
    after: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = "",
    limit: Limit = 100,
) -> GatewayPlaceList:
    """Planned and heard ones, by name."""
    with centre.database.read() as session:
        _seen(repository.organisation(session, asker, id))
        rows = repository.gateway_places(session, id, after, limit + 1)
        items = [views.gateway(place, heard) for place, heard in rows[:limit]]
        return GatewayPlaceList(items=items, next=items[-1].gateway if len(rows) > limit else None)


@router.put("/organisations/{id}/gateways/{gateway}", summary="Bind a gateway 绑定网关", responses=_CHANGES)
def bind(
    centre: CentreOf, asker: Editor, id: PathId, gateway: Annotated[GatewayName, Path()], told: GatewayPlaceIn
) -> GatewayPlaceOut:
    """It may be bound before it is heard. Its open alarms become the organisation's."""
    with centre.database.write() as session:
        owner = service.locked(session, asker, id)
        place = service.bind(session, asker, owner, gateway, told, centre.clock.now_ms())
        return views.gateway(place, repository.heard_gateway(session, gateway))


@router.delete(
    "/organisations/{id}/gateways/{gateway}",
    status_code=204,
    summary="Release a gateway",
    responses=_CHANGES,
)
def release(
    centre: CentreOf, asker: Editor, id: PathId, gateway: Annotated[GatewayName, Path()], version: Version
) -> Response:
    """Only when no point or device is planned on it."""
    with centre.database.write() as session:
        owner = service.locked(session, asker, id)
        service.release(session, asker, owner, gateway, version, centre.clock.now_ms())
    return Response(status_code=204)


@router.get(
    "/organisations/{id}/commissioning", summary="How far it has come 投运状态", responses=responses(404)
)
def commissioning(centre: CentreOf, asker: Viewer, id: PathId) -> CommissioningOut:
    """Points planned against points heard, what is missing, and what a person can do now."""
    with centre.database.read() as session:
        _seen(repository.organisation(session, asker, id))
        return views.commissioning(session, repository.commissioning(session, id))


@router.post("/organisations/{id}/commissioning/{action}", summary="Move its state", responses=_CHANGES)
def act(centre: CentreOf, asker: Editor, id: PathId, action: Action, step: Step) -> CommissioningOut:
    """A person's moves: put-in-service, suspend, resume, retire, plan-anew."""
    if action not in PERSONAL:
        raise ApiError(
            409,
            "not-personal",
            "该步骤由平台或步测报告触发,不能人工执行。",
            "This step follows from what the centre sees or from a walk test; nobody takes it by hand.",
            "path.action",
        )
    with centre.database.write() as session:
        service.locked(session, asker, id)
        row = progress.act(session, asker, id, action, step.version, step.note, centre.clock.now_ms())
        return views.commissioning(session, row)


@router.post(
    "/organisations/{id}/walk-tests",
    status_code=201,
    summary="Report a walk test 步测",
    responses=_CHANGES,
)
def walk_test(centre: CentreOf, asker: Editor, id: PathId, told: WalkTestIn) -> WalkTestOut:
    """One without a failure moves a heard organisation to walk-tested."""
    with centre.database.write() as session:
        service.locked(session, asker, id)
        report = progress.walk_test(session, asker, id, told, centre.clock.now_ms())
        return WalkTestOut.model_validate(report)


@router.get("/coverage", tags=["coverage"], summary="How much is watched 覆盖率", responses=responses(404))
def coverage_of(centre: CentreOf, asker: Viewer, area: AreaSpan = "15") -> CoverageOut:
    """Figures of the area, of each area directly below it, and of each category."""
    if area not in AREAS:
        raise not_found("区划", "area", "query.area")
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        groups = repository.coverage(session, asker, area, now - DAY_MS)
    return coverage_schemas.shown(area, now, coverage.fold(area, groups))


def _seen(row: object) -> None:
    if row is None:
        raise not_found("单位", "organisation", "path.id")
