"""The load of seats over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from cloud.centre import Centre, CentreOf
from cloud.database import counters
from cloud.duty import figures, figures_repository, service
from cloud.duty.days import DAY_MS
from cloud.duty.figure_schemas import FigureList, LoadList, csv_rows, figure, loaded
from cloud.duty.room_endpoints import Moment, PathId, Viewer, span
from cloud.errors import ApiError, responses
from cloud.imports.templates import csv_text
from cloud.people.asker import Asker

router = APIRouter(prefix="/api/v1/duty", tags=["duty"])

Period = Annotated[Literal["day", "shift"], Query()]
CSV = "text/csv; charset=utf-8"
#: Loads on demand span a month at most; longer ones are rolled up.
_ON_DEMAND_MS = 31 * DAY_MS


@router.get("/rooms/{id}/load", summary="The load of each seat over any span", responses=responses(404))
def load(centre: CentreOf, asker: Viewer, id: PathId, start: Moment = None, end: Moment = None) -> LoadList:
    """By default of the last day; with every flood. A month at most."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        room = service.found(session, asker, id)
        start_at, end_at = span(start, end, now, DAY_MS)
        if end_at - start_at > _ON_DEMAND_MS:
            raise ApiError(
                422,
                "bad-span",
                "时段不超过 31 天;更长的时段请查询按日或按班次的统计。",
                "The span is 31 days at most; ask for the figures by day or shift instead.",
                "query.end",
            )
        found = figures.of_room(session, room, start_at, end_at, now)
        return LoadList(items=[loaded(*each, start_at, end_at, now) for each in found])


@router.get("/rooms/{id}/figures", summary="The load by day or by shift", responses=responses(404))
def rolled_up(
    centre: CentreOf,
    asker: Viewer,
    id: PathId,
    period: Period = "day",
    start: Moment = None,
    end: Moment = None,
) -> FigureList:
    """Of days and shifts that are over; by default those of the last 30 days."""
    return _figures(centre, asker, id, period, start, end)


@router.get(
    "/rooms/{id}/figures.csv",
    summary="The load by day or by shift, as CSV",
    responses={**responses(404), 200: {"content": {"text/csv": {}}, "description": "The figures."}},
    response_class=Response,
)
def rolled_up_csv(
    centre: CentreOf,
    asker: Viewer,
    id: PathId,
    period: Period = "day",
    start: Moment = None,
    end: Moment = None,
) -> Response:
    """For a spreadsheet: UTF-8, headings in both languages."""
    found = _figures(centre, asker, id, period, start, end)
    return attached(csv_text(csv_rows(found.items)), CSV, f"duty-figures-{id}-{period}.csv")


def attached(body: bytes, media: str, name: str) -> Response:
    """A file to be kept."""
    return Response(body, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def _figures(
    centre: Centre, asker: Asker, id: int, period: str, start: int | None, end: int | None
) -> FigureList:
    until = figures.DAYS_UNTIL if period == "day" else figures.SHIFTS_UNTIL
    with centre.database.read() as session:
        service.found(session, asker, id)
        start_at, end_at = span(start, end, centre.clock.now_ms(), 30 * DAY_MS)
        rows = figures_repository.figures(session, id, period, start_at, end_at)
        return FigureList(
            items=[figure(row, seat) for row, seat in rows], rolled_until=counters.current(session, until)
        )
