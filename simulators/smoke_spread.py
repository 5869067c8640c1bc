"""What every detector of a building meets while a fire burns: its room's ceiling jet, then the hot layers.

The room of origin gives its detectors the ceiling jet, late by its travel. Every room collects smoke, heat
and CO in a well-mixed upper layer; openings exchange it with their neighbours, so these see late and diluted
smoke. Three balances over the rooms (smoke extinction area m², CO kg, heat kJ), stepped explicitly:

    dX/dt = given off + sum over openings of flow (X_other/V_other - X/V) - X/V · air change

Flow through an opening between a hot and a cold room: (A/3) C sqrt(g h dT/T), Brown and Solvason, Int. J.
Heat and Mass Transfer 5 (1962) 859, C = 0.6. A quiet building still has dT of 0.5 K. Smoke crosses a room at
0.3 m/s once it is cold.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import hypot

import numpy as np

from simulators import fires, sensing
from simulators.building import Building, Sensed, Spot
from simulators.fires import AIR_DENSITY, AIR_HEAT, AMBIENT_K, GRAVITY, RADIANT_SHARE, Array, Fire

#: The layer is taken as the upper share of the room from the first moment.
LAYER_SHARE = 0.6
DISCHARGE = 0.6
QUIET_K = 0.5
#: Heat lost to ceiling and walls, kW/(m² K), over the ceiling area counted twice.
WALL_LOSS = 0.015
#: Speed of cold smoke along a ceiling, m/s.
DRIFT_SPEED = 0.3
#: What the brigade's fans do once the fire is out, air changes an hour.
FANS = 20.0
RTI = 50.0


@dataclass(frozen=True)
class Exposure:
    """What each of `names` meets: arrays (detectors, times), `step_s` apart, from the fire's beginning.

    `smoke_db_m` is what a photoelectric chamber reads, dB/m (ten times the optical density a metre); `heat_k`
    the excess temperature of a heat element; `co_ppm` the gas at the ceiling. After the last column all is
    over.
    """

    names: tuple[str, ...]
    step_s: float
    smoke_db_m: Array
    heat_k: Array
    co_ppm: Array

    def at(self, since_s: float) -> tuple[Array, Array, Array]:
        """Smoke, heat and CO, each (detectors,), `since_s` after the beginning."""
        column = since_s / self.step_s
        low = int(column)
        if since_s < 0 or low + 1 >= self.smoke_db_m.shape[1]:
            nothing = np.zeros(len(self.names))
            return nothing, nothing, nothing
        share = column - low
        return tuple(  # type: ignore[return-value]
            values[:, low] * (1 - share) + values[:, low + 1] * share
            for values in (self.smoke_db_m, self.heat_k, self.co_ppm)
        )


def exposure(
    building: Building, fire: Fire, room: str, at: Spot | None = None, *, length_s: float, step_s: float = 2.0
) -> Exposure:
    """What all sensing things of the building meet over `length_s` when `fire` begins in `room`."""
    times = np.arange(0.0, length_s + step_s, step_s)
    given = fires.emission(times, fire)
    sensing_things = [thing for thing in building.sensed if thing.senses != "none"]
    smoke, co, heat = _layers(building, fire, room, given, times)
    order = {entry.id: number for number, entry in enumerate(building.rooms)}
    ways = ways_from(building, room)
    seat = at or building.room(room).middle
    rows = [
        _met(building, thing, room, seat, fire, given, times, ways, [smoke, co, heat], order)
        for thing in sensing_things
    ]
    extinction, gas, excess, speed = (np.stack(column) for column in zip(*rows, strict=True))
    density = fires.optical_density(extinction) * 10.0
    entry = sensing.ENTRIES["photoelectric-2"]
    return Exposure(
        names=tuple(thing.id for thing in sensing_things),
        step_s=step_s,
        smoke_db_m=sensing.smoke_in_chamber(step_s, speed, density, entry),
        heat_k=sensing.heat_element(step_s, speed, excess, RTI),
        co_ppm=fires.co_ppm(gas),
    )


def ways_from(building: Building, room: str) -> dict[str, Spot | None]:
    """For each room that smoke can reach: the opening it comes through (None in the room of origin)."""
    ways: dict[str, Spot | None] = {room: None}
    waiting = deque([room])
    while waiting:
        here = waiting.popleft()
        for opening in building.openings:
            if here in opening.between:
                there = opening.between[1] if opening.between[0] == here else opening.between[0]
                if there not in ways:
                    ways[there] = opening.at
                    waiting.append(there)
    return ways


def _layers(
    building: Building, fire: Fire, room: str, given: fires.Emission, times: Array
) -> tuple[Array, Array, Array]:
    """Content of each room's upper layer: extinction 1/m, CO kg/m³, excess K; each (rooms, times)."""
    count = len(building.rooms)
    order = {entry.id: number for number, entry in enumerate(building.rooms)}
    area = np.array([entry.area for entry in building.rooms])
    volume = area * np.array([entry.ceiling for entry in building.rooms]) * LAYER_SHARE
    changes = np.array([entry.air_changes_per_hour for entry in building.rooms]) / 3600.0
    one = np.array([order[o.between[0]] for o in building.openings], dtype=np.int64)
    two = np.array([order[o.between[1]] for o in building.openings], dtype=np.int64)
    door = np.array([o.width * o.height for o in building.openings])
    tall = np.array([o.height for o in building.openings])
    joins = np.zeros((one.size, count))
    joins[np.arange(one.size), two] += 1.0
    joins[np.arange(one.size), one] -= 1.0
    source = np.zeros((3, count))
    content = np.zeros((3, count))
    kept = np.zeros((3, count, times.size))
    step = float(times[1] - times[0])
    heat_capacity = volume * AIR_DENSITY * AIR_HEAT
    given_off = np.stack((given.chamber_m2_s, given.co_kg_s, given.heat_kw * (1 - RADIANT_SHARE)))
    for number in range(times.size):
        source[:, order[room]] = given_off[:, number]
        excess = content[2] / heat_capacity
        apart = np.maximum(np.abs(excess[one] - excess[two]), QUIET_K)
        flow = door / 3 * DISCHARGE * np.sqrt(GRAVITY * tall * apart / AMBIENT_K)
        flow = np.minimum(flow, 0.1 * np.minimum(volume[one], volume[two]) / step)
        moved = flow * (content[:, one] / volume[one] - content[:, two] / volume[two])
        gain = moved @ joins
        fanned = fire.extinguished_s is not None and times[number] > fire.extinguished_s
        leak = content * (changes + FANS / 3600.0 if fanned else changes)
        leak[2] += WALL_LOSS * 2 * area * excess
        content = np.maximum(content + step * (source + gain - leak), 0.0)
        kept[:, :, number] = content / volume
    kept[2] /= AIR_DENSITY * AIR_HEAT
    return kept[0], kept[1], kept[2]


