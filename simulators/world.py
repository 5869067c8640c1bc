"""What is in the air of the building at a moment: fires, nuisances and replayed curves, added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot

import numpy as np

from simulators import smoke_spread
from simulators.actions import Nuisance, StartFire
from simulators.building import Building
from simulators.fires import Array
from simulators.replay import Curve
from simulators.smoke_spread import Exposure

#: A fire is followed for this long at most, scenario seconds; by then its smoke is gone.
LONGEST_S = 3 * 3600.0
#: And for at least this long after its flames begin.
_AFTER_S = 3600.0
_AMBIENT_C = 21.0


@dataclass(frozen=True)
class Air:
    """At each sensing thing: smoke dB/m in the chamber, element temperature °C, CO ppm; order of `names`."""

    smoke_db_m: Array
    temperature_c: Array
    co_ppm: Array


@dataclass(frozen=True)
class Burning:
    """A fire that was started at `begun_s` of the scenario, and what everybody meets from it."""

    action: StartFire
    begun_s: float
    exposure: Exposure


def burn(building: Building, action: StartFire, begun_s: float, fought_s: float | None = None) -> Burning:
    """Work out the whole fire (some tenths of a second of computing): call it off the event loop."""
    extinguished = None if fought_s is None else fought_s - begun_s
    length = min(action.smoulder_minutes * 60 + action.steady_minutes * 60 + _AFTER_S, LONGEST_S)
    exposure = smoke_spread.exposure(
        building, action.fire(extinguished), action.room, action.at, length_s=length
    )
    return Burning(action, begun_s, exposure)


def fought(building: Building, burning: Burning, now_s: float) -> Burning:
    """The same fire once the brigade has it: the past stays, the rest dies away."""
    return burn(building, burning.action, burning.begun_s, now_s)


@dataclass
class World:
    """The building's air. `at` answers for every sensing thing at once, in the order of `names`."""

    building: Building
    fires: dict[str, Burning] = field(default_factory=dict)
    _nuisances: list[tuple[Nuisance, float]] = field(default_factory=list)
    _curves: list[tuple[str, Curve, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Fix the order in which everything that senses is named."""
        self.things = tuple(thing for thing in self.building.sensed if thing.senses != "none")
        self.names = tuple(thing.id for thing in self.things)
        self._rooms = np.array([thing.room for thing in self.things])

    def nuisance(self, action: Nuisance, now_s: float) -> None:
        """Toast or steam begins; what is long over is forgotten."""
        self._nuisances = [(old, begun) for old, begun in self._nuisances if now_s - begun < 7200]
        self._nuisances.append((action, now_s))

    def play(self, room: str, curve: Curve, now_s: float, speed: float) -> None:
        """A measured curve begins in a room."""
        self._curves = [entry for entry in self._curves if now_s - entry[2] < 7200]
        self._curves.append((room, curve, now_s, speed))

    def at(self, now_s: float) -> Air:
        """The air at `now_s` of the scenario."""
        smoke, heat, co = (np.zeros(len(self.things)) for _ in range(3))
        for burning in self.fires.values():
            more = burning.exposure.at(now_s - burning.begun_s)
            smoke, heat, co = smoke + more[0], np.maximum(heat, more[1]), co + more[2]
        for action, begun in self._nuisances:
            smoke = smoke + self._nuisance_at(action, now_s - begun)
        for room, curve, begun, speed in self._curves:
            more_smoke, more_heat, more_co = curve.at((now_s - begun) * speed)
            here = self._rooms == room
            smoke, co = smoke + here * more_smoke, co + here * more_co
            heat = np.maximum(heat, here * more_heat)
        return Air(smoke, _AMBIENT_C + heat, co)

    def _nuisance_at(self, action: Nuisance, since_s: float) -> Array:
        """A pulse that rises for a third of its length and fades; weaker with distance (1 + r)^-1.

        Toast and steam are not modelled further: no plume, no heat. What a photoelectric chamber makes of
        them is set by the scenario (`peak_db_m`), for no measured series of nuisances is to be had.
        """
        length = action.minutes * 60.0
        if since_s <= 0:
            return np.zeros(len(self.things))
        rising = length / 3
        shape = since_s / rising if since_s < rising else float(np.exp(-(since_s - rising) / (length / 3)))
        seat = action.at or self.building.room(action.room).middle
        near = np.array(
            [self._near(thing.room == action.room, self.building.spot(thing), seat) for thing in self.things]
        )
        return action.peak_db_m * shape * near

    @staticmethod
    def _near(same_room: bool, spot: tuple[float, float], seat: tuple[float, float]) -> float:
        return 1.0 / (1.0 + hypot(spot[0] - seat[0], spot[1] - seat[1])) if same_room else 0.0
