"""The place that a row names: its organisation, and building, floor, room or gateway of it. Raises Wrong."""

from __future__ import annotations

from typing import Any

from cloud.imports.fault import CellFault
from cloud.imports.lookups import Lookups
from cloud.imports.wrong import Ahead, Wrong, nowhere
from cloud.organisations.tables import Organisation


def owner_of(values: dict[str, Any], found: Lookups, ahead: Ahead) -> Organisation | None:
    """The organisation; None: it is in an earlier sheet."""
    number = values["organisation"]
    owner = found.organisations.get(number)
    if owner is None and ("organisations", number) not in ahead:
        raise Wrong("organisation", nowhere(f"编号为 {number} 的单位", f"organisation {number}"))
    return owner


def steps_of(values: dict[str, Any]) -> tuple[str, ...]:
    """How far down a row says its place. Each step needs those above it."""
    steps = ("building", "level", "room")
    said = [name for name in steps if values.get(name) is not None]
    for at, name in enumerate(said):
        if steps[at] != name:
            above = {"building": ("建筑名称", "building"), "level": ("楼层", "floor level")}[steps[at]]
            raise Wrong(
                name,
                CellFault("place-half", f"还须填写“{above[0]}”。", f"Fill in the {above[1]} too."),
            )
    return tuple(said)


def placed(
    values: dict[str, Any],
    found: Lookups,
    ahead: Ahead,
    owner: Organisation | None,
    steps: tuple[str, ...],
) -> None:
    """Building, floor and room, as far down as the row says."""
    number = values["organisation"]
    building = level = room = None
    if "building" in steps:
        building = found.buildings.get((owner.id, values["building"])) if owner is not None else None
        if building is None and ("buildings", number, values["building"]) not in ahead:
            raise Wrong(
                "building", nowhere(f"建筑“{values['building']}”", f"building “{values['building']}”")
            )
    if "level" in steps:
        level = found.floors.get((building.id, values["level"])) if building is not None else None
        if level is None and ("floors", number, values["building"], values["level"]) not in ahead:
            raise Wrong("level", nowhere(f"楼层 {values['level']}", f"floor {values['level']}"))
    if "room" in steps:
        room = found.rooms.get((level.id, values["room"])) if level is not None else None
        key = ("rooms", number, values["building"], values["level"], values["room"])
        if room is None and key not in ahead:
            raise Wrong("room", nowhere(f"房间“{values['room']}”", f"room “{values['room']}”"))


def bound(values: dict[str, Any], found: Lookups, ahead: Ahead, owner: Organisation | None) -> None:
    """The gateway is bound to the organisation."""
    place = found.gateways.get(values["gateway"])
    held = place is not None and owner is not None and place.organisation_id == owner.id
    if not held and ("gateway-of", values["organisation"], values["gateway"]) not in ahead:
        raise Wrong(
            "gateway",
            nowhere(
                f"属于该单位的网关 {values['gateway']}", f"gateway {values['gateway']} of this organisation"
            ),
        )


def on_plan(values: dict[str, Any]) -> None:
    """Both coordinates on the floor's plan, or neither."""
    if (values.get("x_m") is None) != (values.get("y_m") is None):
        name = "x_m" if values.get("x_m") is None else "y_m"
        raise Wrong(name, CellFault("half-position", "平面X和Y须同时填写。", "Plan x and y belong together."))