def _met(
    building: Building,
    thing: Sensed,
    room: str,
    seat: Spot,
    fire: Fire,
    given: fires.Emission,
    times: Array,
    ways: dict[str, Spot | None],
    layers: list[Array],
    order: dict[str, int],
) -> tuple[Array, Array, Array, Array]:
    """Extinction 1/m, CO kg/m³, excess K and speed m/s at one place under a ceiling, each (times,)."""
    if thing.room not in ways:
        nothing = np.zeros(times.size)
        return nothing, nothing, nothing, nothing
    spot = building.spot(thing)
    smoke, co, excess = (layer[order[thing.room]] for layer in layers)
    way = ways[thing.room]
    if way is not None:
        late = hypot(spot[0] - way[0], spot[1] - way[1]) / DRIFT_SPEED
        moved = [np.interp(times - late, times, values, left=0.0) for values in (smoke, co, excess)]
        return moved[0], moved[1], moved[2], np.full(times.size, DRIFT_SPEED)
    radius = max(hypot(spot[0] - seat[0], spot[1] - seat[1]), 0.05)
    height = max(building.room(room).ceiling - fire.base_m, 0.5)
    lag = sensing.plume_lag(given.heat_kw, height) + sensing.jet_lag(given.heat_kw, radius, height)
    heat, light, gas = (
        sensing.arriving(times, np.minimum(lag, 600.0), values)[0]
        for values in (given.heat_kw, given.chamber_m2_s, given.co_kg_s)
    )
    rise = fires.jet_temperature(heat, radius, height)
    smoke, co, excess = (
        np.interp(times - radius / DRIFT_SPEED, times, layer, left=0.0) for layer in (smoke, co, excess)
    )
    return (
        fires.jet_content(light, heat, rise) + smoke,
        fires.jet_content(gas, heat, rise) + co,
        rise + excess,
        fires.jet_velocity(heat, radius, height),
    )
