"""Readings that the engine refuses, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.database import counters
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.set_aside import repository, service, views
from cloud.set_aside.schemas import BatchList, DropIn

router = APIRouter(prefix="/api/v1/timeseries/set-aside", tags=["timeseries"])

Id = Annotated[int, Path(ge=1, le=2**53)]
#: A batch holds readings of many gateways.
OperatorOf = Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]


@router.get("", summary="Batches of readings that the engine refuses", responses=responses(403))
def set_aside(
    centre: CentreOf,
    asker: OperatorOf,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only those behind this number.")] = 0,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> BatchList:
    """They were receipted, and are in no curve: each waits for a person, with what the engine said."""
    with centre.database.read() as session:
        rows = repository.page(session, after=after, limit=limit)
        count = repository.count(session)
        return BatchList(
            items=[views.batch(row) for row in rows],
            next=rows[-1].id if len(rows) == limit else None,
            batches=count.batches,
            values=count.values,
            dropped_values=counters.current(session, repository.DROPPED),
        )


@router.post(
    "/{id}/retry", status_code=204, summary="Hand one to the engine again", responses=responses(403, 404, 415)
)
def retry(centre: CentreOf, asker: OperatorOf, id: Id) -> None:
    """It is shipped within seconds; refused again, it is listed again with the new reason."""
    with centre.database.write() as session:
        service.retry(session, asker, id)


@router.post(
    "/{id}/drop", status_code=204, summary="Give its values up", responses=responses(403, 404, 413, 415)
)
def drop(centre: CentreOf, asker: OperatorOf, id: Id, told: DropIn) -> None:
    """For ever; counted, and in the audit log with the reason."""
    with centre.database.write() as session:
        service.drop(session, asker, id, told.reason)
