"""The outbox of dispatch requests over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.dispatch_requests import repository, views
from cloud.dispatch_requests.schemas import DispatchRequestList
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/dispatch-requests", tags=["dispatch-requests"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]


@router.get("", summary="Fires that ask for a dispatch 派警请求, by cursor", responses=responses())
def requests(
    centre: CentreOf,
    asker: Viewer,
    after: Annotated[int, Query(ge=0, le=2**53, description="The last number seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DispatchRequestList:
    """What has changed since `after`, in order. No number is skipped over and comes later."""
    with centre.database.read() as session:
        rows = repository.after(session, asker, after, limit)
        return DispatchRequestList(
            items=views.requests(session, rows), next=rows[-1].number if rows else after
        )
