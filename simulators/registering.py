"""Writes a building down in the centre's registry, over its HTTP interface, as an installer would.

Organisation, building, floors, rooms with their outlines, the gateway, every point with its position: what a
plan is drawn from; and its control room. A building that is there already is left as it is.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from runtime.faults import PlainFault
from simulators.building import Building, Room

_TIMEOUT_S: Final = 15.0
#: 火灾报警系统, of GB/T 26875.3 table 4.
_FIRE_ALARM_SYSTEM: Final = 1


class Registrar:
    """Speaks to one centre. `address` is where its page is."""

    def __init__(self, address: str) -> None:
        self._root = f"{address}/api/v1"
        # A proxy of the machine's own settings would be asked for loopback too.
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def register(self, house: Building) -> bool:
        """Write it all down; False: it was there. Raises PlainFault with what the centre says."""
        number = f"{house.area}-{house.gateway}"[:64]
        told = {"number": number, "name": house.name.zh, "category": "office", "area": house.area}
        try:
            owner = self._post("/organisations", told)
        except _Taken:
            return False
        lowest, highest = min(self._levels(house)), max(self._levels(house))
        storeys = {"storeys": max(0, highest), "storeys_below": max(0, -lowest)}
        building = self._post(f"/organisations/{owner}/buildings", {"name": house.name.zh, **storeys})
        rooms = self._rooms(house, building)
        self._send(
            "PUT",
            f"/organisations/{owner}/gateways/{house.gateway}",
            {"building_id": building, "name": house.name.zh},
        )
        room = {"name": f"{house.name.zh}消防控制室", "organisation_id": owner, "building_id": building}
        self._post("/duty/rooms", room)
        for thing in house.sensed:
            x, y = house.spot(thing)
            self._post(
                f"/organisations/{owner}/points",
                {
                    "gateway": house.gateway,
                    "part": thing.id,
                    "name": thing.name.zh,
                    "system_type": _FIRE_ALARM_SYSTEM,
                    "component_type": thing.component_type,
                    "building_id": building,
                    "room_id": rooms[thing.room],
                    "x_m": x,
                    "y_m": y,
                },
            )
        return True

    def _rooms(self, house: Building, building: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for level in sorted(self._levels(house)):
            rooms = [room for room in house.rooms if room.floor == level]
            size = {
                "plan_width_m": max(room.origin[0] + room.size[0] for room in rooms),
                "plan_depth_m": max(room.origin[1] + room.size[1] for room in rooms),
            }
            floor = self._post(f"/buildings/{building}/floors", {"level": level, **size})
            for room in rooms:
                outline = {"name": room.name.zh, "outline": _outline(room), "area_m2": room.area}
                found[room.id] = self._post(f"/floors/{floor}/rooms", outline)
        return found

    def _levels(self, house: Building) -> set[int]:
        return {room.floor for room in house.rooms}

    def _post(self, path: str, told: Mapping[str, Any]) -> int:
        number: int = self._send("POST", path, told)["id"]
        return number

    def _send(self, method: str, path: str, told: Mapping[str, Any]) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the address is this machine's own
            self._root + path,
            json.dumps(told).encode(),
            {"content-type": "application/json"},
            method=method,
        )
        try:
            with self._open(request, timeout=_TIMEOUT_S) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as fault:
            words = fault.read().decode("utf-8", "replace")
            if fault.code == 409 and '"taken"' in words:
                raise _Taken from None
            raise PlainFault(f"{method} {path}: {words}") from None
        except OSError as fault:
            raise PlainFault(f"{self._root}: {fault}; is the centre running?") from None


class _Taken(Exception):
    """There is such a thing already."""


def _outline(room: Room) -> list[list[float]]:
    (x, y), (width, depth) = room.origin, room.size
    return [[x, y], [x + width, y], [x + width, y + depth], [x, y + depth]]
