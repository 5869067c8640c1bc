"""Who listens by a link: told that something of its own has changed, and nothing of what.

1. What a change is of stands in the change itself: a unit its number, home, base and incident; an incident
   its number and the units that are ordered to it. Nothing is looked up for it.
2. A vehicle hears of itself and of its incident; a station of the units that belong or stand by there, and of
   their incidents; a commander of the incident and of its units.
3. Who hears `changed` asks again and is answered as ever, by what the link opens then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from cloud.dispatch.crews.tables import CrewLink
from cloud.live import changes
from cloud.live.hub import Client, Passing, event
from cloud.live.ownership import Owner
from cloud.live.repository import ChangeRecord

#: Something is not what it was; a unit has only moved.
CHANGED: Final = event("changed", "{}")
MOVED: Final = event("moved", "{}")


#: The group of those who listen by a link; and of one link, so many pages at most.
CREWS: Final = "crews"
MOST_OF_ONE: Final = 8


class _Order(msgspec.Struct):
    unit_id: int


class _Incident(msgspec.Struct):
    id: int
    orders: list[_Order] = []


class _Unit(msgspec.Struct):
    id: int
    station_id: int
    base_id: int
    incident_id: int | None = None


_KINDS: Final = frozenset({changes.UNIT, changes.INCIDENT})
_incident = msgspec.json.Decoder(_Incident)
_unit = msgspec.json.Decoder(_Unit)


class CrewClient(Client):
    """One page that a link has opened."""

    def __init__(self, cursor: int, buffer: int, link: CrewLink, units: Iterable[int]) -> None:
        """`units`: those that the link sees now."""
        super().__init__(cursor, buffer, only=_KINDS)
        self.groups = [CREWS, f"{CREWS}/{link.id}"]
        self._unit, self._station, self._incident = link.unit_id, link.station_id, link.incident_id
        self._units = set(units)

    def takes(self, kind: str, payload: str, owner: Owner) -> bool:
        """Whether it is of what the link opens; its units are followed as they come and go."""
        if kind == changes.UNIT:
            return self._of_unit(_unit.decode(payload))
        if kind == changes.INCIDENT:
            told = _incident.decode(payload)
            return told.id == self._incident or any(order.unit_id in self._units for order in told.orders)
        return False

    def _of_unit(self, unit: _Unit) -> bool:
        if self._unit is not None:
            return unit.id == self._unit
        was = unit.id in self._units
        if self._station is not None:
            there = self._station in (unit.station_id, unit.base_id)
        else:
            there = unit.incident_id == self._incident
        self._units ^= {unit.id} if was != there else set()
        return was or there

    def told(self, change: ChangeRecord) -> bytes:
        """That something has changed."""
        return CHANGED

    def passed(self, passing: Passing) -> bytes:
        """That a unit has moved."""
        return MOVED


def bounds(link: CrewLink, most: int) -> dict[str, int]:
    """How many may listen: by any link, and by this one."""
    return {CREWS: most, f"{CREWS}/{link.id}": MOST_OF_ONE}
