"""The sources of fire risk over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.duty.days import day_of
from cloud.errors import responses
from cloud.imports import set_aside, set_aside_repository
from cloud.people.asker import Asker, Permission, needs
from cloud.risk_sources import repository, views
from cloud.risk_sources.schemas import RiskSourceList
from cloud.risk_sources.sources import SOURCES

router = APIRouter(prefix="/api/v1/risk-sources", tags=["risk-sources"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]


@router.get(
    "", summary="What fire risk is reckoned from, and what is missing 数据来源", responses=responses()
)
def sources(
    centre: CentreOf,
    asker: Viewer,
    area: Annotated[str | None, Query(pattern=r"^15([0-9]{2}){0,2}$")] = None,
) -> RiskSourceList:
    """Records within the asker's scope; rows set aside are those of the asker's own imports."""
    today = day_of(centre.clock.now_ms())
    with centre.database.read() as session:
        held = repository.held(session, asker, area)
        aside = set_aside_repository.counts(session, asker)
    return RiskSourceList(
        items=[
            views.source(
                one,
                held[one.code],
                today,
                set_aside=aside.get((one.kind or "", set_aside.FAULTY), 0),
                waiting=aside.get((one.kind or "", set_aside.WAITING), 0),
            )
            for one in SOURCES
        ]
    )
