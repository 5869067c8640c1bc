"""The one map's places over HTTP; a page asks again when the live stream says that something changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy.orm import Session

from cloud.centre import CentreOf
from cloud.dispatch.sites import repository
from cloud.dispatch.sites.schemas import AlarmSiteOut, RoomSiteOut, SitesOut
from cloud.errors import responses
from cloud.organisations.position import Position, to_wgs84
from cloud.organisations.tables import Building
from cloud.people.asker import Asker, Permission, needs
from cloud.vocabulary import LabelOut
from telemetry.event_kinds import EVENT_KINDS, FIRE_CLASS

router = APIRouter(prefix="/api/v1/map", tags=["map"])

MOST = 2_000
_KINDS = {kind.value: LabelOut(zh=EVENT_KINDS[kind].zh, en=EVENT_KINDS[kind].en) for kind in FIRE_CLASS}


@router.get("/sites", summary="Buildings whose alarms ring, and control rooms 一张图", responses=responses())
def sites(centre: CentreOf, asker: Annotated[Asker, needs(Permission.VIEW)]) -> SitesOut:
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


def _alarms(session: Session, asker: Asker) -> list[AlarmSiteOut]:
    counted = repository.rung(session, asker)
    by_building: dict[int, list[repository.Rung]] = {}
    for row in counted:
        by_building.setdefault(row[0], []).append(row)
    links = repository.links(session, by_building)
    found = []
    for building, organisation in repository.placed(session, asker, by_building, MOST):
        rows = by_building[building.id]
        at = _where(building)
        gateways, silent = links.get(building.id, (0, 0))
        found.append(
            AlarmSiteOut(
                building_id=building.id,
                building=building.name,
                organisation_id=building.organisation_id,
                organisation=organisation,
                longitude=at.longitude,
                latitude=at.latitude,
                counts={kind: count for _, kind, count, *_ in rows},
                unacknowledged=sum(row[3] for row in rows),
                first_alarm=min(row[4] for row in rows),
                first_at=min(row[5] for row in rows),
                gateways=gateways,
                silent=silent,
            )
        )
    return found


def _where(building: Building) -> Position:
    given = Position(building.longitude or 0.0, building.latitude or 0.0)
    return to_wgs84(given, "gcj02" if building.datum == "gcj02" else "wgs84")
