"""Whether rows of the registry fit: townships, organisations, what stands below them. Raises Wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cloud.areas.tree import AREAS
from cloud.imports.fault import CellFault
from cloud.imports.lookups import Lookups
from cloud.imports.places import bound, on_plan, owner_of, placed, steps_of
from cloud.imports.record_rows import OUTSIDE
from cloud.imports.wrong import Ahead, Wrong, nowhere, taken
from cloud.people.asker import Asker
from cloud.people.scope import sees


def _township(asker: Asker, values: dict[str, Any], _found: Lookups, _ahead: Ahead) -> None:
    if values["code"][:6] not in AREAS:
        raise Wrong("code", nowhere(f"旗县区 {values['code'][:6]}", f"county {values['code'][:6]}"))
    if not sees(asker, values["code"][:6]):
        raise Wrong("code", OUTSIDE)


def _organisation(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    there = found.organisations.get(values["number"])
    if not sees(asker, values["area"], there.id if there is not None else None):
        raise Wrong("area", OUTSIDE)
    township = values.get("township")
    if township is not None and not township.startswith(values["area"]):
        raise Wrong(
            "township",
            CellFault("other-area", "该乡镇不在此区划内。", "This township does not lie in the area."),
        )
    code = values.get("credit_code")
    if code is not None:
        if found.credit_codes.get(code, values["number"]) != values["number"]:
            raise Wrong("credit_code", taken(found.credit_codes[code]))
        if not ahead.add("credit-code", code):
            raise Wrong("credit_code", CellFault("twice", "与前面某行重复。", "The same as in a row before."))


def _building(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner_of(values, found, ahead)
    if (values.get("longitude") is None) != (values.get("latitude") is None):
        name = "longitude" if values.get("longitude") is None else "latitude"
        raise Wrong(
            name,
            CellFault("half-position", "经度和纬度须同时填写。", "Longitude and latitude belong together."),
        )


def _floor(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    placed(values, found, ahead, owner_of(values, found, ahead), ("building",))
    if values["level"] == 0:
        raise Wrong(
            "level",
            CellFault(
                "no-floor-0",
                "没有 0 层:地上一层为 1,地下一层为 -1。",
                "There is no floor 0: the ground floor is 1, the first below it -1.",
            ),
        )


def _room(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    placed(values, found, ahead, owner_of(values, found, ahead), ("building", "level"))
    on_plan(values)


def _gateway(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = owner_of(values, found, ahead)
    placed(values, found, ahead, owner, steps_of(values))
    place = found.gateways.get(values["gateway"])
    if place is not None and (owner is None or place.organisation_id != owner.id):
        raise Wrong(
            "gateway",
            CellFault(
                "bound-elsewhere",
                "该网关已属于其他单位,请先在原单位解除绑定。",
                "The gateway belongs to another organisation. Release it there first.",
            ),
        )
    heard = found.heard.get(values["gateway"])
    if heard is None:
        return
    if not sees(asker, heard.area, heard.organisation_id):
        raise Wrong("gateway", OUTSIDE)
    in_area = (
        owner.area == heard.area
        if owner is not None
        else ("area-of", values["organisation"], heard.area) in ahead
    )
    if not in_area:
        raise Wrong(
            "gateway",
            CellFault(
                "other-area",
                f"该网关以区划 {heard.area} 上报,与单位所在区划不符。",
                f"The gateway speaks under area {heard.area}, which is not the organisation's.",
            ),
        )


def _device(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = owner_of(values, found, ahead)
    placed(values, found, ahead, owner, steps_of(values))
    if values.get("gateway") is not None:
        bound(values, found, ahead, owner)
    on_plan(values)


def _point(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = owner_of(values, found, ahead)
    bound(values, found, ahead, owner)
    placed(values, found, ahead, owner, steps_of(values))
    device = values.get("device")
    if device is not None and not (
        (owner is not None and (owner.id, device) in found.devices)
        or ("devices", values["organisation"], device) in ahead
    ):
        raise Wrong("device", nowhere(f"设备“{device}”", f"device “{device}”"))
    there = found.points.get((values["gateway"], values["part"]))
    if there is not None and (owner is None or there.organisation_id != owner.id):
        raise Wrong("part", taken("-"))
    on_plan(values)


CHECKS: Final[dict[str, Callable[[Asker, dict[str, Any], Lookups, Ahead], None]]] = {
    "townships": _township,
    "organisations": _organisation,
    "buildings": _building,
    "floors": _floor,
    "rooms": _room,
    "gateways": _gateway,
    "devices": _device,
    "points": _point,
}
