"""Whether rows of forces and of what they refer to fit: stations, units, waters, places. Raises Wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cloud.imports.fault import CellFault
from cloud.imports.lookups import Lookups
from cloud.imports.record_rows import OUTSIDE
from cloud.imports.wrong import Ahead, Wrong, nowhere, taken
from cloud.people.asker import Asker
from cloud.people.scope import sees


def _station(asker: Asker, values: dict[str, Any], found: Lookups, _ahead: Ahead) -> None:
    there = found.stations.get(values["number"])
    if not sees(asker, values["area"]) or (there is not None and not sees(asker, there.area)):
        raise Wrong("area", OUTSIDE)


def _facility(asker: Asker, values: dict[str, Any], found: Lookups, _ahead: Ahead) -> None:
    there = found.facilities.get(values["number"])
    if not sees(asker, values["area"]) or (there is not None and not sees(asker, there.area)):
        raise Wrong("area", OUTSIDE)


def _water(asker: Asker, values: dict[str, Any], found: Lookups, _ahead: Ahead) -> None:
    there = found.waters.get(values["number"])
    if not sees(asker, values["area"]) or (there is not None and not sees(asker, there.area)):
        raise Wrong("area", OUTSIDE)
    gateway, part = values.get("gateway"), values.get("part")
    if (gateway is None) != (part is None):
        raise Wrong(
            "gateway" if gateway is None else "part",
            CellFault("half-point", "监测网关和监测部件须同时填写。", "Gateway and part belong together."),
        )
    if gateway is not None and part is not None and (gateway, part) not in found.points:
        raise Wrong("part", nowhere(f"点位 {gateway}/{part}", f"point {gateway}/{part}"))


def _unit(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    station, there = found.stations.get(values["station"]), found.units.get(values["name"])
    if station is None and ("stations", values["station"]) not in ahead:
        number = values["station"]
        raise Wrong("station", nowhere(f"编号为 {number} 的站点", f"station {number}"))
    if station is not None and not sees(asker, station.area, station.organisation_id):
        raise Wrong("station", OUTSIDE)
    if there is not None and not sees(asker, there.area, there.organisation_id):
        raise Wrong("name", taken("-"))


CHECKS: Final[dict[str, Callable[[Asker, dict[str, Any], Lookups, Ahead], None]]] = {
    "stations": _station,
    "units": _unit,
    "waters": _water,
    "facilities": _facility,
}
