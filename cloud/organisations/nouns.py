"""What lies below an organisation, as a table: names, keys, what hangs on what. The service walks it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from cloud.duty.tables import DutyRoom
from cloud.organisations.tables import Building, Device, Floor, GatewayPlace, Organisation, Point, Room
from cloud.plans.tables import FloorPlan


class Noun(NamedTuple):
    """One kind of thing in the registry of places."""

    table: type[Any]
    word: str
    zh: str
    #: Columns that must be unique together, and which of them is named when they are not.
    key: tuple[str, ...]
    #: Columns that refer to another thing of the same organisation.
    refers: tuple[tuple[str, type[Any]], ...] = ()
    #: What may refer to it: a table, and by which column.
    hanging: tuple[tuple[type[Any], str, str, str], ...] = ()


ORGANISATION: Final = Noun(
    Organisation,
    "organisation",
    "单位",
    ("number",),
    hanging=(
        (Building, "organisation_id", "建筑", "buildings"),
        (GatewayPlace, "organisation_id", "网关", "gateways"),
        (Device, "organisation_id", "设备", "devices"),
        (Point, "organisation_id", "点位", "points"),
        (DutyRoom, "organisation_id", "消防控制室", "control rooms"),
    ),
)
BUILDING: Final = Noun(
    Building,
    "building",
    "建筑",
    ("organisation_id", "name"),
    hanging=(
        (Floor, "building_id", "楼层", "floors"),
        (GatewayPlace, "building_id", "网关", "gateways"),
        (Device, "building_id", "设备", "devices"),
        (Point, "building_id", "点位", "points"),
        (DutyRoom, "building_id", "消防控制室", "control rooms"),
    ),
)
FLOOR: Final = Noun(
    Floor,
    "floor",
    "楼层",
    ("building_id", "level"),
    (("building_id", Building),),
    (
        (Room, "floor_id", "房间", "rooms"),
        (Point, "floor_id", "点位", "points"),
        (FloorPlan, "floor_id", "平面图", "plans"),
    ),
)
ROOM: Final = Noun(
    Room,
    "room",
    "房间",
    ("floor_id", "name"),
    (("floor_id", Floor),),
    (
        (GatewayPlace, "room_id", "网关", "gateways"),
        (Device, "room_id", "设备", "devices"),
        (Point, "room_id", "点位", "points"),
    ),
)
DEVICE: Final = Noun(
    Device,
    "device",
    "设备",
    ("organisation_id", "name"),
    (("building_id", Building), ("room_id", Room)),
    ((Point, "device_id", "点位", "points"),),
)
POINT: Final = Noun(
    Point,
    "point",
    "点位",
    ("gateway", "part"),
    (("building_id", Building), ("room_id", Room), ("device_id", Device), ("floor_id", Floor)),
)
