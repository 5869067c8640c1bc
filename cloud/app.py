"""The HTTP application: every noun's endpoints, what stands before them, and the page."""

from __future__ import annotations

from fastapi import FastAPI

from cloud import failures, pages
from cloud.access import endpoints as access
from cloud.alarms import endpoints as alarms
from cloud.centre import Centre
from cloud.events import endpoints as events
from cloud.guard import Guard
from cloud.live import endpoints as live
from cloud.overview import endpoints as overview
from cloud.overview.service import program_version
from cloud.registry import endpoints as registry
from cloud.timeseries import endpoints as timeseries

MAX_BODY_BYTES = 64_000

ROUTERS = (overview, alarms, registry, timeseries, events, access, live)


def make_app(centre: Centre) -> FastAPI:
    """The application over a running centre."""
    app = FastAPI(
        title="草原哨 Steppewatch",
        summary="Fire-safety telemetry of a province: alarms, parts, gateways, readings.",
        version=program_version(),
        # The interactive pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_BODY_BYTES,
    )
    app.state.centre = centre
    failures.install(app)
    for noun in ROUTERS:
        app.include_router(noun.router)
    pages.install(app, centre.settings.web_dist)
    app.add_middleware(Guard, hosts=centre.settings.hosts)
    return app
