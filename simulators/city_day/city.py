"""The buildings of a city, from a seed: categories and names as in a simulated province, parts by storeys."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from simulators.province import name_of, shares
from simulators.province_words import MAKINGS, Making
from telemetry.areas import COUNTIES, LEAGUES
from telemetry.component_types import COMPONENT_TYPES
from telemetry.messages import Label, Part

SMOKE, HEAT, CALL_POINT, FLOW, PUMP = 42, 31, 23, 96, 95
DOOR, DAMPER, SOUNDER = 102, 103, 121
DRIVEN: Final = (DOOR, DAMPER, SOUNDER)
_IN_A_ZONE: Final = (SMOKE, SMOKE, SMOKE, HEAT, SMOKE, SMOKE, CALL_POINT, SMOKE, DOOR, SOUNDER)
_SIDES: Final = (("东区", "east"), ("西区", "west"), ("北区", "north"), ("南区", "south"))
_SYSTEM: Final = {FLOW: 12, PUMP: 12, DOOR: 13, DAMPER: 13}


@dataclass(frozen=True)
class CityBuilding:
    """One building with one gateway."""

    number: int
    area: str
    name: str
    category: str
    use: str
    storeys: int
    zones: int

    @property
    def gateway(self) -> str:
        """Its gateway."""
        return f"gw-{self.area}-{self.number:04}"

    @property
    def organisation(self) -> str:
        """The number of whose it is."""
        return f"{self.area}-{self.number:06}"

    def part(self, zone: int, place: int) -> Part:
        """The part at a place of a zone; places from 10 on are driven or watched equipment."""
        component = _IN_A_ZONE[place] if place < len(_IN_A_ZONE) else (FLOW, PUMP, DAMPER)[place % 3]
        address = zone * 20 + place + 1
        floor, side = zone // len(_SIDES) + 1, _SIDES[zone % len(_SIDES)]
        term = COMPONENT_TYPES[component]
        return Part(
            part=f"panel-1/{zone // 10 + 1}-{address % 200:03}",
            system_type=_SYSTEM.get(component, 1),
            system_address=1,
            component_type=component,
            component_address=address,
            device=Label(zh=term.zh, en=term.en),
            place=Label(zh=f"{floor}层{side[0]}", en=f"Floor {floor} {side[1]}"),
        )

    def places(self, component: int) -> list[int]:
        """The places of a zone where such a part is."""
        found = [place for place, kind in enumerate(_IN_A_ZONE) if kind == component]
        return found or [{FLOW: 12, PUMP: 13, DAMPER: 14}[component]]


def buildings(count: int, seed: int, city: str = "1501") -> Iterator[CityBuilding]:
    """So many buildings of the city's counties, spread by residents. Homes have no panel and no gateway."""
    draw = random.Random(f"{seed} city {city}")
    league = next(zh for code, zh, _ in LEAGUES if code == city)
    counties = {code: (zh, people) for code, zh, _, people in COUNTIES if code.startswith(city)}
    makings = [making for making in MAKINGS if making.endings]
    number = 0
    for area, share in shares({code: float(people) for code, (_, people) in counties.items()}, count):
        for making in draw.choices(makings, [making.share for making in makings], k=share):
            number += 1
            yield _building(draw, number, area, making, f"{league}{counties[area][0]}")


def _building(draw: random.Random, number: int, area: str, making: Making, place: str) -> CityBuilding:
    storeys = draw.randint(*making.storeys)
    return CityBuilding(
        number, area, name_of(draw, making, place), making.category, making.use, storeys, max(2, storeys * 4)
    )
