"""The one map's places over HTTP; a page asks again when the live stream says that something changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from cloud.centre import CentreOf
from cloud.dispatch.sites import repository
from cloud.dispatch.sites.schemas import (
    AlarmSiteOut,
    BuildingDevicesOut,
    DeviceSitesOut,
    RoomSiteOut,
    SiteOut,
    SitesOut,
)
from cloud.errors import responses
from cloud.organisations import service as organisations
from cloud.organisations.nouns import BUILDING
from cloud.organisations.position import Position, to_wgs84
from cloud.organisations.tables import Building
from cloud.people.asker import Asker, Permission, needs
from cloud.vocabulary import LabelOut
from telemetry.event_kinds import EVENT_KINDS, FIRE_CLASS, EventKind

router = APIRouter(prefix="/api/v1/map", tags=["map"])

MOST = 2_000
Viewer = Annotated[Asker, needs(Permission.VIEW)]
#: What may ring without being of fire class: faults, what is switched off, who is not heard.
_TROUBLES = (
    frozenset(kind for kind, entry in EVENT_KINDS.items() if entry.alarm) - FIRE_CLASS - {EventKind.TEST}
)
_KINDS = {
    kind.value: LabelOut(zh=EVENT_KINDS[kind].zh, en=EVENT_KINDS[kind].en) for kind in FIRE_CLASS | _TROUBLES
}


@router.get("/sites", summary="Buildings whose alarms ring, and control rooms 一张图", responses=responses())
def sites(centre: CentreOf, asker: Viewer) -> SitesOut:
    """Where they stand. Buildings without a position are on no map; the list of alarms has theirs."""
    with centre.database.read() as session:
        alarms = _alarms(session, asker)
        rooms = [
            RoomSiteOut(
                room_id=room.id,
                name=room.name,
                building_id=building.id,
                longitude=(at := _where(building)).longitude,
                latitude=at.latitude,
            )
            for room, building in repository.rooms(session, asker, MOST)
        ]
    return SitesOut(
        alarms=alarms,
        rooms=rooms,
        kinds=_KINDS,
        stale_after_s=centre.dispatch.stale_after_s,
        more=MOST in (len(alarms), len(rooms)),
    )


@router.get("/devices", summary="Buildings with faults, or not heard 设备状态", responses=responses())
def devices(centre: CentreOf, asker: Viewer) -> DeviceSitesOut:
    """Where they stand; those with fire-class alarms are told by `/sites`."""
    with centre.database.read() as session:
        ringing = {row[0] for row in repository.rung(session, asker, FIRE_CLASS)}
        counts: dict[int, dict[str, int]] = {}
        for building, kind, count, *_ in repository.rung(session, asker, _TROUBLES):
            counts.setdefault(building, {})[kind] = count
        wanted = (counts.keys() | repository.silent(session, asker, MOST)) - ringing
        links = repository.links(session, wanted)
        items = [
            SiteOut(
                **_named(building, organisation),
                counts=counts.get(building.id, {}),
                **_linked(links, building.id),
            )
            for building, organisation in repository.placed(session, asker, wanted, MOST)
        ]
    return DeviceSitesOut(items=items, more=len(items) == MOST)


@router.get(
    "/buildings/{number}", summary="How a building's devices are 建筑设备状态", responses=responses(404)
)
def building(
    centre: CentreOf, asker: Viewer, number: Annotated[int, Path(ge=1, le=2**53)]
) -> BuildingDevicesOut:
    """Every kind of alarm that is open, and who is not heard."""
    with centre.database.read() as session:
        row = organisations.found(session, asker, BUILDING, number, "path.number")
        rung = repository.rung(session, asker, FIRE_CLASS | _TROUBLES, number)
        return BuildingDevicesOut(
            building_id=number,
            organisation_id=row.organisation_id,
            devices=repository.devices(session, number),
            counts={kind: count for _, kind, count, *_ in rung},
            unacknowledged=sum(row[3] for row in rung),
            **_linked(repository.links(session, [number]), number),
        )


def _named(building: Building, organisation: str) -> dict[str, Any]:
    at = _where(building)
    return {
        "building_id": building.id,
        "building": building.name,
        "organisation_id": building.organisation_id,
        "organisation": organisation,
        "longitude": at.longitude,
        "latitude": at.latitude,
    }


def _linked(links: Mapping[int, tuple[int, int]], building: int) -> dict[str, Any]:
    gateways, silent = links.get(building, (0, 0))
    return {"gateways": gateways, "silent": silent}


def _alarms(session: Session, asker: Asker) -> list[AlarmSiteOut]:
    counted = repository.rung(session, asker, FIRE_CLASS)
    by_building: dict[int, list[repository.Rung]] = {}
    for row in counted:
        by_building.setdefault(row[0], []).append(row)
    links = repository.links(session, by_building)
    found = []
    for building, organisation in repository.placed(session, asker, by_building, MOST):
        rows = by_building[building.id]
        found.append(
            AlarmSiteOut(
                **_named(building, organisation),
                counts={kind: count for _, kind, count, *_ in rows},
                unacknowledged=sum(row[3] for row in rows),
                first_alarm=min(row[4] for row in rows),
                first_at=min(row[5] for row in rows),
                **_linked(links, building.id),
            )
        )
    return found


def _where(building: Building) -> Position:
    given = Position(building.longitude or 0.0, building.latitude or 0.0)
    return to_wgs84(given, "gcj02" if building.datum == "gcj02" else "wgs84")
