"""Data quality over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.fleet import lists
from cloud.fleet import service as fleet
from cloud.fleet.endpoints import Area, Id, Limit, Viewer
from cloud.fleet.orders import behind
from cloud.quality import repository
from cloud.quality.formulas import DAY_S, HOUR_S
from cloud.quality.schemas import QualityDetail, QualityGateway, QualityList, QualityStep
from cloud.quality.words import FORMULAS

router = APIRouter(prefix="/api/v1/quality", tags=["quality"])

_DAY_MS = DAY_S * 1000
#: Gateways of one organisation that are told apart; more are in the fleet's list.
_GATEWAYS = 200


@router.get("", summary="Organisations by the quality of their data", responses=responses())
def quality(
    centre: CentreOf,
    asker: Viewer,
    area: Area = None,
    organisation: Id = None,
    sort: Literal["completeness", "freshness", "timeliness", "validity", "uniqueness"] = "completeness",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> QualityList:
    """The last 24 hours, the lowest share first; those of whom nothing was to be counted come last.

    Each share comes with both its counts: `over / under`.
    """
    after = behind(cursor) if cursor is not None else None
    with centre.database.read() as session:
        found = lists.organisations(
            session, asker, area=area, organisation_id=organisation, sort=sort, after=after, limit=limit + 1
        )
        page = fleet.organisations(session, found, limit)
    return QualityList(formulas=list(FORMULAS), items=page.items, next=page.next)


@router.get(
    "/{organisation}", summary="One organisation's quality, by hour and day", responses=responses(404)
)
def of_organisation(
    centre: CentreOf, asker: Viewer, organisation: Annotated[int, Path(ge=1, le=2**53)]
) -> QualityDetail:
    """By gateway and hour for 24 hours, and by day as long as days are kept."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        found = lists.organisations(
            session, asker, area=None, organisation_id=organisation, sort="silent", after=None, limit=1
        )
        if not found:
            raise not_found("单位的数据质量", "organisation with figures", "path.organisation")
        since = now - _DAY_MS
        keep = centre.settings.fleet.keep_days * _DAY_MS
        return QualityDetail(
            organisation=fleet.organisations(session, found, 1).items[0],
            gateways=[
                QualityGateway(gateway=gateway, quality=fleet.shares(counts))
                for gateway, counts in repository.by_gateway(session, organisation, HOUR_S, since, _GATEWAYS)
            ],
            hours=[
                QualityStep(at=at, quality=fleet.shares(counts))
                for at, counts in repository.series(session, organisation, HOUR_S, since)
            ],
            days=[
                QualityStep(at=at, quality=fleet.shares(counts))
                for at, counts in repository.series(session, organisation, DAY_S, now - keep)
            ],
        )
