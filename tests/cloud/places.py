"""A small registry of places for tests: what is told, and how it gets in."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.organisations import nouns, service
from cloud.organisations.schemas import GatewayPlaceIn, OrganisationIn
from cloud.organisations.tables import Organisation
from cloud.people.asker import LOCAL, Asker, Permission
from tests.cloud.said import NOW

CREDIT_CODE = "91350100M000100Y43"
HOHHOT = Asker("呼和浩特", areas=("1501",), permissions=frozenset(Permission))


def organisation_told(number: str = "150102-000017", **changed: Any) -> dict[str, Any]:
    return {
        "number": number,
        "name": "呼和浩特市蒙源酒店有限公司",
        "category": "high-rise",
        "area": "150102",
        "address": "海拉尔大街12号",
        "contacts": [{"name": "王芳", "phone": "13904711234", "duty": "消防安全管理人"}],
        "persons": 120,
    } | changed


def add_organisation(session: Session, number: str = "150102-000017", **changed: Any) -> Organisation:
    told = OrganisationIn.model_validate(organisation_told(number, **changed))
    row = service.add_organisation(session, LOCAL, told, NOW)
    session.flush()
    return row


def furnish(session: Session, owner: Organisation, gateway: str, points: int = 2) -> dict[str, Any]:
    """A building with a floor, a room, a gateway, a device and points."""
    made: dict[str, Any] = {}

    def add(noun: nouns.Noun, **values: Any) -> Any:
        made[noun.word] = service.add(session, LOCAL, noun, owner, values, NOW)
        return made[noun.word]

    building = add(nouns.BUILDING, name="主楼", address="海拉尔大街12号")
    floor = add(nouns.FLOOR, building_id=building.id, level=3)
    room = add(nouns.ROOM, floor_id=floor.id, name="302室", outline=[])
    made["gateway"] = service.bind(
        session, LOCAL, owner, gateway, GatewayPlaceIn(building_id=building.id, name="消控室网关"), NOW
    )
    device = add(nouns.DEVICE, name="1号报警控制器", gateway=gateway, serial="GST-88123")
    for at in range(points):
        add(
            nouns.POINT,
            gateway=gateway,
            part=f"panel-1/1-{at:03}",
            name="三层302室感烟",
            system_type=1,
            component_type=42,
            room_id=room.id,
            device_id=device.id,
        )
    return made
