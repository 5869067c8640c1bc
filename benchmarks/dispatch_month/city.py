"""A city on a plain: stations with their units, micro-stations, and buildings that are connected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.dispatch_month.assumptions import OCCUPANCIES
from cloud.dispatch.forces.station_kinds import StationKind
from cloud.dispatch.forces.tables import Station
from cloud.dispatch.travel_time.port import Place

_SOUTH, _WEST = 40.75, 111.55
#: Sides in degrees: some 22 km by 25.
_HIGH, _WIDE = 0.20, 0.30
_STATIONS, _SMALL, _MICRO, _BUILDINGS = (4, 5), 8, 70, 2_000

_ENGINE: Final = {"attack": 1.0, "crew": 6.0, "water_l": 5_000.0, "pump_l_s": 50.0, "breathing": 8.0}
_TANKER: Final = {"attack": 1.0, "crew": 6.0, "water_l": 10_000.0, "pump_l_s": 60.0, "breathing": 8.0}
_LADDER: Final = {"crew": 3.0, "reach_24m": 1.0, "reach_32m": 1.0}
_TALL_LADDER: Final = {**_LADDER, "reach_54m": 1.0}
_RESCUE: Final = {
    "rescue": 1.0, "crew": 5.0, "command": 1.0, "lighting": 1.0, "extrication": 1.0, "medical": 1.0,
}  # fmt: skip
_FOAM: Final = {"attack": 1.0, "crew": 5.0, "foam_l": 4_000.0, "pump_l_s": 80.0, "hazmat": 1.0}
_MICRO_GIVES: Final = {"first_aid_fire": 1.0, "crew": 3.0}


@dataclass
class Crew:
    """A unit: where it lives, where it is, and to what it is bound; moved by the month."""

    id: int
    station: int
    kind: StationKind
    home: Place
    gives: dict[str, float]
    place: Place
    inside: bool = True
    bound: int | None = None


@dataclass(frozen=True)
class Building:
    """A connected building."""

    place: Place
    category: str
    storeys: int


@dataclass(frozen=True)
class City:
    """All of it."""

    stations: dict[int, Station]
    crews: list[Crew]
    buildings: list[Building]


def city(draw: np.random.Generator) -> City:
    """The city of a seed."""
    stations: dict[int, Station] = {}
    crews: list[Crew] = []
    rows, columns = _STATIONS
    for at in range(rows * columns):
        lat = _SOUTH + (at // columns + 0.5 + draw.normal(0, 0.12)) * _HIGH / rows
        lon = _WEST + (at % columns + 0.5 + draw.normal(0, 0.12)) * _WIDE / columns
        gives = [_ENGINE, _TANKER, _LADDER if at % 4 else _TALL_LADDER, _FOAM if at % 3 == 0 else _RESCUE]
        _add(stations, crews, StationKind.REGULAR, Place(lat, lon), gives, float(draw.integers(200, 500)))
    for _ in range(_SMALL):
        _add(stations, crews, StationKind.SMALL, _somewhere(draw), [_ENGINE], float(draw.integers(60, 200)))
    for _ in range(_MICRO):
        _add(stations, crews, StationKind.MICRO, _somewhere(draw), [_MICRO_GIVES], 0.0)
    return City(stations, crews, [_building(draw) for _ in range(_BUILDINGS)])


def somewhere(draw: np.random.Generator) -> Place:
    """A place that anything may happen at: more in the middle than at the edge."""
    return _somewhere(draw)


def _add(
    stations: dict[int, Station],
    crews: list[Crew],
    kind: StationKind,
    place: Place,
    units: list[dict[str, float]],
    risk_s: float,
) -> None:
    number = len(stations) + 1
    stations[number] = Station(
        id=number, number=f"{number:03}", name=f"{number:03}", kind=kind, latitude=place.lat,
        longitude=place.lon, risk_s=risk_s, closed=False,
    )  # fmt: skip
    crews += [
        Crew(len(crews) + at, number, kind, place, dict(gives), place)
        for at, gives in enumerate(units, start=1)
    ]


def _somewhere(draw: np.random.Generator) -> Place:
    lat, lon = (float(np.clip(draw.normal(0.5, 0.22), 0.0, 1.0)) for _ in range(2))
    return Place(_SOUTH + lat * _HIGH, _WEST + lon * _WIDE)


def _building(draw: np.random.Generator) -> Building:
    names = list(OCCUPANCIES)
    category = names[draw.choice(len(names), p=[each.share for each in OCCUPANCIES.values()])]
    least, most = OCCUPANCIES[category].storeys
    return Building(_somewhere(draw), category, int(draw.integers(least, most + 1)))
