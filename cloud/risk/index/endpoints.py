"""The regional safety index over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from cloud.alarms.endpoints import person
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.risk.index import service
from cloud.risk.index import versions as decisions
from cloud.risk.index.schemas import (
    IndexOut,
    IndexWhatIfIn,
    IndexWhatIfOut,
    ValuesIn,
    VersionIn,
    VersionList,
    VersionOut,
)
from cloud.risk.schemas import Area

router = APIRouter(prefix="/api/v1/risk/index", tags=["risk"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Planner = Annotated[Asker, needs(Permission.PLAN_INSPECTIONS)]
Keeper = Annotated[Asker, needs(Permission.PLAN_INSPECTIONS, everywhere=True)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("", summary="The safety index of an area 区域消防安全指数", responses=responses(404))
def index(centre: CentreOf, asker: Viewer, area: Area = "15") -> IndexOut:
    """From the centre's own records; what it cannot know is said, and a person may enter it."""
    with centre.database.read() as session:
        return service.shown(session, asker, area, centre.clock.now_ms())


@router.get("/versions", summary="Versions of weights 权重版本", responses=responses())
def versions(centre: CentreOf, asker: Viewer) -> VersionList:
    """With their judgements and consistency ratios."""
    with centre.database.read() as session:
        return decisions.versions(session)


@router.post("/versions", status_code=201, summary="Decide on other weights", responses=_CHANGES)
def decide(centre: CentreOf, asker: Keeper, told: VersionIn) -> VersionOut:
    """422 names matrix and judgement where they contradict each other."""
    with centre.database.write() as session:
        return decisions.decide(session, asker, told, person(asker, told.by), centre.clock.now_ms())


@router.put("/values", summary="Enter what the centre cannot know 填报指标", responses=_CHANGES)
def enter(centre: CentreOf, asker: Planner, told: ValuesIn) -> IndexOut:
    """For an area within the asker's scope."""
    with centre.database.write() as session:
        return service.enter(session, asker, told, person(asker, told.by), centre.clock.now_ms())


@router.post("/what-if", summary="What would the index be if 情景推演", responses=_CHANGES)
def what_if(centre: CentreOf, asker: Viewer, told: IndexWhatIfIn) -> IndexWhatIfOut:
    """Nothing of it is kept."""
    with centre.database.read() as session:
        return service.suppose(session, asker, told, centre.clock.now_ms())
