"""Steps of escalation over HTTP, by cursor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.alarm_watch import repository
from cloud.alarm_watch.schemas import StepList, StepOut
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/alarm-steps", tags=["alarms"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]


@router.get("", summary="Who was to be told of what 逐级上报, by cursor", responses=responses())
def steps(
    centre: CentreOf,
    asker: Viewer,
    after: Annotated[int, Query(ge=0, le=2**53, description="The last number seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> StepList:
    """Steps behind `after`, in order."""
    with centre.database.read() as session:
        rows = repository.steps_after(session, asker, after, limit)
        items = [StepOut.model_validate(row, from_attributes=True) for row in rows]
        return StepList(items=items, next=rows[-1].number if rows else after)
