"""What an alarm's dispatch request reports: building, floor, device, position. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms.tables import Alarm
from cloud.database.among import among
from cloud.dispatch.deciding.conditions import Answer
from cloud.dispatch.deciding.incident_types import of_category
from cloud.dispatch.incidents.happenings import Source
from cloud.dispatch.incidents.opening import Reported
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.organisations.position import Position, to_wgs84
from cloud.organisations.tables import Building, Floor, Organisation, Point, Room
from cloud.registry.tables import Gateway


class _Place(NamedTuple):
    building: Building | None
    organisation: Organisation | None


def reported(session: Session, requests: Sequence[DispatchRequest]) -> dict[int, Reported]:
    """The report of each request, by the request's id."""
    rows = {row.id: row for row in alarms.by_ids(session, {each.alarm_id for each in requests})}
    places = _places(session, {row.gateway for row in rows.values()})
    levels = _levels(session, list(rows.values()))
    return {
        each.id: _reported(each, rows[each.alarm_id], places, levels.get(each.alarm_id))
        for each in requests
        if each.alarm_id in rows
    }


def _reported(
    request: DispatchRequest, alarm: Alarm, places: dict[str, _Place], level: int | None
) -> Reported:
    building, organisation = places.get(alarm.gateway, _Place(None, None))
    category = organisation.category if organisation is not None else ""
    at = _position(building)
    names = [
        organisation.name if organisation is not None else "",
        building.name if building is not None else "",
        alarm.place_zh or alarm.place_en,
    ]
    answers: dict[str, Answer] = {} if level is None else {"floor": float(level)}
    if building is not None and building.storeys:
        answers["storeys"] = float(building.storeys)
    return Reported(
        source=Source.ALARM,
        type=of_category(category),
        place=" ".join(name for name in names if name) or alarm.gateway,
        area=alarm.area or request.area,
        at=request.requested_at,
        by=request.by,
        latitude=at.latitude if at is not None else None,
        longitude=at.longitude if at is not None else None,
        floor="" if level is None else str(level),
        text=f"{alarm.device_zh or alarm.device_en} {alarm.gateway}/{alarm.part}",
        building_id=building.id if building is not None else None,
        organisation_id=organisation.id if organisation is not None else alarm.organisation_id,
        category=category,
        alarm_id=alarm.id,
        key=f"alarm/{alarm.id}/{request.activation}",
        answers=answers,
    )


def _position(building: Building | None) -> Position | None:
    if building is None or building.longitude is None or building.latitude is None:
        return None
    told = Position(building.longitude, building.latitude)
    return to_wgs84(told, "gcj02" if building.datum == "gcj02" else "wgs84")


def _places(session: Session, gateways: Collection[str]) -> dict[str, _Place]:
    rows = session.execute(
        select(Gateway.gateway, Building, Organisation)
        .join(Building, Building.id == Gateway.building_id, isouter=True)
        .join(Organisation, Organisation.id == Gateway.organisation_id, isouter=True)
        .where(among(session, Gateway.gateway, gateways))
    )
    return {gateway: _Place(building, organisation) for gateway, building, organisation in rows}


def _levels(session: Session, rows: Sequence[Alarm]) -> dict[int, int]:
    """The floor on which each alarm's part stands, where that has been entered."""
    found = session.execute(
        select(Point.gateway, Point.part, Floor.level, Room.floor_id)
        .join(Room, Room.id == Point.room_id, isouter=True)
        .join(Floor, (Floor.id == Room.floor_id) | (Room.id.is_(None) & (Floor.id == Point.floor_id)))
        .where(
            among(session, Point.gateway, {row.gateway for row in rows}),
            among(session, Point.part, {row.part for row in rows}),
        )
    )
    levels = {(gateway, part): level for gateway, part, level, _ in found}
    return {row.id: levels[row.gateway, row.part] for row in rows if (row.gateway, row.part) in levels}
