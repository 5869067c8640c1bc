"""What a unit's position shows about its state. Pure.

Only a fresh position of good quality shows anything; one that is stale is never trusted (`fresh`). Distances
are assumptions: a gate and a yard are within 150 m, a fire and the street before it within 200 m.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloud.dispatch.forces.states import Signal, UnitState
from cloud.dispatch.travel_time.port import Place, straight_m

AT_STATION_M: Final = 150.0
AT_SCENE_M: Final = 200.0
#: A unit that passes the scene at speed has not arrived.
STOPPING_KMH: Final = 15.0

S = UnitState


@dataclass(frozen=True)
class Sighting:
    """Where a unit was: its place, km/h, the position's own time in ms, and whether it was a good fix."""

    place: Place
    speed_kmh: float
    at: int
    good: bool = True


def fresh(sighting: Sighting | None, now: int, stale_after_s: float) -> bool:
    """Whether it may be believed now; a time that lies ahead by more than that is no time."""
    if sighting is None or not sighting.good:
        return False
    return abs(now - sighting.at) <= stale_after_s * 1000


def shown(
    state: UnitState, since: int, sighting: Sighting, base: Place | None, scene: Place | None
) -> Signal | None:
    """The signal that a fresh position gives; None: it shows nothing new. `since`: when the state began.

    A position from before the state began says nothing about it.
    """
    if sighting.at < since:
        return None
    at_base = base is not None and straight_m(sighting.place, base) <= AT_STATION_M
    if state in (S.ORDERED, S.TURNED_OUT, S.EN_ROUTE) and scene is not None:
        near = straight_m(sighting.place, scene) <= AT_SCENE_M
        if near and sighting.speed_kmh <= STOPPING_KMH:
            return Signal.ARRIVE
    if state in (S.ORDERED, S.TURNED_OUT) and base is not None and not at_base:
        return Signal.LEAVE
    if state in (S.RETURNING, S.MOVING_UP) and at_base and sighting.speed_kmh <= STOPPING_KMH:
        return Signal.HOME
    return None
