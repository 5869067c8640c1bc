"""The pull interface over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.export import service
from cloud.export.schemas import EXPORTED_KINDS, AlarmPage, ChangePage, EventPage, ExportedKind
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/export", tags=["export"])

AskerOf = Annotated[Asker, needs(Permission.VIEW)]
After = Annotated[
    int, Query(ge=0, le=2**53, description="The `next` of the call before; 0: from the beginning.")
]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/changes", summary="Changes behind a cursor", responses=responses(403, 410))
def changes(
    centre: CentreOf,
    asker: AskerOf,
    after: Annotated[
        int | None, Query(ge=0, le=2**53, description="The `next` of the call before; none: from now on.")
    ] = None,
    kinds: Annotated[
        list[ExportedKind], Query(min_length=1, description="Only these, repeated; default: all.")
    ] = EXPORTED_KINDS,
    limit: Limit = 200,
) -> ChangePage:
    """What webhooks are told and pages see, to be fetched: every alarm, gateway and part as it changes.

    Within your scope, in the order of the commits, without gaps. 410 says that the log no longer goes back to
    your cursor, and from where to go on. Alarms are kept for much longer than gateways and parts.
    """
    with centre.database.read() as session:
        return service.changes(session, asker, after, limit, kinds)


@router.get("/events", summary="The event log behind a cursor", responses=responses(403))
def events(centre: CentreOf, asker: AskerOf, after: After = 0, limit: Limit = 200) -> EventPage:
    """Every edge that a gateway ever told, within your scope."""
    with centre.database.read() as session:
        return service.events(session, asker, after, limit)


@router.get("/alarms", summary="Every alarm, to begin with", responses=responses(403))
def alarms(centre: CentreOf, asker: AskerOf, after: After = 0, limit: Limit = 200) -> AlarmPage:
    """Open and closed, by id, as they are now. Then go on with `/export/changes`.

    To miss nothing, ask `/export/changes` for its cursor before the first page.
    """
    with centre.database.read() as session:
        return service.alarms(session, asker, after, limit)
