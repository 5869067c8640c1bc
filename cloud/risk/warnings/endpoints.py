"""Risk warnings over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs
from cloud.risk.schemas import Area, Subject
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
    return WarningList(items=[], more=False)


@router.get("/counts", summary="How many of each, and what they have brought", responses=responses())
def counts(centre: CentreOf, asker: Viewer, area: Area = "15") -> WarningCounts:
    """Within the asker's scope."""
    return WarningCounts(
        by_state={state: 0 for state in State},
        by_rule={},
        by_desk={},
        overdue=0,
        measured=0,
        mean_change_30d=None,
        mean_change_90d=None,
    )


@router.get("/{id}", summary="One warning with its timeline", responses=responses(404))
def one(centre: CentreOf, asker: Viewer, id: PathId) -> WarningDetail:
    """And what can be done about it now."""
    raise not_found("预警", "warning", "path.id")


@router.post("/{id}/actions", summary="What is done about it", responses=_CHANGES)
def act(centre: CentreOf, asker: Inspector, id: PathId, told: WarningActionIn) -> WarningDetail:
    """By whoever inspects: every action."""
    raise not_found("预警", "warning", "path.id")


@router.post("/{id}/answers", summary="What the organisation does about it", responses=_CHANGES)
def answer(centre: CentreOf, asker: Organisation, id: PathId, told: WarningActionIn) -> WarningDetail:
    """Accept it, and report what was done."""
    raise not_found("预警", "warning", "path.id")
