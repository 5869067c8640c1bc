"""What a fire engine may do and how fast, as tables; whoever runs a region may give others.

Sources. *Speeds by class*: the order of the classes is that of the default profiles of OSRM (`car.lua`)
and Valhalla (`auto`), set down to the pace of a loaded engine of 16 to 20 t; an assumption in its height.
In London (29,771 runs, LFB 2020-2021, OGL v3) the median engine makes 23 km/h over 1 to 2 km and 36 km/h
over 4 to 8 km, station to fire. *Hours*: the same runs, median of measured over fitted time by hour.
*Surfaces, off-road, barriers, contraflow*: assumptions. All are to be set right with runs of the region
itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

#: Groups of classes that share a factor by hour.
MAIN, LOCAL, RURAL = range(3)


class RoadClass(NamedTuple):
    """A value of `highway`: pace in km/h, its group, and whether an engine may use it untold."""

    kmh: float
    group: int
    open: bool = True


CLASSES: dict[str, RoadClass] = {
    "motorway": RoadClass(85, MAIN),
    "motorway_link": RoadClass(50, MAIN),
    "trunk": RoadClass(75, MAIN),
    "trunk_link": RoadClass(45, MAIN),
    "primary": RoadClass(60, MAIN),
    "primary_link": RoadClass(40, MAIN),
    "secondary": RoadClass(52, MAIN),
    "secondary_link": RoadClass(38, MAIN),
    "tertiary": RoadClass(45, MAIN),
    "tertiary_link": RoadClass(35, MAIN),
    "unclassified": RoadClass(38, LOCAL),
    "road": RoadClass(30, LOCAL),
    "residential": RoadClass(28, LOCAL),
    "living_street": RoadClass(12, LOCAL),
    "service": RoadClass(15, LOCAL),
    "busway": RoadClass(45, MAIN),
    "track": RoadClass(20, RURAL),
    "emergency_bay": RoadClass(15, LOCAL),
    "escape": RoadClass(15, LOCAL, open=False),
    # Fire lanes and squares: only where the tags let an engine in.
    "pedestrian": RoadClass(8, LOCAL, open=False),
    "footway": RoadClass(8, LOCAL, open=False),
    "cycleway": RoadClass(8, LOCAL, open=False),
    "path": RoadClass(8, RURAL, open=False),
    "bridleway": RoadClass(8, RURAL, open=False),
}

#: The classes by number.
KINDS: tuple[str, ...] = tuple(CLASSES)

#: `surface` that slows an engine, km/h at most; what is not named is taken for paved.
SURFACE_KMH: dict[str, float] = {
    "compacted": 45,
    "fine_gravel": 45,
    "gravel": 40,
    "pebblestone": 35,
    "unpaved": 35,
    "cobblestone": 30,
    "sett": 35,
    "unhewn_cobblestone": 25,
    "dirt": 25,
    "earth": 25,
    "ground": 25,
    "grass": 15,
    "grass_paver": 25,
    "sand": 12,
    "mud": 8,
    "snow": 15,
    "ice": 12,
    "salt": 30,
    "rock": 12,
}
#: `tracktype`, km/h at most.
TRACK_KMH: dict[str, float] = {"grade1": 35, "grade2": 30, "grade3": 25, "grade4": 18, "grade5": 12}
#: `smoothness`, km/h at most; 0 is no way for an engine.
SMOOTHNESS_KMH: dict[str, float] = {
    "bad": 30,
    "very_bad": 15,
    "horrible": 8,
    "very_horrible": 5,
    "impassable": 0,
}

#: The tag that speaks for an engine, the most special first.
ACCESS_KEYS = ("emergency", "motor_vehicle", "vehicle", "access")
#: Values that let an engine in. A private road is entered; a gate on it costs its delay.
ACCESS_OPEN = frozenset(
    (
        *("yes", "permissive", "designated", "official", "destination", "customers", "private", "delivery"),
        *("agricultural", "forestry", "permit", "residents", "unknown"),
    )
)
#: Tags that open the other direction of a one-way to an engine: its own exemption, and contraflow bus lanes.
ONEWAY_EXEMPT = (("oneway:emergency", "no"), ("oneway:bus", "no"), ("oneway:psv", "no"))

#: Barriers: seconds to pass, None for what an engine cannot. What is not named is passed.
BARRIER_S: dict[str, float | None] = {
    "gate": 20,
    "lift_gate": 10,
    "swing_gate": 20,
    "sliding_gate": 20,
    "toll_booth": 5,
    "border_control": 30,
    "cattle_grid": 2,
    "chain": 20,
    "bollard": None,
    "block": None,
    "jersey_barrier": None,
    "debris": None,
    "wall": None,
    "fence": None,
    "ditch": None,
    "log": None,
    "cycle_barrier": None,
    "motorcycle_barrier": None,
    "kissing_gate": None,
    "stile": None,
    "turnstile": None,
    "bus_trap": None,
    "planter": None,
}


@dataclass(frozen=True)
class Vehicle:
    """What must pass under, over and through: a water tender as it leaves the station, loaded."""

    height_m: float = 3.6
    width_m: float = 2.5
    length_m: float = 9.0
    weight_t: float = 18.0
    axle_t: float = 11.5
    top_kmh: float = 90.0


@dataclass(frozen=True)
class Policy:
    """Everything that shapes the graph of a region; another policy is another graph."""

    vehicle: Vehicle = field(default_factory=Vehicle)
    #: Pace as a share of a posted limit: junctions, bends and a heavy vehicle against blue light.
    limit_share: float = 0.8
    #: A posted limit lifts a class at most so far.
    limit_lift: float = 1.25
    #: Classes of which one-ways are run in the other direction too, and how fast.
    contraflow: frozenset[str] = frozenset()
    contraflow_kmh: float = 20.0
    #: Cross-country driving, walking from the kerb, and the longest leg off the road that is tried.
    steppe_kmh: float = 12.0
    foot_kmh: float = 4.0
    detour: float = 1.3
    off_road_limit_m: float = 50_000.0


#: Factors on travel time by hour: measured for the streets of a city; a track knows no rush hour.
_CITY_HOURS = (
    *(0.96, 0.96, 0.98, 0.98, 0.95, 0.96, 0.97, 0.99, 0.99, 0.98, 1.01, 1.04),
    *(1.04, 1.05, 1.05, 1.05, 1.05, 1.04, 1.02, 0.98, 0.95, 0.94, 0.93, 0.94),
)
HOUR_FACTORS: tuple[tuple[float, ...], ...] = (_CITY_HOURS, _CITY_HOURS, (1.0,) * 24)
