"""Whether a row fits what is there: its references, its natural key, its place in the asker's scope.

In the check of a workbook a row may refer to one of an earlier sheet that is not in the records yet:
`Ahead` knows those, as the hashes of their keys, so that a file of a million rows fits in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cloud.areas.tree import AREAS
from cloud.duty.days import day_of
from cloud.imports import inspection_rows, record_rows
from cloud.imports.fault import CellFault
from cloud.imports.lookups import Lookups
from cloud.imports.sheets import Row
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import sees
from runtime import clock


class Ahead:
    """The natural keys of the rows so far."""

    def __init__(self) -> None:
        self._keys: set[int] = set()

    def add(self, *key: object) -> bool:
        """Keep a key; False: it was there already."""
        found = hash(key)
        if found in self._keys:
            return False
        self._keys.add(found)
        return True

    def __contains__(self, key: tuple[object, ...]) -> bool:
        return hash(key) in self._keys


class Wrong(Exception):
    """What is wrong with one field of a row."""

    def __init__(self, field: str, fault: CellFault) -> None:
        super().__init__(field)
        self.field = field
        self.fault = fault


#: The fields that are a row's natural key.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "townships": ("code",),
    "organisations": ("number",),
    "buildings": ("organisation", "name"),
    "floors": ("organisation", "building", "level"),
    "rooms": ("organisation", "building", "level", "name"),
    "gateways": ("gateway",),
    "devices": ("organisation", "name"),
    "points": ("gateway", "part"),
    "supervision": ("organisation",),
    "inspections": ("number",),
    "hazards": ("number",),
    "patrols": ("organisation", "number"),
    "fires": ("number",),
    "works": ("number",),
    "weather": ("area", "day"),
    "population": ("area", "day"),
    "stations": ("number",),
    "units": ("name",),
    "waters": ("number",),
    "facilities": ("number",),
}


def check(asker: Asker, kind: str, row: Row, found: Lookups, ahead: Ahead) -> None:
    """Raise Wrong for the first thing that does not fit; else keep the row's key."""
    values = row.values
    _CHECKS[kind](asker, values, found, ahead)
    if not ahead.add(kind, *(values[name] for name in KEYS[kind])):
        raise Wrong(
            KEYS[kind][-1],
            CellFault(
                "twice", "与前面某行重复,请删除一行。", "The same as a row before. Delete one of them."
            ),
        )
    if kind == "gateways":
        ahead.add("gateway-of", values["organisation"], values["gateway"])
    if kind == "organisations":
        ahead.add("area-of", values["number"], values["area"])


def _township(asker: Asker, values: dict[str, Any], _found: Lookups, _ahead: Ahead) -> None:
    if values["code"][:6] not in AREAS:
        raise Wrong("code", _nowhere(f"旗县区 {values['code'][:6]}", f"county {values['code'][:6]}"))
    if not sees(asker, values["code"][:6]):
        raise Wrong("code", _OUTSIDE)


