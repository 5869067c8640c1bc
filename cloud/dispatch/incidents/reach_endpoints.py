"""From where an incident or a station is reached in time, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from cloud.centre import Centre, CentreOf
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.incidents import moving
from cloud.dispatch.incidents.order_endpoints import no_position
from cloud.dispatch.incidents.schemas import BandOut, ReachOut
from cloud.dispatch.travel_time import isochrones
from cloud.dispatch.travel_time.port import Place
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["map"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]


@router.get(
    "/incidents/{number}/isochrones",
    summary="From where it is reached in time 等时圈",
    responses=responses(404, 409),
)
def incident_reach(centre: CentreOf, asker: Viewer, number: Number) -> ReachOut:
    """Against the traffic, as a proposal reckons; turnout is not in it."""
    with centre.database.read() as session:
        row = moving.found(session, asker, number)
        place = None if row.latitude is None or row.longitude is None else Place(row.latitude, row.longitude)
    if place is None:
        raise no_position()
    return _reach(centre, place)


@router.get(
    "/stations/{number}/isochrones",
    summary="From where a station is reached 站点等时圈",
    responses=responses(404, 409),
)
def station_reach(centre: CentreOf, asker: Viewer, number: Number) -> ReachOut:
    """The way towards it: where streets are one-way, the way out may take another time."""
    with centre.database.read() as session:
        row = forces.station(session, asker, number)
        if row is None:
            raise not_found("消防站", "station", "path.number")
        place = Place(row.latitude, row.longitude)
    return _reach(centre, place)


def _reach(centre: Centre, place: Place) -> ReachOut:
    found = isochrones.bands(centre.dispatch.times, place)
    if found is None:
        raise ApiError(
            409,
            "no-isochrones",
            "路径服务不提供等时圈,请配置 [dispatch] roads。",
            "The routing server gives no such surfaces. Name an extract in [dispatch] roads.",
        )
    bands, estimated = found
    return ReachOut(
        longitude=place.lon,
        latitude=place.lat,
        bands=[BandOut(minutes=band.minutes, rings=band.rings) for band in bands],
        estimated=estimated,
    )
