"""Patrols over HTTP. They come in by imports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.organisations.schemas import MAX_ID
from cloud.patrols import repository
from cloud.patrols.schemas import PatrolList, PatrolOut
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/patrols", tags=["inspections"])


@router.get("", summary="Organisations' own patrols 单位巡查", responses=responses())
def patrols(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    organisation_id: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> PatrolList:
    """Within the asker's scope."""
    with centre.database.read() as session:
        rows = repository.page(
            session, asker, organisation_id=organisation_id, before=before, limit=limit + 1
        )
        items = [PatrolOut.model_validate(row, from_attributes=True) for row in rows[:limit]]
        return PatrolList(items=items, more=len(rows) > limit)