def _organisation(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    there = found.organisations.get(values["number"])
    if not sees(asker, values["area"], there.id if there is not None else None):
        raise Wrong("area", _OUTSIDE)
    township = values.get("township")
    if township is not None and not township.startswith(values["area"]):
        raise Wrong(
            "township",
            CellFault("other-area", "该乡镇不在此区划内。", "This township does not lie in the area."),
        )
    code = values.get("credit_code")
    if code is not None:
        if found.credit_codes.get(code, values["number"]) != values["number"]:
            raise Wrong("credit_code", _taken(found.credit_codes[code]))
        if not ahead.add("credit-code", code):
            raise Wrong("credit_code", CellFault("twice", "与前面某行重复。", "The same as in a row before."))


def _building(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    _owner(values, found, ahead)
    if (values.get("longitude") is None) != (values.get("latitude") is None):
        name = "longitude" if values.get("longitude") is None else "latitude"
        raise Wrong(
            name,
            CellFault("half-position", "经度和纬度须同时填写。", "Longitude and latitude belong together."),
        )


def _floor(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    _place(values, found, ahead, _owner(values, found, ahead), ("building",))
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
    _place(values, found, ahead, _owner(values, found, ahead), ("building", "level"))
    _on_plan(values)


def _gateway(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = _owner(values, found, ahead)
    _place(values, found, ahead, owner, _said(values))
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
        raise Wrong("gateway", _OUTSIDE)
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
    owner = _owner(values, found, ahead)
    _place(values, found, ahead, owner, _said(values))
    if values.get("gateway") is not None:
        _bound(values, found, ahead, owner)
    _on_plan(values)


def _point(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = _owner(values, found, ahead)
    _bound(values, found, ahead, owner)
    _place(values, found, ahead, owner, _said(values))
    device = values.get("device")
    if device is not None and not (
        (owner is not None and (owner.id, device) in found.devices)
        or ("devices", values["organisation"], device) in ahead
    ):
        raise Wrong("device", _nowhere(f"设备“{device}”", f"device “{device}”"))
    there = found.points.get((values["gateway"], values["part"]))
    if there is not None and (owner is None or there.organisation_id != owner.id):
        raise Wrong("part", _taken("-"))
    _on_plan(values)


def _record(kind: str) -> Callable[[Asker, dict[str, Any], Lookups, Ahead], None]:
    def checked(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
        owner = _owner(values, found, ahead)
        _place(values, found, ahead, owner, _said(values))
        today = day_of(clock.now_ms())
        fault = inspection_rows.fault_of(
            kind, values, owner, found.records, lambda number: ("inspections", number) in ahead, today
        )
        if fault is not None:
            raise Wrong(*fault)

    return checked


def _fire(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    if values["organisation"] is not None:
        owner = _owner(values, found, ahead)
        _place(values, found, ahead, owner, _said(values))
    fault = record_rows.fire_fault(asker, values, found.fires.get(values["number"]), clock.now_ms())
    if fault is not None:
        raise Wrong(*fault)


def _work(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = _owner(values, found, ahead)
    _place(values, found, ahead, owner, _said(values))
    fault = record_rows.work_fault(asker, values, found.works.get(values["number"]))
    if fault is not None:
        raise Wrong(*fault)


def _daily(asker: Asker, values: dict[str, Any], _found: Lookups, _ahead: Ahead) -> None:
    fault = record_rows.daily_fault(asker, values, day_of(clock.now_ms()).isoformat())
    if fault is not None:
        raise Wrong(*fault)


def _station(asker: Asker, values: dict[str, Any], found: Lookups, _ahead: Ahead) -> None:
    there = found.stations.get(values["number"])
    if not sees(asker, values["area"]) or (there is not None and not sees(asker, there.area)):
        raise Wrong("area", _OUTSIDE)


def _facility(asker: Asker, values: dict[str, Any], found: Lookups, _ahead: Ahead) -> None:
    there = found.facilities.get(values["number"])
    if not sees(asker, values["area"]) or (there is not None and not sees(asker, there.area)):
        raise Wrong("area", _OUTSIDE)


def _water(asker: Asker, values: dict[str, Any], found: Lookups, _ahead: Ahead) -> None:
    there = found.waters.get(values["number"])
    if not sees(asker, values["area"]) or (there is not None and not sees(asker, there.area)):
        raise Wrong("area", _OUTSIDE)
    gateway, part = values.get("gateway"), values.get("part")
    if (gateway is None) != (part is None):
        raise Wrong(
            "gateway" if gateway is None else "part",
            CellFault("half-point", "监测网关和监测部件须同时填写。", "Gateway and part belong together."),
        )
    if gateway is not None and part is not None and (gateway, part) not in found.points:
        raise Wrong("part", _nowhere(f"点位 {gateway}/{part}", f"point {gateway}/{part}"))


def _unit(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    station, there = found.stations.get(values["station"]), found.units.get(values["name"])
    if station is None and ("stations", values["station"]) not in ahead:
        number = values["station"]
        raise Wrong("station", _nowhere(f"编号为 {number} 的站点", f"station {number}"))
    if station is not None and not sees(asker, station.area, station.organisation_id):
        raise Wrong("station", _OUTSIDE)
    if there is not None and not sees(asker, there.area, there.organisation_id):
        raise Wrong("name", _taken("-"))


def _owner(values: dict[str, Any], found: Lookups, ahead: Ahead) -> Organisation | None:
    """The organisation; None: it is in an earlier sheet."""
    number = values["organisation"]
    owner = found.organisations.get(number)
    if owner is None and ("organisations", number) not in ahead:
        raise Wrong("organisation", _nowhere(f"编号为 {number} 的单位", f"organisation {number}"))
    return owner


def _said(values: dict[str, Any]) -> tuple[str, ...]:
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


def _place(
    values: dict[str, Any],
    found: Lookups,
    ahead: Ahead,
    owner: Organisation | None,
    steps: tuple[str, ...],
) -> None:
    number = values["organisation"]
    building = level = room = None
    if "building" in steps:
        building = found.buildings.get((owner.id, values["building"])) if owner is not None else None
        if building is None and ("buildings", number, values["building"]) not in ahead:
            raise Wrong(
                "building", _nowhere(f"建筑“{values['building']}”", f"building “{values['building']}”")
            )
    if "level" in steps:
        level = found.floors.get((building.id, values["level"])) if building is not None else None
        if level is None and ("floors", number, values["building"], values["level"]) not in ahead:
            raise Wrong("level", _nowhere(f"楼层 {values['level']}", f"floor {values['level']}"))
    if "room" in steps:
        room = found.rooms.get((level.id, values["room"])) if level is not None else None
        key = ("rooms", number, values["building"], values["level"], values["room"])
        if room is None and key not in ahead:
            raise Wrong("room", _nowhere(f"房间“{values['room']}”", f"room “{values['room']}”"))


def _bound(values: dict[str, Any], found: Lookups, ahead: Ahead, owner: Organisation | None) -> None:
    place = found.gateways.get(values["gateway"])
    bound = place is not None and owner is not None and place.organisation_id == owner.id
    if not bound and ("gateway-of", values["organisation"], values["gateway"]) not in ahead:
        raise Wrong(
            "gateway",
            _nowhere(
                f"属于该单位的网关 {values['gateway']}", f"gateway {values['gateway']} of this organisation"
            ),
        )


def _on_plan(values: dict[str, Any]) -> None:
    if (values.get("x_m") is None) != (values.get("y_m") is None):
        name = "x_m" if values.get("x_m") is None else "y_m"
        raise Wrong(name, CellFault("half-position", "平面X和Y须同时填写。", "Plan x and y belong together."))


def _nowhere(zh: str, en: str) -> CellFault:
    return CellFault(
        "refers-nowhere", f"没有{zh}。请先导入或更正。", f"There is no {en}. Import it first, or correct it."
    )


def _taken(by: str) -> CellFault:
    return CellFault("taken", f"已被其他单位使用({by})。", f"It is already another organisation's ({by}).")


_OUTSIDE: Final = record_rows.OUTSIDE

_CHECKS: Final[dict[str, Callable[[Asker, dict[str, Any], Lookups, Ahead], None]]] = {
    "townships": _township,
    "organisations": _organisation,
    "buildings": _building,
    "floors": _floor,
    "rooms": _room,
    "gateways": _gateway,
    "devices": _device,
    "points": _point,
    **{kind: _record(kind) for kind in inspection_rows.KINDS},
    "fires": _fire,
    "works": _work,
    **dict.fromkeys(record_rows.DAILY, _daily),
    "stations": _station,
    "units": _unit,
    "waters": _water,
    "facilities": _facility,
}
