"""The shelf over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.alarms.endpoints import AlarmId, person
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.shelving import repository, service
from cloud.shelving.schemas import ShelfList, ShelfOut, ShelveIn, UnshelveIn
from cloud.shelving.tables import Shelf

router = APIRouter(prefix="/api/v1", tags=["alarms"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Handler = Annotated[Asker, needs(Permission.HANDLE_ALARMS)]


@router.post(
    "/alarms/{id}/shelve",
    status_code=201,
    summary="Shelve 搁置: set aside for a time, with a reason; never a fire",
    responses=responses(403, 404, 409, 413, 415),
)
def shelve(centre: CentreOf, asker: Handler, id: AlarmId, told: ShelveIn) -> ShelfOut:
    """The part's alarms of this kind lie on the shelf until it ends."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        row = service.shelve(
            session,
            asker,
            id,
            minutes=told.minutes,
            hours=centre.settings.alarms.shelving_hours,
            reason=told.reason,
            by=by,
            now=centre.clock.now_ms(),
        )
        return _shown(row)


@router.get("/shelf", summary="What is shelved, newest first", responses=responses())
def shelf(
    centre: CentreOf,
    asker: Viewer,
    shelved: Annotated[bool | None, Query(description="Only what is shelved, or only what was.")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ShelfList:
    """A page of shelvings."""
    with centre.database.read() as session:
        rows = repository.page(session, asker, shelved=shelved, before=before, limit=limit)
        return ShelfList(items=[_shown(row) for row in rows])


@router.post(
    "/shelf/{id}/end", summary="Take it off before its time", responses=responses(403, 404, 413, 415)
)
def end(
    centre: CentreOf, asker: Handler, id: Annotated[int, Path(ge=1, le=2**53)], told: UnshelveIn
) -> ShelfOut:
    """The alarm counts again."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        return _shown(service.unshelve(session, asker, id, by=by, now=centre.clock.now_ms()))


def _shown(row: Shelf) -> ShelfOut:
    return ShelfOut.model_validate(row, from_attributes=True)
