"""`/metrics`, where Prometheus looks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.metrics import service
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(tags=["overview"])


@router.get(
    "/metrics",
    summary="This process's figures for Prometheus",
    response_class=Response,
    responses=responses() | {200: {"content": {"text/plain": {}}, "description": "Prometheus' text format."}},
)
def metrics(
    centre: CentreOf, _asker: Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]
) -> Response:
    """Lag, depth, received, stored, shed, dead letters and dropped by lane; receipts; memory."""
    return Response(service.exposition(centre), media_type=CONTENT_TYPE_LATEST)
