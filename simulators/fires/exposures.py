"""What five detectors meet: the ceiling jet over the layer in the room of origin, layers in the rooms beyond.

A detector of the room meets gas that is partly fresh from the plume and partly drawn from the layer through
which plume and jet passed. The fresh share follows from the plume's mass flow below and at the ceiling
((clear / height)^(5/3)) and thins out with the jet. Then transport (Mowrer), entry into the chamber (Cleary)
and the response of the element (RTI).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulators import sensing
from simulators.fires.ambience import Ambience
from simulators.fires.ceiling_jet import jet_temperature, jet_velocity
from simulators.fires.constants import (
    AIR_DENSITY,
    AIR_HEAT,
    AMBIENT_K,
    GRAVITY,
    OUTSIDE_CO2,
    RADIANT_SHARE,
    Array,
)
from simulators.fires.light import co2_ppm, co_ppm, fog, humidity, obscuration, optical_density
from simulators.fires.zones import HEAT, Layers, Rooms, Seat

WHERE = ("near", "mid", "far", "corridor", "beyond")
#: Response time index of a bare thermistor behind a detector's slots, (m s)^(1/2).
RTI = 30.0
_ENTRY = sensing.ENTRIES["photoelectric-2"]
#: Speed of air that nothing drives, and of cold smoke along a ceiling, m/s.
_STILL, _DRIFT = 0.05, 0.15
_LONGEST_LAG_S = 300.0
#: Heat that the jet loses to the ceiling, by r/H: smoke stays, so it thins less than heat does (Cooper 1982).
_HEAT_LOST = 0.35


class Spots(NamedTuple):
    """Distances, m: from the fire (runs, 3), and from the door along corridor and room beyond (runs, 2)."""

    radius_m: Array
    beyond_m: Array

    @property
    def distance_m(self) -> Array:
        """All five (runs, 5); beyond the door those along the corridor are added up."""
        far = self.radius_m[:, 2:3]
        return np.concatenate((self.radius_m, far + np.cumsum(self.beyond_m, axis=1)), axis=1)


def met(
    rooms: Rooms, seat: Seat, spots: Spots, layers: Layers, quiet: Ambience, step_s: float, rti: float = RTI
) -> Array:
    """Values (ticks, runs, 5 detectors, 5 channels): %/m, °C at the element, CO ppm, CO2 ppm, % humidity."""
    ticks, _, runs = layers.depth_m.shape
    times = np.arange(ticks, dtype=np.float64) * step_s
    seen = np.empty((5, 6, runs, ticks))
    for detector in range(3):
        seen[detector] = _in_room(rooms, seat, spots.radius_m[:, detector], layers, times)
    for detector in (3, 4):
        seen[detector] = _in_next(rooms, spots.beyond_m[:, detector - 3], layers, times, detector - 2)
    return sensed(quiet, np.moveaxis(seen, 1, 0), step_s, rti)


def idle(quiet: Ambience, step_s: float, speed_m_s: float = 0.1) -> Array:
    """Values as `met` gives them where nothing but the quiet air is."""
    nothing = np.zeros((1, 1, 1))
    return sensed(quiet, [nothing] * 5 + [np.full((1, 1, 1), speed_m_s)], step_s)


def sensed(quiet: Ambience, contents: Sequence[Array] | Array, step_s: float, rti: float = RTI) -> Array:
    """Values of the quiet air with `contents`: K, 1/m, three of kg/m³, m/s; (5, runs, ticks)."""
    excess, smoke, co, co2, water, speed = contents
    gas = quiet.temperature_c + excess
    shape = gas.shape
    flat = (shape[0] * shape[1], shape[2])
    wet = quiet.water_kg_m3 + water
    light = optical_density(smoke + quiet.smoke_per_m + fog(wet, gas)).reshape(flat)
    speed = np.broadcast_to(speed, shape).reshape(flat)
    values = np.empty((5, *shape), dtype=np.float32)
    chamber = sensing.smoke_in_chamber(step_s, speed, light - light[:, :1], _ENTRY) + light[:, :1]
    values[0] = obscuration(np.maximum(chamber, 0.0)).reshape(shape)
    begin = gas[:, :, :1]
    element = sensing.heat_element(step_s, np.maximum(speed, 0.1), (gas - begin).reshape(flat), rti)
    values[1] = begin + element.reshape(shape) + quiet.radiant_k
    thinner = (AMBIENT_K + excess) / AMBIENT_K
    values[2] = quiet.co_ppm + co_ppm(co) * thinner
    values[3] = OUTSIDE_CO2 + quiet.co2_ppm + co2_ppm(co2) * thinner
    values[4] = humidity(wet, gas)
    return np.ascontiguousarray(values.transpose(3, 2, 1, 0))


def _in_room(rooms: Rooms, seat: Seat, radius: Array, layers: Layers, times: Array) -> Array:
    """Contents and speed (6, runs, ticks) under the ceiling of the room of origin."""
    height = (rooms.height[0] - seat.base_m)[:, None]
    reach = radius[:, None]
    convective = np.maximum((1 - RADIANT_SHARE) * layers.given.heat_kw.T, seat.lift_kw[:, None])
    driving = convective / (1 - RADIANT_SHARE)
    lag = sensing.plume_lag(driving, height) + sensing.jet_lag(driving, reach, height)
    late = _delay(times, np.minimum(lag, _LONGEST_LAG_S))
    power = late(driving)
    rise = np.where(power > 0, jet_temperature(power, reach, height), 0.0)
    first = np.where(power > 0, jet_temperature(power, 0.05, height), 1.0)
    outward = 1.0 + _HEAT_LOST * np.minimum(reach / height, 2.5)
    clear = np.clip((height - layers.depth_m[:, 0].T) / height, 0.0, 1.0)
    fresh = late(layers.rise.T) * late(clear) ** (5 / 3)
    kept = 1.0 - fresh * np.minimum(rise / np.maximum(first, 1e-9) * outward, 1.0)
    density = AIR_DENSITY * AMBIENT_K / (AMBIENT_K + rise)
    dilution = AIR_HEAT * rise * density / np.maximum((1 - RADIANT_SHARE) * power, 1e-9) * outward
    seen = np.empty((6, *power.shape))
    for content in range(5):
        layer = late(layers.upper[:, content, 0].T)
        if content == HEAT:
            own = (1 - RADIANT_SHARE) * late(layers.given.heat_kw.T) / np.maximum(late(convective), 1e-9)
            seen[content] = fresh * rise * own + kept * layer
        else:
            seen[content] = fresh * late(layers.given[content].T) * dilution + kept * layer
    seen[5] = np.maximum(jet_velocity(power, reach, height) * (fresh > 0), _STILL)
    return seen


def _in_next(rooms: Rooms, along: Array, layers: Layers, times: Array, room: int) -> Array:
    """Contents and speed (6, runs, ticks) under the ceiling of a room that smoke reaches through a door.

    Front speed 0.7 (g Q / (rho cp T w))^(1/3), w the width (Kim, Woodburn and Heskestad 1998).
    """
    wide = np.minimum(np.sqrt(rooms.area[room]), 4.0)
    pushed = np.maximum(layers.door_kw[:, room - 1], 0.0).T
    speed = 0.7 * (GRAVITY * pushed / (AIR_DENSITY * AIR_HEAT * AMBIENT_K * wide[:, None])) ** (1 / 3)
    speed = np.maximum(speed, _DRIFT)
    late = _delay(times, np.minimum(along[:, None] / speed, _LONGEST_LAG_S))
    seen = np.empty((6, *speed.shape))
    for content in range(5):
        seen[content] = late(layers.upper[:, content, room].T)
    seen[5] = speed
    return seen


class _delay:
    """Reads (runs, ticks) as they arrive, `lag_s` (runs, ticks) late; parcels never pass each other."""

    def __init__(self, times: Array, lag_s: Array) -> None:
        arrival = np.minimum.accumulate((times + lag_s)[:, ::-1], axis=1)[:, ::-1]
        sent = np.stack([np.interp(times, row, times, left=-1.0) for row in arrival])
        position = sent / (times[1] - times[0])
        self.before = sent < 0
        self.low = np.clip(position.astype(np.int64), 0, times.size - 2)
        self.share = np.clip(position - self.low, 0.0, 1.0)

    def __call__(self, values: Array) -> Array:
        one = np.take_along_axis(values, self.low, axis=1)
        two = np.take_along_axis(values, self.low + 1, axis=1)
        return np.where(self.before, values[:, :1], one + self.share * (two - one))
