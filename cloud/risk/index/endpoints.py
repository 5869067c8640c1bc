"""The regional safety index over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, needs
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
    raise not_found("区划", "area", "query.area")


@router.get("/versions", summary="Versions of weights 权重版本", responses=responses())
def versions(centre: CentreOf, asker: Viewer) -> VersionList:
    """With their judgements and consistency ratios."""
    return VersionList(items=[])


@router.post("/versions", status_code=201, summary="Decide on other weights", responses=_CHANGES)
def decide(centre: CentreOf, asker: Keeper, told: VersionIn) -> VersionOut:
    """422 names matrix and judgement where they contradict each other."""
    raise not_found("版本", "version", "body")


@router.put("/values", summary="Enter what the centre cannot know 填报指标", responses=_CHANGES)
def enter(centre: CentreOf, asker: Planner, told: ValuesIn) -> IndexOut:
    """For an area within the asker's scope."""
    raise not_found("区划", "area", "body.area")


@router.post("/what-if", summary="What would the index be if 情景推演", responses=_CHANGES)
def what_if(centre: CentreOf, asker: Viewer, told: IndexWhatIfIn) -> IndexWhatIfOut:
    """Nothing of it is kept."""
    raise not_found("区划", "area", "body.area")
