"""Inspectors over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.alarms.endpoints import person
from cloud.centre import CentreOf
from cloud.duty.days import day_of
from cloud.errors import responses
from cloud.inspectors import repository, service, views
from cloud.inspectors.schemas import (
    ConflictIn,
    ConflictList,
    ConflictOut,
    EndIn,
    InspectorIn,
    InspectorList,
    InspectorOut,
)
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/inspectors", tags=["inspections"])

Viewer = Annotated[Asker, needs(Permission.INSPECT)]
Planner = Annotated[Asker, needs(Permission.PLAN_INSPECTIONS)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("", summary="Inspectors and what is on them 执法检查人员", responses=responses())
def inspectors(
    centre: CentreOf,
    asker: Viewer,
    active: Annotated[bool | None, Query()] = None,
    after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> InspectorList:
    """Those of the asker's area, by id."""
    with centre.database.read() as session:
        rows = repository.page(session, asker, active=active, after=after, limit=limit + 1)
        items = views.shown(session, rows[:limit], day_of(centre.clock.now_ms()))
        return InspectorList(items=items, next=items[-1].id if len(rows) > limit else None)


@router.get("/{id}", summary="One inspector", responses=responses(404))
def one(centre: CentreOf, asker: Viewer, id: PathId) -> InspectorOut:
    """With workload and conflicts."""
    with centre.database.read() as session:
        row = service.found(session, asker, id)
        return views.shown(session, [row], day_of(centre.clock.now_ms()))[0]


@router.post("", status_code=201, summary="Add an inspector", responses=_CHANGES)
def add(centre: CentreOf, asker: Planner, told: InspectorIn) -> InspectorOut:
    """The certificate's number is their id in every draw."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return views.shown(session, [service.add(session, asker, told, now)], day_of(now))[0]


@router.put("/{id}", summary="Change an inspector", responses=_CHANGES)
def change(centre: CentreOf, asker: Planner, id: PathId, told: InspectorIn) -> InspectorOut:
    """`version` says which state the change is of."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return views.shown(session, [service.change(session, asker, id, told, now)], day_of(now))[0]


@router.get("/{id}/conflicts", summary="Where they may not go 回避情形", responses=responses(404))
def conflicts(centre: CentreOf, asker: Planner, id: PathId) -> ConflictList:
    """Those that hold and those that have ended."""
    with centre.database.read() as session:
        service.found(session, asker, id)
        rows = repository.conflicts(session, id)
        return ConflictList(items=[views.conflict(row, name) for row, name in rows])


@router.post(
    "/{id}/conflicts", status_code=201, summary="Tell a conflict of interest 申报回避", responses=_CHANGES
)
def tell_conflict(centre: CentreOf, asker: Planner, id: PathId, told: ConflictIn) -> ConflictOut:
    """From now on no draw and no task sends them there."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.tell_conflict(session, asker, id, told, by=by, now=now)
        names = {held.id: name for held, name in repository.conflicts(session, id)}
        return views.conflict(row, names[row.id])


@router.post("/{id}/conflicts/{conflict_id}/end", summary="A conflict holds no longer", responses=_CHANGES)
def end_conflict(
    centre: CentreOf, asker: Planner, id: PathId, conflict_id: PathId, told: EndIn
) -> ConflictOut:
    """Both its beginning and its end stay on record."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.end_conflict(session, asker, id, conflict_id, by=by, now=now)
        names = {held.id: name for held, name in repository.conflicts(session, id)}
        return views.conflict(row, names[row.id])
