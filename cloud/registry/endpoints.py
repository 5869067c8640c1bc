"""Gateways and parts over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.registry import views
from cloud.registry.schemas import GatewayList, PartList

router = APIRouter(prefix="/api/v1", tags=["registry"])


@router.get("/gateways", summary="Gateways: link, clock, books", responses=responses())
def gateways(centre: CentreOf) -> GatewayList:
    """Every gateway that has ever been heard."""
    with centre.database.read() as session:
        return GatewayList(items=views.gateways(session))


@router.get(
    "/parts", summary="Parts: what they are, their level, their newest readings", responses=responses()
)
def parts(centre: CentreOf, gateway: Annotated[str | None, Query(max_length=64)] = None) -> PartList:
    """Every part, or those of one gateway."""
    with centre.database.read() as session:
        return PartList(items=views.parts(session, centre.latest, gateway))
