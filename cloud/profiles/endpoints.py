"""Device profiles over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.profiles.schemas import ProfileList
from cloud.profiles.shelf import Way, profiles

router = APIRouter(prefix="/api/v1", tags=["profiles"])


@router.get("/device-profiles", summary="Profiles by which devices are read", responses=responses(401, 403))
def device_profiles(
    asker: Annotated[Asker, needs(Permission.VIEW)],
    way: Annotated[Way, Query(description="Transmission devices, or devices that speak JSON.")] = "uitd",
) -> ProfileList:
    """Those of one way, for who registers a device."""
    del asker
    return ProfileList(items=list(profiles(way)))
