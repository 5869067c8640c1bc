"""Declared works over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.alarms.endpoints import person
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.maintenance import repository, service
from cloud.maintenance.schemas import EndIn, MaintenanceIn, MaintenanceList, MaintenanceOut
from cloud.maintenance.tables import Maintenance
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/maintenance", tags=["maintenance"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Handler = Annotated[Asker, needs(Permission.HANDLE_ALARMS)]


@router.post(
    "",
    status_code=201,
    summary="Declare maintenance 维保 or a walk test 步测",
    responses=responses(403, 404, 413, 415),
)
def declare(centre: CentreOf, asker: Handler, told: MaintenanceIn) -> MaintenanceOut:
    """What begins to ring there is logged and does not go out by itself, until it ends."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        hours = centre.settings.alarms.maintenance_hours
        row = service.declare(session, asker, told, by=by, hours=hours, now=centre.clock.now_ms())
        return _shown(row)


@router.get("", summary="What is declared, newest first", responses=responses())
def declared(
    centre: CentreOf,
    asker: Viewer,
    in_force: Annotated[
        bool | None, Query(description="Only what is in force, or only what is over.")
    ] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> MaintenanceList:
    """A page of declarations."""
    with centre.database.read() as session:
        rows = repository.page(session, asker, in_force=in_force, before=before, limit=limit)
        return MaintenanceList(items=[_shown(row) for row in rows])


@router.post("/{id}/end", summary="End it before its time", responses=responses(403, 404, 413, 415))
def end(
    centre: CentreOf, asker: Handler, id: Annotated[int, Path(ge=1, le=2**53)], told: EndIn
) -> MaintenanceOut:
    """What is still active rings again."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        return _shown(service.end(session, asker, id, by=by, now=centre.clock.now_ms()))


def _shown(row: Maintenance) -> MaintenanceOut:
    return MaintenanceOut.model_validate(row, from_attributes=True)
