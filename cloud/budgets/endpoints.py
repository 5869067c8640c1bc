"""Budgets over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.budgets import repository, service
from cloud.budgets.schemas import BudgetIn, BudgetOut, UseList, use_out
from cloud.budgets.warden import DAY_MS
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.organisations.names import names
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/budgets", tags=["budgets"])

Organisation = Annotated[int, Path(ge=1, le=2**53)]
OperatorOf = Annotated[Asker, needs(Permission.OPERATE)]


@router.get("/use", summary="What was used of budgets, and what was refused", responses=responses(403))
def use(
    centre: CentreOf,
    asker: OperatorOf,
    organisation: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    days: Annotated[int, Query(ge=1, le=90)] = 1,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> UseList:
    """The most refused first. An owner that opened no series and was refused nothing has no row."""
    since = centre.clock.now_ms() // DAY_MS - days + 1
    with centre.database.read() as session:
        rows = repository.use(session, asker, since_day=since, organisation_id=organisation, limit=limit)
        called = names(session, asker, (row.organisation_id for row in rows))
        return UseList(items=[use_out(row, called.get(row.organisation_id or 0, "")) for row in rows])


@router.get("/{organisation}", summary="The budget of an organisation", responses=responses(403, 404))
def budget(centre: CentreOf, asker: OperatorOf, organisation: Organisation) -> BudgetOut:
    """Its own, or that of the settings."""
    with centre.database.read() as session:
        return service.shown(session, asker, organisation, centre.settings.budgets)


@router.put(
    "/{organisation}", summary="Give it a budget of its own", responses=responses(403, 404, 409, 413, 415)
)
def change(centre: CentreOf, asker: OperatorOf, organisation: Organisation, told: BudgetIn) -> BudgetOut:
    """Heeded by every ingest process within half a minute."""
    with centre.database.write() as session:
        service.change(session, asker, organisation, told)
        return service.shown(session, asker, organisation, centre.settings.budgets)


@router.delete("/{organisation}", summary="Back to the settings", responses=responses(403, 404, 415))
def remove(centre: CentreOf, asker: OperatorOf, organisation: Organisation) -> BudgetOut:
    """Its own budget is forgotten."""
    with centre.database.write() as session:
        service.remove(session, asker, organisation)
        return service.shown(session, asker, organisation, centre.settings.budgets)
