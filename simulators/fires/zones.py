"""Two layers in each of three rooms in a row, for many runs at once: room of origin, corridor, beyond.

All that is reckoned here is an excess over the quiet air (`simulators.fires.ambience`). Each layer holds mass
and six contents; the mass flows move them. Per step: plume entrainment (Heskestad), heat to surfaces,
flow through doors, exhaust, slow mixing across the interface, and the push of expansion.

Sources
-------
* Layer filling by the plume's mass flow: Zukoski, Fire and Materials 2 (1978) 54; Heskestad, SFPE Handbook.
* Door flow of a hot layer: Rockett, Combustion Science and Technology 12 (1976) 165, C = 0.68; between two
  well-mixed rooms Brown and Solvason, Int. J. Heat and Mass Transfer 5 (1962) 859.
* Air drawn into the gas that spills through a door: Zukoski, Kubota and Cetegen (1981), here as much as the
  gas itself for each metre of rise.
* Stratified air: highest rise after NFPA 92. Heat to the walls: Emmons and Quintiere, SFPE Handbook.
* Burning in vitiated air stops at about 12 % O2 (limiting oxygen index at layer temperature, Quintiere).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulators.fires.constants import (
    AIR_DENSITY,
    AIR_HEAT,
    AMBIENT_K,
    GRAVITY,
    OXYGEN_HEAT,
    RADIANT_SHARE,
    Array,
)
from simulators.fires.plume import highest_rise, plume_mass_flow

#: Contents of a layer: heat kJ, smoke m² of extinction, CO, CO2 and water kg, oxygen missing kg.
HEAT, SMOKE, CO, CO2, WATER, OXYGEN = range(6)
_DOOR_COEFFICIENT = 0.68
#: The layer's gas leaves above a neutral plane a little below its lower edge (Rockett): depth to the 3/2.
_NEUTRAL = 0.7
_SPILL_PER_M = 1.0
#: Convective heat to surfaces, kW/(m² K), and what radiation adds for each kelvin of excess.
_WALL, _WALL_RADIATION = 0.013, 3e-5
#: Heat that gypsum or brick takes up within a test's time, kJ/(m² K), and its loss to the depth, kW/(m² K).
_WALL_STORE, _WALL_DEPTH = 16.0, 0.003
#: No layer is thinner than this share of its room.
_THINNEST = 0.015
_OXYGEN_FLOOR, _OXYGEN_ENOUGH, _OXYGEN_AIR = 0.10, 0.16, 0.232
#: CO over CO2 that flames without air add, kg/kg (Gottuk and Lattimer, SFPE Handbook).
_VITIATED_CO = 0.2
#: Air that flames draw in, kg a kJ: three times what they need (3000 kJ/kg of air). What the plume does
#: not bring from below comes out of the layer.
_AIR_FOR_FLAMES = 3.0 / 3000.0


class Rooms(NamedTuple):
    """Three rooms in a row and two doors; (3, runs) and (2, runs), in m, m², air changes an hour.

    `draught_k` (runs,) is the temperature difference that keeps air moving through open doors in quiet,
    `mixing_m_s` (runs,) the speed at which people and draught stir a layer into the air below it.
    """

    area: Array
    height: Array
    door_width: Array
    door_height: Array
    ach: Array
    draught_k: Array
    mixing_m_s: Array


class Seat(NamedTuple):
    """Where and how it burns; (runs,). `lift_kw` moves what has no heat of its own (dust, spray, a person).

    `settling_m_s` takes particles out of the air; `gradient_k_m` is how much warmer the air is a metre
    higher.
    """

    base_m: Array
    diameter_m: Array
    lift_kw: Array
    settling_m_s: Array
    gradient_k_m: Array


class Given(NamedTuple):
    """What is given off: kW, m²/s of extinction, kg/s of CO, CO2 and water; (ticks, runs)."""

    heat_kw: Array
    smoke_m2_s: Array
    co_kg_s: Array
    co2_kg_s: Array
    water_kg_s: Array


class Layers(NamedTuple):
    """Hot layers over time: depth m (ticks, 3, runs); contents (ticks, 5, 3, runs): K, 1/m, kg/m³.

    `given` is what was given off with the oxygen there was; `rise` (ticks, runs) the share that reaches the
    ceiling; `door_kw` (ticks, 2, runs) the heat through the doors.
    """

    depth_m: Array
    upper: Array
    given: Given
    rise: Array
    door_kw: Array


def fill(rooms: Rooms, seat: Seat, given: Given, step_s: float = 2.0, substeps: int = 2) -> Layers:
    """Step the layers over all ticks of `given`; the layers begin thin and empty."""
    ticks, runs = given.heat_kw.shape
    state = _State(rooms, seat, runs)
    depth = np.empty((ticks, 3, runs))
    upper = np.empty((ticks, 5, 3, runs))
    burnt = np.empty((5, ticks, runs))
    rise = np.empty((ticks, runs))
    door = np.empty((ticks, 2, runs))
    for tick in range(ticks):
        rates = np.stack([row[tick] for row in given])
        for _ in range(substeps):
            state.step(rates, step_s / substeps)
        depth[tick], upper[tick] = state.seen()
        burnt[:, tick], rise[tick], door[tick] = state.burnt, state.rise, state.door_kw
    return Layers(depth, upper, Given(*burnt), rise, door)


class _State:
    """Masses (3, runs) and contents (6, 3, runs) of upper and lower layers."""

    def __init__(self, rooms: Rooms, seat: Seat, runs: int) -> None:
        self.rooms, self.seat = rooms, seat
        self.volume = rooms.area * rooms.height
        self.edge = 4.0 * np.sqrt(rooms.area)
        self.up = 0.02 * self.volume * AIR_DENSITY
        self.low = 0.98 * self.volume * AIR_DENSITY
        self.hot = np.zeros((6, 3, runs))
        self.cool = np.zeros((6, 3, runs))
        self.wall = np.zeros((3, runs))
        self.burnt = np.zeros((5, runs))
        self.rise = np.ones(runs)
        self.door_kw = np.zeros((2, runs))

    def volumes(self) -> tuple[Array, Array]:
        """Volume of upper and lower layers at constant pressure, m³."""
        swell = AIR_HEAT * AMBIENT_K
        return (self.up + self.hot[HEAT] / swell) / AIR_DENSITY, (
            self.low + self.cool[HEAT] / swell
        ) / AIR_DENSITY

    def seen(self) -> tuple[Array, Array]:
        """Depth of the layers and what a m³ of the upper ones holds, heat as excess K."""
        volume, below = self.volumes()
        held = self.hot[:5] / volume
        held[HEAT] = self.hot[HEAT] / (self.up * AIR_HEAT)
        return self.rooms.height * volume / (volume + below), held

    def step(self, rates: Array, step_s: float) -> None:
        """Advance by `step_s` with `rates` (5, runs) given off."""
        self._keep()
        volume, below = self.volumes()
        depth = self.rooms.height * volume / (volume + below)
        self._burn(rates, depth[0], step_s)
        self._walls(depth, step_s)
        self._doors(depth, step_s)
        self._exhaust(step_s)
        self._stir(step_s)
        self._expand()

    def _keep(self) -> None:
        """No layer vanishes: a thin one takes gas from the other."""
        least = _THINNEST * self.volume * AIR_DENSITY
        down = np.maximum(
            least * AMBIENT_K / (AMBIENT_K + self.hot[HEAT] / (self.up * AIR_HEAT)) - self.up, 0.0
        )
        self._move(self.cool, self.hot, down / self.low)
        self.up += down
        self.low -= down
        rise = np.maximum(least - self.low, 0.0)
        self._move(self.hot, self.cool, np.minimum(rise / self.up, 0.5))
        self.low += np.minimum(rise, 0.5 * self.up)
        self.up -= np.minimum(rise, 0.5 * self.up)

    def _burn(self, rates: Array, depth: Array, step_s: float) -> None:
        seat = self.seat
        height = self.rooms.height[0] - seat.base_m
        clear = np.maximum(height - depth, 0.05)
        wanted = np.maximum((1 - RADIANT_SHARE) * rates[HEAT], seat.lift_kw)
        flow = plume_mass_flow(wanted / (1 - RADIANT_SHARE), clear, seat.diameter_m)
        inside = np.clip(1.0 - flow / np.maximum(_AIR_FOR_FLAMES * rates[HEAT], 1e-9), 0.0, 1.0)
        missing = (1 - inside) * self.cool[OXYGEN, 0] / self.low[0] + inside * self.hot[OXYGEN, 0] / self.up[
            0
        ]
        oxygen = _OXYGEN_AIR - missing
        air = np.clip((oxygen - _OXYGEN_FLOOR) / (_OXYGEN_ENOUGH - _OXYGEN_FLOOR), 0.02, 1.0)
        burnt = rates * air
        burnt[CO] += _VITIATED_CO * (1.0 - air) * burnt[CO2]
        convective = np.maximum((1 - RADIANT_SHARE) * burnt[HEAT], seat.lift_kw)
        self.rise = np.clip(highest_rise(convective, seat.gradient_k_m) / height, 0.0, 1.0) ** 2
        drawn = plume_mass_flow(convective / (1 - RADIANT_SHARE), clear, seat.diameter_m) * step_s
        moved = np.minimum(drawn / self.low[0], 0.3)
        self._move(self.cool[:, 0], self.hot[:, 0], moved)
        mass = moved * self.low[0]
        self.low[0] -= mass
        self.up[0] += mass
        added = np.concatenate((burnt, (burnt[HEAT] / OXYGEN_HEAT)[None])) * step_s
        added[HEAT] *= 1 - RADIANT_SHARE
        self.hot[:, 0] += added * self.rise
        self.cool[:, 0] += added * (1 - self.rise)
        self.cool[HEAT, 0] += 0.2 * RADIANT_SHARE * burnt[HEAT] * step_s
        self.burnt = burnt

    @staticmethod
    def _move(source: Array, sink: Array, share: Array) -> None:
        moved = source * share
        source -= moved
        sink += moved

    def _walls(self, depth: Array, step_s: float) -> None:
        area = self.rooms.area + self.edge * depth
        excess = self.hot[HEAT] / (self.up * AIR_HEAT)
        film = _WALL + _WALL_RADIATION * np.maximum(excess, 0.0)
        share = 1.0 - np.exp(-film * area * step_s / (self.up * AIR_HEAT))
        lost = share * (excess - self.wall) * self.up * AIR_HEAT
        self.hot[HEAT] -= lost
        self.wall += (lost / area - _WALL_DEPTH * self.wall * step_s) / _WALL_STORE
        cooled = 1.0 - np.exp(-_WALL * self.rooms.area * step_s / (self.low * AIR_HEAT))
        self.cool[HEAT] -= cooled * self.cool[HEAT]
        fallen = np.exp(-self.seat.settling_m_s * self.rooms.area * step_s / self.volume)
        self.hot[SMOKE] *= fallen
        self.cool[SMOKE] *= fallen

    def _doors(self, depth: Array, step_s: float) -> None:
        rooms = self.rooms
        for door in range(2):
            here, there = door, door + 1
            width, tall = rooms.door_width[door], rooms.door_height[door]
            excess = self.hot[HEAT, here] / (self.up[here] * AIR_HEAT)
            over = np.clip(depth[here] - (rooms.height[here] - tall), 0.0, tall)
            lift = 2 * GRAVITY * np.maximum(excess, 0.0) / (AMBIENT_K + np.maximum(excess, 0.0))
            hot = (
                2
                / 3
                * _DOOR_COEFFICIENT
                * width
                * np.sqrt(lift)
                * _NEUTRAL
                * np.minimum(over, 0.6 * tall) ** 1.5
            )
            quiet = width * tall / 3 * 0.6 * np.sqrt(GRAVITY * tall * rooms.draught_k / AMBIENT_K)
            mass = AIR_DENSITY * np.maximum(hot, quiet * over / tall) * step_s
            mass = np.minimum(mass, 0.25 * np.minimum(self.up[here], self.low[there]))
            self.door_kw[door] = self.hot[HEAT, here] * mass / self.up[here] / step_s
            self._spill(here, there, mass, depth)
            below = AIR_DENSITY * quiet * (1 - over / tall) * step_s
            self._swap(self.cool[:, here], self.cool[:, there], self.low[here], self.low[there], below)

    def _spill(self, here: int, there: int, mass: Array, depth: Array) -> None:
        """Hot gas out at the top, joined by air of the next room; as much cool air comes back below."""
        self._move(self.hot[:, here], self.hot[:, there], mass / self.up[here])
        self.up[here] -= mass
        self.up[there] += mass
        rise = np.maximum(self.rooms.height[there] - depth[there] - 1.2, 0.0)
        joined = np.minimum(mass * _SPILL_PER_M * rise, 0.25 * self.low[there])
        self._move(self.cool[:, there], self.hot[:, there], joined / self.low[there])
        self.low[there] -= joined
        self.up[there] += joined
        smoky = np.clip(depth[there] - self.rooms.height[there] + 1.0, 0.0, 0.9)
        back_hot, back = mass * smoky, np.minimum(mass * (1 - smoky), 0.3 * self.low[there])
        back_hot = np.minimum(back_hot, 0.3 * self.up[there])
        self._move(self.hot[:, there], self.cool[:, here], back_hot / self.up[there])
        self._move(self.cool[:, there], self.cool[:, here], back / self.low[there])
        self.up[there] -= back_hot
        self.low[there] -= back
        self.low[here] += back + back_hot

    @staticmethod
    def _swap(one: Array, two: Array, mass_one: Array, mass_two: Array, mass: Array) -> None:
        """Exchange equal masses between two layers."""
        mass = np.minimum(mass, 0.2 * np.minimum(mass_one, mass_two))
        out, back = one * (mass / mass_one), two * (mass / mass_two)
        one += back - out
        two += out - back

    def _exhaust(self, step_s: float) -> None:
        """The fan takes its volume at the ceiling; fresh air comes in below."""
        taken = np.minimum(self.rooms.ach / 3600.0 * self.volume * AIR_DENSITY * step_s, 0.3 * self.up)
        self.hot *= 1.0 - taken / self.up
        self.up -= taken
        self.low += taken

    def _stir(self, step_s: float) -> None:
        excess = self.hot[HEAT] / (self.up * AIR_HEAT) - self.cool[HEAT] / (self.low * AIR_HEAT)
        speed = self.rooms.mixing_m_s / (1.0 + np.maximum(excess, 0.0)) ** 1.5
        self._swap(self.hot, self.cool, self.up, self.low, AIR_DENSITY * self.rooms.area * speed * step_s)

    def _expand(self) -> None:
        """What no longer fits leaves by the door, from the layers before it; shrinking draws air in."""
        for room in range(3):
            volume, below = self.volumes()
            surplus = volume[room] + below[room] - self.volume[room]
            out = np.maximum(surplus, 0.0)
            tall = self.rooms.door_height[min(room, 1)]
            depth = self.rooms.height[room] * volume[room] / (volume[room] + below[room])
            share = np.clip((depth - self.rooms.height[room]) / tall + 1.0, 0.0, 0.98)
            from_up = np.minimum(out * share / volume[room], 0.5)
            from_low = np.minimum(out * (1 - share) / below[room], 0.5)
            if room < 2:
                self.up[room + 1] += from_up * self.up[room]
                self.low[room + 1] += from_low * self.low[room]
                self._move(self.hot[:, room], self.hot[:, room + 1], from_up)
                self._move(self.cool[:, room], self.cool[:, room + 1], from_low)
            else:
                self.hot[:, room] *= 1 - from_up
                self.cool[:, room] *= 1 - from_low
            self.up[room] *= 1 - from_up
            self.low[room] *= 1 - from_low
            self.low[room] += AIR_DENSITY * np.maximum(-surplus, 0.0)
