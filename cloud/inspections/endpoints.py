"""Inspections over HTTP: planned, given out, carried out on a phone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.alarms.endpoints import person
from cloud.centre import CentreOf
from cloud.duty.days import day_of
from cloud.errors import responses
from cloud.inspections import history, repository, service, views
from cloud.inspections.repository import Filters
from cloud.inspections.schemas import (
    AssignIn,
    HistoryPage,
    HistoryRow,
    InspectionDetail,
    InspectionIn,
    InspectionList,
    Origin,
    StartIn,
    SubmissionIn,
    TaskList,
    WithdrawIn,
)
from cloud.inspections.state_table import ON_INSPECTORS, State
from cloud.inspectors import repository as inspectors
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/inspections", tags=["inspections"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Inspector = Annotated[Asker, needs(Permission.INSPECT)]
Planner = Annotated[Asker, needs(Permission.PLAN_INSPECTIONS)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
Some = Annotated[int | None, Query(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)
#: Tasks that a phone takes along.
_TAKEN_ALONG = 100


@router.get("", summary="Inspections, the newest first 监督检查", responses=responses())
def inspections(
    centre: CentreOf,
    asker: Viewer,
    state: Annotated[list[State] | None, Query(description="Only these, repeated.")] = None,
    late: Annotated[bool, Query(description="Only those not submitted in time.")] = False,
    organisation_id: Some = None,
    inspector_id: Some = None,
    draw_id: Some = None,
    origin: Annotated[Origin | None, Query()] = None,
    area: Annotated[str | None, Query(pattern=r"^15([0-9]{2}){0,2}$")] = None,
    before: Some = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> InspectionList:
    """Within the asker's scope."""
    today = day_of(centre.clock.now_ms())
    filters = Filters(
        states=state,
        late_on=today.isoformat() if late else None,
        organisation_id=organisation_id,
        inspector_id=inspector_id,
        draw_id=draw_id,
        origin=origin,
        area=area,
    )
    with centre.database.read() as session:
        rows = repository.page(session, asker, filters, before=before, limit=limit + 1)
        return InspectionList(items=views.inspections(session, rows[:limit], today), more=len(rows) > limit)


@router.get("/mine", summary="What one has to inspect, to take along 我的检查任务", responses=responses())
def mine(centre: CentreOf, asker: Inspector) -> TaskList:
    """With checklists, answers and open hazards. Where nobody logs in: everything that is given out."""
    today = day_of(centre.clock.now_ms())
    with centre.database.read() as session:
        person_ = inspectors.of_account(session, asker.account_id) if asker.account_id is not None else None
        if asker.account_id is not None and person_ is None:
            return TaskList(items=[], inspector=None)
        filters = Filters(
            states=[state.value for state in ON_INSPECTORS],
            inspector_id=person_.id if person_ is not None else None,
        )
        rows = repository.page(session, asker, filters, before=None, limit=_TAKEN_ALONG)
        people = repository.who_goes(session, [one.inspection.id for one in rows])
        return TaskList(
            items=[
                views.task(session, asker, one, people.get(one.inspection.id, []), today)
                for one in sorted(rows, key=lambda one: (one.inspection.due_on, one.inspection.id))
            ],
            inspector=views.inspector(person_) if person_ is not None else None,
        )


@router.get("/history", summary="What was known up to a moment, for models of risk", responses=responses())
def known(
    centre: CentreOf,
    asker: Viewer,
    at: Annotated[int | None, Query(ge=0, le=MAX_ID, description="Milliseconds UTC; default: now.")] = None,
    after: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Organisations.")] = 200,
) -> HistoryPage:
    """Only what the centre knew by then counts: nothing leaks from what came later."""
    moment = centre.clock.now_ms() if at is None else at
    with centre.database.read() as session:
        rows = history.upto(session, asker, moment, after=after, limit=limit)
    owners = {row.organisation_id for row in rows}
    return HistoryPage(
        at=moment,
        items=[HistoryRow.model_validate(row, from_attributes=True) for row in rows],
        next=max(owners) if len(owners) == limit else None,
    )


@router.get("/{id}", summary="One inspection", responses=responses(404))
def one(centre: CentreOf, asker: Viewer, id: PathId) -> InspectionDetail:
    """With its checklist, answers, findings and timeline."""
    with centre.database.read() as session:
        row = service.found(session, asker, id)
        return views.detail(session, row, day_of(centre.clock.now_ms()))


@router.post("", status_code=201, summary="Plan an inspection that no draw gave", responses=_CHANGES)
def plan(centre: CentreOf, asker: Planner, told: InspectionIn) -> InspectionDetail:
    """After a complaint, or a special one (专项检查)."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.plan(session, asker, told, by=by, now=now)
        return views.detail(session, row, day_of(now))


@router.post("/{id}/assign", summary="Give it to inspectors 派发", responses=_CHANGES)
def assign(centre: CentreOf, asker: Planner, id: PathId, told: AssignIn) -> InspectionDetail:
    """Two at least, certified, without a conflict of interest."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.assign(
            session,
            asker,
            id,
            told.inspectors,
            by=by,
            note=told.note,
            due_on=told.due_on,
            version=told.version,
            now=now,
        )
        return views.detail(session, row, day_of(now))


@router.post("/{id}/withdraw", summary="Withdraw it, with the reason", responses=_CHANGES)
def withdraw(centre: CentreOf, asker: Planner, id: PathId, told: WithdrawIn) -> InspectionDetail:
    """Not once it is submitted."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.withdraw(session, asker, id, by=by, note=told.note, version=told.version, now=now)
        return views.detail(session, row, day_of(now))


@router.post("/{id}/start", summary="It begins", responses=_CHANGES)
def start(centre: CentreOf, asker: Inspector, id: PathId, told: StartIn) -> InspectionDetail:
    """Told again it has begun already."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.start(session, asker, id, at=told.at, by=by, now=now)
        return views.detail(session, row, day_of(now))


@router.post("/{id}/submissions", summary="What a phone sends 提交", responses=_CHANGES)
def submit(centre: CentreOf, asker: Inspector, id: PathId, told: SubmissionIn) -> InspectionDetail:
    """Answers and findings; sent again under the same key it is taken in once. Photos follow one by one."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.submit(session, asker, id, told, by=by, now=now)
        return views.detail(session, row, day_of(now))
