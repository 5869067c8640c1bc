"""Which alarms, gateways and devices are a room's, and which a seat's: conditions of queries, and one test.

What hangs on no building of an organisation is of the rooms of all its buildings: nothing falls between two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from cloud.alarms.tables import Alarm
from cloud.duty.tables import DutyRoom, DutySeat
from cloud.maintenance.tables import Maintenance
from cloud.people.scope import in_area
from cloud.registry.tables import Gateway
from cloud.shelving.tables import Shelf


def alarms_of(room: DutyRoom) -> ColumnElement[bool]:
    """The condition that an alarm is the room's."""
    return _by_gateway(room, Alarm)


def shelves_of(room: DutyRoom) -> ColumnElement[bool]:
    """The condition that what lies on the shelf is the room's."""
    return _by_gateway(room, Shelf)


def works_of(room: DutyRoom) -> ColumnElement[bool]:
    """The condition that declared works are the room's: those of its building, or of a gateway there."""
    if room.organisation_id is None or room.building_id is None:
        return _by_gateway(room, Maintenance)
    at_a_gateway = _by_gateway(room, Maintenance)
    return or_(
        at_a_gateway,
        and_(
            Maintenance.organisation_id == room.organisation_id, Maintenance.building_id == room.building_id
        ),
    )


def _by_gateway(room: DutyRoom, table: Any) -> ColumnElement[bool]:
    if room.organisation_id is None:
        return in_area(table.area, room.area)
    own: ColumnElement[bool] = table.organisation_id == room.organisation_id
    if room.building_id is None:
        return own
    gateways = select(Gateway.gateway).where(gateways_of(room))
    return and_(own, table.gateway.in_(gateways))


def gateways_of(room: DutyRoom) -> ColumnElement[bool]:
    """The condition that a gateway is the room's."""
    if room.organisation_id is None:
        return in_area(Gateway.area, room.area)
    return below(room, Gateway)


def below(room: DutyRoom, table: Any) -> ColumnElement[bool]:
    """The condition that a thing of the room's organisation, and its building, is the room's."""
    own: ColumnElement[bool] = table.organisation_id == room.organisation_id
    if room.building_id is None:
        return own
    return and_(own, or_(table.building_id == room.building_id, table.building_id.is_(None)))


def is_of(
    room: DutyRoom, seat: DutySeat, area: str, organisation_id: int | None, building_id: int | None
) -> bool:
    """Whether an alarm of this place is the seat's."""
    if seat.areas and not any(area.startswith(prefix) for prefix in seat.areas):
        return False
    return is_in(room, area, organisation_id, building_id)


def is_in(room: DutyRoom, area: str, organisation_id: int | None, building_id: int | None) -> bool:
    """Whether an alarm of this place is the room's."""
    if room.organisation_id is None:
        return room.area == "15" or area.startswith(room.area)
    if organisation_id != room.organisation_id:
        return False
    return room.building_id is None or building_id in (None, room.building_id)
