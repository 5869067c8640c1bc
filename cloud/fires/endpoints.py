"""Fires over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.fires import repository, service, views
from cloud.fires.repository import Filters
from cloud.fires.schemas import FireChangeIn, FireDetail, FireList, Status
from cloud.imports import origins
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/fires", tags=["risk-sources"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
Some = Annotated[int | None, Query(ge=1, le=MAX_ID)]
Moment = Annotated[int | None, Query(ge=0, le=MAX_ID, description="Milliseconds UTC.")]
_KIND = "fires"


@router.get("", summary="Fires, those told last first 火灾记录", responses=responses())
def fires(
    centre: CentreOf,
    asker: Viewer,
    area: Annotated[str | None, Query(pattern=r"^15([0-9]{2}){0,2}$")] = None,
    organisation_id: Some = None,
    status: Annotated[Status | None, Query()] = None,
    since: Moment = None,
    until: Moment = None,
    before: Some = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FireList:
    """Within the asker's scope."""
    filters = Filters(area, organisation_id, status, since, until)
    with centre.database.read() as session:
        rows = repository.page(session, asker, filters, before=before, limit=limit + 1)
        return FireList(items=[views.fire(row) for row in rows[:limit]], more=len(rows) > limit)


@router.get("/{id}", summary="One fire, and where it came from", responses=responses(404))
def one(centre: CentreOf, asker: Viewer, id: PathId) -> FireDetail:
    """File, row, hash, who and when."""
    with centre.database.read() as session:
        row = service.found(session, asker, id)
        return views.detail(row, origins.of(session, _KIND, row.id))


@router.patch(
    "/{id}", summary="What was found out afterwards 补录", responses=responses(403, 404, 409, 413, 415)
)
def change(centre: CentreOf, asker: Editor, id: PathId, told: FireChangeIn) -> FireDetail:
    """Whether it was one, its cause, who was hurt, the loss."""
    with centre.database.write() as session:
        row = service.change(session, asker, id, told, centre.clock.now_ms())
        return views.detail(row, origins.of(session, _KIND, row.id))
