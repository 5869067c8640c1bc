"""Groups and lists of open alarms over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.alarm_groups import repository, service
from cloud.alarm_groups.grouping import LEAST, LIMIT
from cloud.alarm_groups.repository import ListName
from cloud.alarm_groups.schemas import GroupList
from cloud.alarms import views
from cloud.alarms.schemas import AlarmList
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/alarms", tags=["alarms"])

Limit = Annotated[int, Query(ge=LEAST, le=100)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]


@router.get("/groups", summary="Open alarms in a few groups, fires first", responses=responses())
def groups(centre: CentreOf, asker: Viewer, limit: Limit = LIMIT) -> GroupList:
    """A flood of thousands is a few groups; the first fire is always seen."""
    with centre.database.read() as session:
        return service.groups(session, asker, centre.clock.now_ms(), limit)


@router.get("/lists/{name}", summary="Standing, stale, shelved and other lists", responses=responses())
def listed(
    centre: CentreOf,
    asker: Viewer,
    name: ListName,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="Only ids below.")] = None,
) -> AlarmList:
    """Open alarms that somebody should go through once a shift."""
    with centre.database.read() as session:
        rows, more = repository.listed(
            session, asker, name, centre.clock.now_ms(), before=before, limit=limit
        )
        return AlarmList(items=views.newest_last(rows), more=more)
