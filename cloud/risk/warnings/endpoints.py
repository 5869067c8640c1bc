"""Risk warnings over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from cloud.alarms.endpoints import person
from cloud.centre import Centre, CentreOf
from cloud.duty.days import day_of
from cloud.errors import not_found, responses
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs
from cloud.risk.schemas import Area, Subject
from cloud.risk.warnings import repository, service, views
from cloud.risk.warnings.repository import Filters
from cloud.risk.warnings.schemas import Desk, WarningActionIn, WarningCounts, WarningDetail, WarningList
from cloud.risk.warnings.state_table import State

router = APIRouter(prefix="/api/v1/risk/warnings", tags=["risk"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Inspector = Annotated[Asker, needs(Permission.INSPECT)]
Organisation = Annotated[Asker, needs(Permission.RECTIFY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("", summary="Risk warnings, the newest first 风险预警", responses=responses())
def warnings(
    centre: CentreOf,
    asker: Viewer,
    state: Annotated[list[State] | None, Query(description="Only these, repeated.")] = None,
    open: Annotated[bool, Query(description="Only those that still ask for somebody.")] = False,
    overdue: Annotated[bool, Query(description="Only those past their deadline.")] = False,
    rule: Annotated[str | None, Query(pattern=r"^[a-z-]{1,32}$")] = None,
    desk: Annotated[Desk | None, Query()] = None,
    subject: Annotated[Subject | None, Query()] = None,
    site_id: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    organisation_id: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    area: Area = "15",
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> WarningList:
    """Within the asker's scope."""
    today = day_of(centre.clock.now_ms())
    filters = Filters(
        area=area,
        states=state,
        open=open,
        overdue_on=today.isoformat() if overdue else None,
        rule=rule,
        desk=desk,
        subject=subject,
        site_id=site_id,
        organisation_id=organisation_id,
    )
    with centre.database.read() as session:
        rows = repository.page(session, asker, filters, before=before, limit=limit + 1)
        return WarningList(items=[views.warning(row, today) for row in rows[:limit]], more=len(rows) > limit)


@router.get("/counts", summary="How many of each, and what they have brought", responses=responses())
def counts(centre: CentreOf, asker: Viewer, area: Area = "15") -> WarningCounts:
    """Within the asker's scope."""
    today = day_of(centre.clock.now_ms()).isoformat()
    with centre.database.read() as session:
        found = repository.counts(session, asker, area, today)
    states = {state: found["by_state"].get(state.value, 0) for state in State}
    return WarningCounts.model_validate(found | {"by_state": states})


@router.get("/{id}", summary="One warning with its timeline", responses=responses(404))
def one(request: Request, centre: CentreOf, asker: Viewer, id: PathId) -> WarningDetail:
    """And what can be done about it now."""
    with centre.database.read() as session:
        if repository.by_id(session, asker, id) is None:
            raise not_found("预警", "warning", "path.id")
        own = request.state.identity.asker(Permission.INSPECT) is None
        return views.detail(session, id, centre.clock.now_ms(), own=own)


@router.post("/{id}/actions", summary="What is done about it", responses=_CHANGES)
def act(centre: CentreOf, asker: Inspector, id: PathId, told: WarningActionIn) -> WarningDetail:
    """By whoever inspects: every action."""
    return _acted(centre, asker, id, told, own=False)


@router.post("/{id}/answers", summary="What the organisation does about it", responses=_CHANGES)
def answer(centre: CentreOf, asker: Organisation, id: PathId, told: WarningActionIn) -> WarningDetail:
    """Accept it, and report what was done."""
    return _acted(centre, asker, id, told, own=True)


def _acted(centre: Centre, asker: Asker, number: int, told: WarningActionIn, *, own: bool) -> WarningDetail:
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        service.act(session, asker, number, told, own=own, by=person(asker, told.by), now=now)
        return views.detail(session, number, now, own=own)
