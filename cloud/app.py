"""The HTTP application: every noun's endpoints, what stands before them, and the page."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

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
    app = _api()
    app.state.centre = centre
    pages.install(app, centre.settings.web_dist)
    # The guard stands outside the limit: it puts the limit's refusal into our words.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY_BYTES)
    app.add_middleware(Guard, hosts=centre.settings.hosts)
    return app


def openapi_document() -> dict[str, Any]:
    """The description of the API, which needs no running centre."""
    return _api().openapi()


def _api() -> FastAPI:
    app = FastAPI(
        title="草原哨 Steppewatch",
        summary="Fire-safety telemetry of a province: alarms, parts, gateways, readings.",
        version=program_version(),
        # The interactive pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    failures.install(app)
    for noun in ROUTERS:
        app.include_router(noun.router)
    return app
