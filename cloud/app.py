"""The HTTP application: every noun's endpoints, what stands before them, and the page.

A process without the role `pages` tells of itself and takes messages in over HTTP, and serves nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI

from cloud import failures, pages
from cloud.access import intake_endpoints as http_intake
from cloud.alarm_groups import endpoints as alarm_groups
from cloud.alarm_watch import endpoints as alarm_watch
from cloud.alarms import endpoints as alarms
from cloud.areas import endpoints as areas
from cloud.audit import endpoints as audit
from cloud.body_limits import BodyLimits
from cloud.brokers import endpoints as brokers
from cloud.brokers.doors import Doors
from cloud.budgets import endpoints as budgets
from cloud.by_noun import ByNoun
from cloud.centre import Centre
from cloud.checklists import endpoints as checklists
from cloud.city import endpoints as city
from cloud.commands import endpoints as commands
from cloud.dead_letters import endpoints as dead_letters
from cloud.departments import endpoints as departments
from cloud.description import DescribedApi
from cloud.dispatch.carried import endpoints as carried
from cloud.dispatch.crews import command_endpoints as crews_commanding
from cloud.dispatch.crews import endpoints as crews
from cloud.dispatch.crews import live_endpoints as crews_listening
from cloud.dispatch.crews import road_endpoints as crews_on_the_road
from cloud.dispatch.facilities import endpoints as facilities
from cloud.dispatch.forces import endpoints as forces
from cloud.dispatch.incidents import endpoints as incidents
from cloud.dispatch.incidents import order_endpoints as dispatch_orders
from cloud.dispatch.incidents import reach_endpoints as dispatch_reach
from cloud.dispatch.jt808 import endpoints as vehicles
from cloud.dispatch.preplans import endpoints as preplans
from cloud.dispatch.sites import endpoints as sites
from cloud.dispatch.tiles import endpoints as tiles
from cloud.dispatch.waters import endpoints as waters
from cloud.dispatch_requests import endpoints as dispatch_requests
from cloud.draws import endpoints as draws
from cloud.draws import public_endpoints as public_draws
from cloud.duty import endpoints as duty
from cloud.enrolment import endpoints as enrolment
from cloud.events import endpoints as events
from cloud.export import endpoints as export
from cloud.fires import endpoints as fires
from cloud.fleet import endpoints as fleet
from cloud.guard import Guard
from cloud.hazards import endpoints as hazards
from cloud.history import endpoints as history
from cloud.imports import endpoints as imports
from cloud.imports import set_aside_endpoints as import_rows
from cloud.inspections import endpoints as inspections
from cloud.inspectors import endpoints as inspectors
from cloud.jobs import endpoints as jobs
from cloud.live import endpoints as live
from cloud.maintenance import endpoints as maintenance
from cloud.matching import endpoints as matching
from cloud.metrics import endpoints as metrics
from cloud.notification import endpoints as notification
from cloud.notification import message_endpoints as messages
from cloud.organisations import below_endpoints as below_organisations
from cloud.organisations import endpoints as organisations
from cloud.overview import endpoints as overview
from cloud.overview.service import program_version
from cloud.patrols import endpoints as patrols
from cloud.people import endpoints as people
from cloud.plans import endpoints as plans
from cloud.profiles import endpoints as profiles
from cloud.push import endpoints as push
from cloud.quality import endpoints as quality
from cloud.registry import endpoints as registry
from cloud.risk import endpoints as risk
from cloud.risk.index import endpoints as risk_index
from cloud.risk.model_health import endpoints as risk_models
from cloud.risk.scores import endpoints as risk_scores
from cloud.risk.warnings import endpoints as risk_warnings
from cloud.risk_sources import endpoints as risk_sources
from cloud.search import endpoints as search
from cloud.set_aside import endpoints as set_aside
from cloud.shelving import endpoints as shelving
from cloud.supervision import endpoints as supervision
from cloud.timeseries import endpoints as timeseries
from cloud.tls import ListenerCertificate
from cloud.transmission import endpoints as transmission
from cloud.verification_links import endpoints as verification_links
from cloud.weather import endpoints as weather
from cloud.webhooks import endpoints as webhooks
from telemetry.messages import MAX_MESSAGE_BYTES

MAX_BODY_BYTES = 64_000
#: Paths whose bodies may be larger, or must be smaller.
BODY_LIMITS = {"/api/v1/ingest/": MAX_MESSAGE_BYTES, "/api/v1/risk/models": 17_000_000}

ROUTERS = (
    overview,
    alarm_groups,
    city,
    alarms,
    alarm_watch,
    dispatch_requests,
    verification_links,
    shelving,
    maintenance,
    registry,
    supervision,
    timeseries,
    set_aside,
    jobs,
    events,
    dead_letters,
    http_intake,
    metrics,
    live,
    people,
    audit,
    webhooks,
    notification,
    messages,
    export,
    history,
    fleet,
    quality,
    enrolment,
    brokers,
    budgets,
    areas,
    organisations,
    below_organisations,
    search,
    import_rows,
    imports,
    matching,
    fires,
    risk_sources,
    profiles,
    plans,
    transmission,
    vehicles,
    forces,
    incidents,
    dispatch_orders,
    waters,
    facilities,
    preplans,
    crews,
    crews_on_the_road,
    crews_listening,
    crews_commanding,
    carried,
    dispatch_reach,
    sites,
    weather,
    tiles,
    push,
    commands,
    duty,
    checklists,
    inspectors,
    inspections,
    hazards,
    draws,
    public_draws,
    patrols,
    departments,
    risk,
    risk_scores,
    risk_warnings,
    risk_models,
    risk_index,
)

#: What a process answers that only works: about itself, and to gateways without MQTT.
WORKER_ROUTERS = (overview.watched, metrics.router)


def make_app(centre: Centre, certificate: ListenerCertificate | None = None) -> FastAPI:
    """The application over a running centre; `certificate` is its listener's, which names hosts too."""
    serves_pages = "pages" in centre.roles
    app = _api() if serves_pages else _api(_worker_routers(centre), described=False)
    app.state.centre = centre
    app.state.doorkeeper = centre.people.doorkeeper
    if serves_pages:
        pages.install(app, centre.settings.web_dist)
    # The guard stands outside the limit: it puts the limit's refusal into our words.
    app.add_middleware(BodyLimits, by_prefix=BODY_LIMITS, otherwise=MAX_BODY_BYTES)
    app.add_middleware(Guard, hosts=centre.settings.hosts, certificate=certificate)
    # Brokers ask all day; they show a secret of their own and nothing else is looked at for them.
    if serves_pages:
        app.add_middleware(Doors, desk=centre.brokers)
    return app


def openapi_document() -> dict[str, Any]:
    """The description of the API, which needs no running centre."""
    return _api().openapi()


def _worker_routers(centre: Centre) -> list[APIRouter]:
    return [*WORKER_ROUTERS, http_intake.router] if "ingest" in centre.roles else list(WORKER_ROUTERS)


def _api(routers: Iterable[APIRouter] | None = None, *, described: bool = True) -> FastAPI:
    app = DescribedApi(
        title="草原哨 Steppewatch",
        summary="Fire-safety telemetry of a province: alarms, parts, gateways, readings.",
        version=program_version(),
        # The interactive pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if described else None,
    )
    failures.install(app)
    # A noun's routes are whole as they stand: to include its router would build each of them once more.
    found = [noun.router for noun in ROUTERS] if routers is None else routers
    routes = [route for router in found for route in router.routes]
    app.router.routes.extend([ByNoun(routes), *routes])
    return app
