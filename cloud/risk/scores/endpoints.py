"""Scores over HTTP: an area at a glance, cells, sites, a site's life, and what would be if."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from cloud.alarms.endpoints import person
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs
from cloud.risk.schemas import Area, Band, Subject
from cloud.risk.scores import cursor, entering, inside, life, overview, repository, supposing, views
from cloud.risk.scores import weekly as lists
from cloud.risk.scores.repository import Filters
from cloud.risk.scores.schemas import (
    CellsOut,
    Order,
    SiteDetail,
    SiteList,
    SummaryOut,
    TraitsIn,
    WeeklyOut,
    WhatIfIn,
    WhatIfOut,
)

router = APIRouter(prefix="/api/v1/risk", tags=["risk"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Inspector = Annotated[Asker, needs(Permission.INSPECT)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
OneSubject = Annotated[Subject, Path()]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("/summary", summary="Fire risk of an area at a glance 火灾风险概览", responses=responses())
def summary(centre: CentreOf, asker: Viewer, area: Area = "15") -> SummaryOut:
    """Within the asker's scope: sites by band here and in each area below, and the fires to be expected."""
    with centre.database.read() as session:
        return overview.summary(session, asker, area, centre.clock.now_ms())


@router.get("/cells", summary="Sites by H3 cell 风险网格", responses=responses())
def cells(
    centre: CentreOf,
    asker: Viewer,
    area: Area = "15",
    subject: Annotated[Subject | None, Query()] = None,
    resolution: Annotated[int | None, Query(ge=4, le=9, description="Otherwise by the area.")] = None,
) -> CellsOut:
    """Only of sites whose position is known; it says how many have none."""
    with centre.database.read() as session:
        return overview.cells(session, asker, area, subject, resolution)


@router.get("/sites", summary="Buildings and communities by risk 风险对象", responses=responses())
def sites(
    centre: CentreOf,
    asker: Viewer,
    subject: Annotated[Subject | None, Query()] = None,
    area: Area = "15",
    band: Annotated[list[Band] | None, Query(description="Only these, repeated.")] = None,
    category: Annotated[str | None, Query(pattern=r"^[a-z-]{1,32}$")] = None,
    organisation_id: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    q: Annotated[str, Query(max_length=64, description="A part of a name.")] = "",
    cells: Annotated[str, Query(max_length=4_000, description="Only in these H3 cells: with commas.")] = "",
    outline: Annotated[
        str,
        Query(
            max_length=8_000,
            description="Only within this outline: longitude,latitude of each corner (WGS-84), with spaces.",
        ),
    ] = "",
    order: Annotated[Order, Query()] = "risk",
    after: Annotated[str | None, Query(max_length=128)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SiteList:
    """Within the asker's scope; a page goes on behind `after`."""
    chosen = inside.read(cells, outline)
    behind = cursor.read(after, order)
    with centre.database.read() as session:
        here = overview.cells_within(session, asker, area, chosen)
        filters = Filters(subject, area, band, category, organisation_id, q, here)
        seen = repository.page(session, asker, filters, order, behind, limit + 1)
        return SiteList(
            items=views.sites(session, seen[:limit], centre.clock.now_ms()),
            next=_next(seen, order, limit),
            total=repository.count(session, asker, filters),
        )


@router.get("/sites/{subject}/{id}", summary="One site's life 对象风险档案", responses=responses(404))
def site(centre: CentreOf, asker: Viewer, subject: OneSubject, id: PathId) -> SiteDetail:
    """Score, all reasons with their records, what moved it, and what the centre does not know."""
    with centre.database.read() as session:
        seen = entering.found(session, asker, subject, id)
        return life.detail(session, seen, centre.clock.now_ms())


@router.post(
    "/sites/{subject}/{id}/what-if", summary="What would the score be if 情景推演", responses=_CHANGES
)
def what_if(centre: CentreOf, asker: Viewer, subject: OneSubject, id: PathId, told: WhatIfIn) -> WhatIfOut:
    """Nothing of it is kept."""
    with centre.database.read() as session:
        seen = entering.found(session, asker, subject, id)
        return supposing.what_if(session, seen, told, centre.clock.now_ms())


@router.put("/sites/{subject}/{id}/traits", summary="What the registry does not hold", responses=_CHANGES)
def traits(centre: CentreOf, asker: Editor, subject: OneSubject, id: PathId, told: TraitsIn) -> SiteDetail:
    """Entered by a person; the score follows within a minute."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        entering.enter(
            session, asker, centre.settings.risk, subject, id, told, by=person(asker, told.by), now=now
        )
    with centre.database.read() as session:
        return life.detail(session, entering.found(session, asker, subject, id), now)


def _weekly(
    centre: CentreOf,
    asker: Inspector,
    area: Area = "15",
    subject: Annotated[Subject | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 30,
) -> WeeklyOut:
    with centre.database.read() as session:
        return lists.weekly(session, asker, area, subject, limit, centre.clock.now_ms())


Weekly = Annotated[WeeklyOut, Depends(_weekly)]


@router.get("/weekly", summary="Most worth visiting this week 每周重点检查清单", responses=responses())
def weekly(told: Weekly) -> WeeklyOut:
    """By expected fires, those that were not inspected for longest first among equals."""
    return told


@router.get(
    "/weekly.csv",
    summary="The weekly list as CSV",
    responses={**responses(404), 200: {"content": {"text/csv": {}}, "description": "UTF-8."}},
    response_class=Response,
)
def weekly_csv(told: Weekly) -> Response:
    """UTF-8 with a byte order mark, as spreadsheets want it."""
    return Response(lists.as_csv(told), media_type="text/csv; charset=utf-8", headers=_named(told, "csv"))


@router.get(
    "/weekly.pdf",
    summary="The weekly list to print",
    responses={**responses(404), 200: {"content": {"application/pdf": {}}, "description": "To print."}},
    response_class=Response,
)
def weekly_pdf(centre: CentreOf, told: Weekly) -> Response:
    """On A4, Chinese first."""
    content = lists.printed(told, centre.clock.now_ms())
    return Response(content, media_type="application/pdf", headers=_named(told, "pdf"))


def _next(seen: list[repository.Seen], order: str, limit: int) -> str | None:
    return cursor.write(repository.place_of(seen[limit - 1], order), order) if len(seen) > limit else None


def _named(told: WeeklyOut, ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="weekly-{told.area}-{told.monday}.{ending}"'}
