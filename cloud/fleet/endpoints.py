"""The fleet's figures over HTTP: every number, and the list that it leads to."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from sqlalchemy import and_

from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.fleet import detail, lists, repository, service
from cloud.fleet.orders import OrganisationSort, WorstMeasure, behind
from cloud.fleet.schemas import (
    AreaList,
    BoundariesOut,
    FleetGatewayList,
    FleetOrganisationList,
    SummaryOut,
    ThroughputOut,
    VersionList,
    VersionOut,
    WorstList,
)
from cloud.fleet.tables import FleetVersion
from cloud.people.asker import Asker, Permission, needs
from cloud.people.scope import within
from cloud.quality import repository as quality
from cloud.quality.formulas import DAY_S, HOUR_S
from cloud.quality.schemas import QualityStep
from cloud.registry import views as registry

router = APIRouter(prefix="/api/v1/fleet", tags=["fleet"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Area = Annotated[
    str | None,
    Query(
        pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})$", description="Default: the asker's own.", examples=["1501"]
    ),
]
Limit = Annotated[int, Query(ge=1, le=200)]
Id = Annotated[int | None, Query(ge=1, le=2**53)]
DAY_MS = 86_400_000


@router.get("/summary", summary="One area's figures and its last day", responses=responses(404))
def summary(centre: CentreOf, asker: Viewer, area: Area = None) -> SummaryOut:
    """Rolled up every minute; `figures.at` says when."""
    wanted = service.look_at(asker, area)
    with centre.database.read() as session:
        return service.summary(session, asker, wanted, centre.clock.now_ms())


@router.get("/areas", summary="The figures of the areas below one", responses=responses(404))
def areas(
    centre: CentreOf,
    asker: Viewer,
    parent: Area = None,
    level: Annotated[
        Literal["next", "county"], Query(description="Directly below, or all counties.")
    ] = "next",
) -> AreaList:
    """A region's leagues, a league's counties; a county has none."""
    wanted = service.look_at(asker, parent)
    with centre.database.read() as session:
        return service.below(session, asker, wanted, level == "county")


@router.get("/throughput", summary="Flow, losses and lag, step by step", responses=responses(404))
def throughput(
    centre: CentreOf,
    asker: Viewer,
    area: Area = None,
    step: Annotated[Literal["minute", "quarter", "hour"], Query()] = "quarter",
) -> ThroughputOut:
    """Minutes of three hours, quarters of an hour of three days, or hours of five weeks."""
    wanted = service.look_at(asker, area)
    step_s = {"minute": 60, "quarter": 900, "hour": 3_600}[step]
    with centre.database.read() as session:
        return service.throughput(session, wanted, step_s, centre.clock.now_ms())


@router.get("/organisations", summary="Organisations by what is wrong with them", responses=responses())
def organisations(
    centre: CentreOf,
    asker: Viewer,
    area: Area = None,
    sort: OrganisationSort = "silent",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> FleetOrganisationList:
    """Organisations that have a gateway, the worst first by `sort`."""
    after = behind(cursor) if cursor is not None else None
    with centre.database.read() as session:
        found = lists.organisations(
            session, asker, area=area, organisation_id=None, sort=sort, after=after, limit=limit + 1
        )
        return service.organisations(session, found, limit)


@router.get("/gateways", summary="Gateways that fit every filter", responses=responses())
def gateways(
    centre: CentreOf,
    asker: Viewer,
    area: Area = None,
    organisation: Id = None,
    unbound: bool | None = None,
    link: Literal["online", "silent", "never"] | None = None,
    version: Annotated[str | None, Query(max_length=128)] = None,
    certificate_days: Annotated[
        int | None, Query(ge=0, le=3660, description="Its certificate ends within so many days.")
    ] = None,
    clock_fault: bool | None = None,
    enrolled: bool | None = None,
    cursor: Annotated[str | None, Query(max_length=128, description="`next` of the page before.")] = None,
    limit: Limit = 50,
) -> FleetGatewayList:
    """By id. Figures are those of the last scan, `scanned_at`."""
    now = centre.clock.now_ms()
    wanted = lists.GatewayFilter(
        area=area,
        organisation_id=organisation,
        unbound=unbound,
        link=link,
        version=version,
        ends_before=now + certificate_days * DAY_MS if certificate_days is not None else None,
        clock_fault=clock_fault,
        enrolled=enrolled,
    )
    with centre.database.read() as session:
        rows = lists.gateways(session, asker, wanted, cursor, limit + 1)
        return FleetGatewayList(
            items=service.gateways(session, rows[:limit]),
            next=rows[limit - 1].gateway if len(rows) > limit else None,
        )


@router.get("/gateways/{gateway}", summary="One gateway with everything about it", responses=responses(404))
def gateway(
    centre: CentreOf, asker: Viewer, gateway: Annotated[str, Path(max_length=64)]
) -> detail.GatewayDetail:
    """Its line as last scanned, what it told of itself, and the quality of its data by hour and by day."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        row = lists.gateway(session, asker, gateway)
        if row is None:
            raise not_found("网关", "gateway", "path.gateway")
        told = registry.gateways(session, [gateway])

        def steps(step_s: int, kept_ms: int) -> list[QualityStep]:
            found = quality.of_gateway(session, gateway, step_s, now - kept_ms)
            return [QualityStep(at=at, quality=service.shares(counts)) for at, counts in found]

        return detail.GatewayDetail(
            line=service.gateways(session, [row])[0],
            told=told[0] if told else None,
            hours=steps(HOUR_S, DAY_MS),
            days=steps(DAY_S, centre.settings.fleet.keep_days * DAY_MS),
        )


@router.get("/events", summary="The newest events of a gateway or an organisation", responses=responses())
def events(
    centre: CentreOf,
    asker: Viewer,
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    organisation: Id = None,
    before: Id = None,
    limit: Limit = 50,
) -> detail.RecentEvents:
    """Newest first."""
    with centre.database.read() as session:
        return detail.recent_events(
            session, asker, gateway=gateway, organisation_id=organisation, before=before, limit=limit
        )


@router.get("/worst", summary="Gateways and parts that need a look", responses=responses(404))
def worst(
    centre: CentreOf,
    asker: Viewer,
    measure: WorstMeasure = "chatter",
    area: Area = None,
    limit: Limit = 20,
) -> WorstList:
    """`chatter`, `faults`: parts by today's events. `silence`, `clock`: milliseconds. Others by gateway."""
    with centre.database.read() as session:
        return service.worst(session, asker, measure, area or "15", limit, centre.clock.now_ms())


@router.get("/versions", summary="Versions of the agents", responses=responses(404))
def versions(centre: CentreOf, asker: Viewer, area: Area = None) -> VersionList:
    """How many gateways run which version."""
    wanted = service.look_at(asker, area)
    with centre.database.read() as session:
        seen = and_(lists.in_area(FleetVersion.area, wanted), within(asker, FleetVersion.area))
        found = repository.versions(session, seen)
    return VersionList(items=[VersionOut(version=version, gateways=count) for version, count in found[:200]])


@router.get("/boundaries", summary="County borders that the operator has given", responses=responses())
def boundaries(centre: CentreOf, asker: Viewer) -> BoundariesOut:
    """Empty where `fleet.boundaries` names no file."""
    source, counties = centre.boundaries
    return BoundariesOut(source=source, counties=counties)
