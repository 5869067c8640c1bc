"""Gateways and parts over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.registry import repository, views
from cloud.registry.schemas import GatewayList, PartList
from cloud.timeseries.service import complete

#: Parts in one answer.
PARTS = 20_000

router = APIRouter(prefix="/api/v1", tags=["registry"])


Viewer = Annotated[Asker, needs(Permission.VIEW)]
After = Annotated[
    str, Query(max_length=64, description="Only ids behind this one: `next` of the page before.")
]


@router.get("/gateways", summary="Gateways: link, clock, books", responses=responses())
def gateways(
    centre: CentreOf,
    asker: Viewer,
    organisation: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> GatewayList:
    """Gateways that were ever heard, by id."""
    with centre.database.read() as session:
        ids = repository.ids_seen(session, asker, organisation_id=organisation, after=after, limit=limit + 1)
        return GatewayList(
            items=views.gateways(session, ids[:limit]), next=ids[limit - 1] if len(ids) > limit else None
        )


@router.get(
    "/parts", summary="Parts: what they are, their level, their newest readings", responses=responses()
)
def parts(
    centre: CentreOf,
    asker: Viewer,
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=200, description="Gateways whose parts are told.")] = 100,
) -> PartList:
    """Parts of one gateway, or of the next gateways by id."""
    with centre.database.read() as session:
        ids = repository.ids_seen(session, asker, gateway=gateway, after=after, limit=limit + 1)
    complete(centre.latest, centre.series, ids[:limit])
    with centre.database.read() as session:
        return PartList(
            items=views.parts_of_many(session, centre.latest, ids[:limit], PARTS),
            next=ids[limit - 1] if len(ids) > limit else None,
        )
