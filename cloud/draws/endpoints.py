"""Draws over HTTP, for those who plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from cloud.alarms.endpoints import person
from cloud.centre import Centre, CentreOf
from cloud.draws import drafting, entering, repository, rows, service, template, views
from cloud.draws.schemas import (
    AssignIn,
    ByIn,
    CheckOut,
    DrawDetail,
    DrawIn,
    DrawList,
    EntropyIn,
    UnitIn,
    UnitOut,
    WithdrawIn,
)
from cloud.draws.tables import SupervisedUnit
from cloud.errors import not_found, responses
from cloud.organisations import repository as organisations
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs
from cloud.people.scope import outside, sees

router = APIRouter(prefix="/api/v1", tags=["draws"])

Viewer = Annotated[Asker, needs(Permission.INSPECT)]
Planner = Annotated[Asker, needs(Permission.PLAN_INSPECTIONS)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("/draws", summary="Draws, the newest first 双随机抽查", responses=responses())
def draws(
    centre: CentreOf,
    asker: Viewer,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DrawList:
    """Drafts too."""
    with centre.database.read() as session:
        rows = repository.page(session, asker, before=before, limit=limit + 1)
        return DrawList(items=views.draws(session, rows[:limit]), more=len(rows) > limit)


@router.get("/draws/template", summary="A plan to begin with 计划模板", responses=responses(403))
def begin_with(
    centre: CentreOf,
    asker: Planner,
    area: Annotated[str, Query(pattern=r"^15([0-9]{2}){0,2}$")],
    day: Annotated[date, Query(description="From which days are counted.", examples=["2026-12-01"])],
) -> dict[str, Any]:
    """As law and policy have it; write the issue numbers of the lotteries in."""
    if not sees(asker, area):
        raise outside("query.area")
    return template.plan(area, day, "#/draws")


@router.post("/draws/check", summary="What a plan would freeze now", responses=_CHANGES)
def check(centre: CentreOf, asker: Planner, told: DrawIn) -> CheckOut:
    """Nothing is kept. 422 names the fault of plan or lists."""
    with centre.database.read() as session:
        return drafting.check(session, asker, told.plan, centre.clock.now_ms())


@router.post("/draws", status_code=201, summary="Draw up a plan", responses=_CHANGES)
def draft(centre: CentreOf, asker: Planner, told: DrawIn) -> DrawDetail:
    """Nobody outside sees it before it is frozen."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        return views.detail(session, drafting.draft(session, asker, told, by=by, now=now))


@router.get("/draws/{id}", summary="One draw", responses=responses(404))
def one(centre: CentreOf, asker: Viewer, id: PathId) -> DrawDetail:
    """With its plan and its timeline."""
    with centre.database.read() as session:
        return views.detail(session, rows.found(session, asker, id))


@router.put("/draws/{id}", summary="Change a draft", responses=_CHANGES)
def change(centre: CentreOf, asker: Planner, id: PathId, told: DrawIn) -> DrawDetail:
    """Its number stays."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        return views.detail(session, drafting.change(session, asker, id, told, by=by, now=now))


@router.post("/draws/{id}/freeze", summary="Freeze and publish 冻结并公示", responses=_CHANGES)
def freeze(centre: CentreOf, asker: Planner, id: PathId, told: ByIn) -> DrawDetail:
    """From now on everybody sees the list and its hash, and nothing of it changes."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    drafting.freeze(centre.database, asker, id, version=told.version, by=by, now=now)
    return _shown(centre, asker, id)


@router.post("/draws/{id}/entropy", summary="What the sources said 录入随机源", responses=_CHANGES)
def enter(centre: CentreOf, asker: Planner, id: PathId, told: EntropyIn) -> DrawDetail:
    """By two persons, each for themselves; with the second one it is drawn."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    entering.enter(centre.database, asker, id, told, by=by, now=now)
    return _shown(centre, asker, id)


@router.post("/draws/{id}/assign", summary="Give out what was drawn 派发任务", responses=_CHANGES)
def assign(centre: CentreOf, asker: Planner, id: PathId, told: AssignIn) -> DrawDetail:
    """A task for every unit; told again, for those that have none yet."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.assign(session, asker, id, told.due_on, by=by, now=now)
        return views.detail(session, row)


@router.post("/draws/{id}/withdraw", summary="Withdraw what was not drawn", responses=_CHANGES)
def withdraw(centre: CentreOf, asker: Planner, id: PathId, told: WithdrawIn) -> DrawDetail:
    """A published one stays public with the reason."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.withdraw(session, asker, id, note=told.note, version=told.version, by=by, now=now)
        return views.detail(session, row)


@router.get("/organisations/{id}/supervision", summary="How it stands for draws", responses=responses(404))
def unit(centre: CentreOf, asker: Viewer, id: PathId) -> UnitOut:
    """Class, risk band, credit class, and what excludes it or has it inspected in any case."""
    with centre.database.read() as session:
        if organisations.organisation(session, asker, id) is None:
            raise not_found("单位", "organisation", "path.id")
        return views.unit(id, session.get(SupervisedUnit, id))


@router.put("/organisations/{id}/supervision", summary="Say how it stands for draws", responses=_CHANGES)
def stand(centre: CentreOf, asker: Planner, id: PathId, told: UnitIn) -> UnitOut:
    """It counts from the next freezing on."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        return views.unit(id, service.stand(session, asker, id, told, by=by, now=now))


def _shown(centre: Centre, asker: Asker, number: int) -> DrawDetail:
    with centre.database.read() as session:
        return views.detail(session, rows.found(session, asker, number))
