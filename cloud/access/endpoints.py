"""Dead letters over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.access import repository, views
from cloud.access.schemas import DeadLetterList
from cloud.centre import CentreOf
from cloud.database import counters
from cloud.errors import responses

router = APIRouter(prefix="/api/v1", tags=["access"])


@router.get("/dead-letters", summary="Messages that could not be taken, and why", responses=responses())
def dead_letters(
    centre: CentreOf,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> DeadLetterList:
    """The newest below `before`, newest last."""
    with centre.database.read() as session:
        rows = repository.dead_letters(session, limit, before)
        return DeadLetterList(
            items=views.dead_letters(rows), evicted=counters.current(session, repository.EVICTED)
        )
