"""Histories over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from cloud.centre import CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.history import service
from cloud.history.repository import Whose
from cloud.history.schemas import (
    CurveHistory,
    EventCounts,
    HistoryAlarms,
    HistoryEvents,
    PartHistory,
    StandingOut,
)
from cloud.people.asker import Asker, Permission, needs
from cloud.registry import repository as registry
from cloud.timeseries.endpoints import away
from cloud.timeseries.service import complete
from telemetry.event_kinds import EventKind
from telemetry.messages import MAX_TIME_MS

router = APIRouter(prefix="/api/v1/history", tags=["history"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
_Time = Annotated[int, Query(ge=0, le=MAX_TIME_MS, description="Milliseconds UTC.")]
_Gateway = Annotated[str, Query(max_length=64)]
_Part = Annotated[str, Query(max_length=96)]
_Width = Annotated[int, Query(ge=1_000, le=31 * 86_400_000, description="The length of a step.")]
_Kinds = Annotated[list[EventKind], Query(description="Only these, repeated; none: all.")]
_Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
_Limit = Annotated[int, Query(ge=1, le=1000)]


def _whose(
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    part: Annotated[str | None, Query(max_length=96)] = None,
    organisation: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    link: Annotated[bool, Query(description="With a part, what its gateway's own link did as well.")] = False,
) -> Whose:
    return Whose(gateway, part, organisation, link)


def _page(
    kinds: _Kinds = [],  # noqa: B006
    cursor: _Cursor = None,
    limit: _Limit = 200,
) -> service.Asked:
    return service.Asked(kinds, cursor, limit)


def _span(start: _Time, end: _Time) -> tuple[int, int]:
    if end <= start:
        raise ApiError(
            422, "empty-span", "结束时间必须晚于开始时间。", "`end` must be later than `start`.", "query.end"
        )
    return start, end


WhoseOf = Annotated[Whose, Depends(_whose)]
Span = Annotated[tuple[int, int], Depends(_span)]
PageOf = Annotated[service.Asked, Depends(_page)]


@router.get("/part", summary="Whose history it is", responses=responses(404))
def part(centre: CentreOf, asker: Viewer, gateway: _Gateway, part: _Part) -> PartHistory:
    """The part, its quantities with their newest values, and its gateway."""
    with centre.database.read() as session:
        if not registry.is_seen(session, asker, gateway):
            raise not_found("部件", "part", "query.part")
    complete(centre.latest, centre.series, [gateway])
    with centre.database.read() as session:
        return service.part(centre, session, asker, gateway, part)


@router.get("/curve", summary="One series with its gaps", responses=responses(404))
def curve(
    centre: CentreOf,
    asker: Viewer,
    gateway: _Gateway,
    part: _Part,
    analog_type: Annotated[int, Query(ge=0, le=255)],
    span: Span,
    points: Annotated[int, Query(ge=1, le=5000, description="At most so many buckets.")] = 500,
) -> CurveHistory:
    """Least, mean, greatest, last and count of each bucket, from roll-ups where there are any."""
    if not asker.everything:
        with centre.database.read() as session:
            if not registry.is_seen(session, asker, gateway):
                raise not_found("网关", "gateway", "query.gateway")
    try:
        return service.curve(centre, gateway, part, analog_type, *span, points)
    except Exception as fault:
        raise away(centre, fault) from fault


@router.get("/events", summary="Events of a span, newest first", responses=responses(404))
def events(
    centre: CentreOf,
    asker: Viewer,
    whose: WhoseOf,
    span: Span,
    page: PageOf,
) -> HistoryEvents:
    """By when they happened: the gateway's time, the centre's where that clock is doubtful."""
    with centre.database.read() as session:
        service.check(session, asker, whose)
        return service.events(centre, session, asker, whose, *span, page)


@router.get("/counts", summary="How often each kind began, step by step", responses=responses(404))
def counts(centre: CentreOf, asker: Viewer, whose: WhoseOf, span: Span, width_ms: _Width) -> EventCounts:
    """For spans with more events than can be shown, and for days: begin `start` at a midnight."""
    with centre.database.read() as session:
        service.check(session, asker, whose)
        return service.counts(centre, session, asker, whose, *span, width_ms)


@router.get("/alarms", summary="Alarms that stood within a span", responses=responses(404))
def alarms(
    centre: CentreOf,
    asker: Viewer,
    whose: WhoseOf,
    span: Span,
    page: PageOf,
) -> HistoryAlarms:
    """Raised before its end, and not cleared before its beginning; newest first."""
    with centre.database.read() as session:
        service.check(session, asker, whose)
        return service.alarms(centre, session, asker, whose, *span, page)


@router.get("/standing", summary="What stood, and how long links were silent", responses=responses(404))
def standing(centre: CentreOf, asker: Viewer, whose: WhoseOf, span: Span, width_ms: _Width) -> StandingOut:
    """Faults, disablements and silent links at the end of each step, from the alarms' own times."""
    with centre.database.read() as session:
        service.check(session, asker, whose)
        return service.stood(centre, session, asker, whose, *span, width_ms)
