"""The event log over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.events import repository
from cloud.events.schemas import EventList, event
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["events"])


@router.get("/events", summary="The event log", responses=responses())
def events(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="The id to go on behind.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EventList:
    """Every edge ever told, in the order in which it was stored."""
    with centre.database.read() as session:
        rows = repository.page(session, asker, gateway, after, limit + 1)
        return EventList(items=[event(row) for row in rows[:limit]], more=len(rows) > limit)
