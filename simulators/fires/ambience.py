"""The quiet air of three rooms in a row: well-mixed balances of heat, CO2, water, haze and CO.

Each room takes and gives with the open air (air changes), its neighbour (open doors) and its walls. Heating
works through a thermostat with its hysteresis. What people and habits put in is drawn by
`simulators.fires.habits`. Sources: ASHRAE Fundamentals (a person at rest: 0.0052 L/s of CO2, some 60 g/h of
water, 50 W of convected heat); film coefficients ISO 6946 (some 3 W/(m² K) by convection); water held by
saturation (Magnus).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulators.fires.constants import AIR_DENSITY, AIR_HEAT, Array
from simulators.fires.light import co2_ppm, co_ppm, saturation

_FILM = 0.003
#: Heat stored in walls and furniture within hours, kJ/(m² K); time in which a wall follows the frost, s.
_WALL_STORE, _WALL_LEAK_S = 60.0, 120_000.0
#: Speed at which surplus water settles on cold surfaces, m/s.
_CONDENSING = 0.002
#: Speed at which moisture passes between air and porous surfaces, m/s (NORDTEST moisture buffering).
_BUFFER = 4e-5
#: Haze settles and sticks: 1/s in a room (Riley et al. 2002: deposition of fine particles 0.1 to 0.5 1/h).
_HAZE_LOSS = 1e-4
#: Ticks between two looks at what settles.
_REST = 15


class Place(NamedTuple):
    """Rooms and weather; (3, runs) and (runs,). `heated_c` is NaN where nothing heats."""

    area: Array
    height: Array
    start_c: Array
    wall_c: Array
    heated_c: Array
    hysteresis_k: Array
    heater_kw: Array
    outside_c: Array
    outside_humidity: Array
    outside_haze: Array
    outside_co_ppm: Array
    start_humidity: Array
    #: What walls and textiles give back to dry air and take from moist air, %; (3, runs).
    buffer_humidity: Array
    start_co2_ppm: Array
    #: What the detectors read above their room's mean while the heater runs, K; (5, runs).
    warm_k: Array
    #: And always (warm air gathers under the ceiling), K; (5, runs).
    offset_k: Array


class Habits(NamedTuple):
    """What goes on, by tick.

    (ticks, 3, runs): air changes an hour, heat kW, CO2, water and CO kg/s, haze m²/s. (ticks, 2, runs): air
    through the doors m³/s. (ticks, runs): open air's swing K. (ticks, 5, runs): sun and fans at the
    detectors K.
    """

    ach: Array
    heat_kw: Array
    co2_kg_s: Array
    water_kg_s: Array
    co_kg_s: Array
    haze_m2_s: Array
    door_m3_s: Array
    swing_k: Array
    radiant_k: Array


class Ambience(NamedTuple):
    """At five detectors, (5, runs, ticks): °C, CO2 ppm above the open air's, kg/m³, 1/m, ppm, K."""

    temperature_c: Array
    co2_ppm: Array
    water_kg_m3: Array
    smoke_per_m: Array
    co_ppm: Array
    radiant_k: Array


#: Which room each of the five detectors hangs in.
_ROOM_OF = np.array([0, 0, 0, 1, 2])


def live(place: Place, habits: Habits, step_s: float) -> Ambience:
    """Step the balances over all ticks of `habits`."""
    ticks, _, runs = habits.ach.shape
    volume = place.area * place.height
    surface = 2 * place.area + 4 * np.sqrt(place.area) * place.height
    capacity = AIR_DENSITY * AIR_HEAT * volume
    to_wall = 1.0 - np.exp(-_FILM * surface * step_s / capacity)
    into_wall = _FILM * step_s / _WALL_STORE
    fresh = 1.0 - np.exp(-habits.ach * (step_s / 3600.0))
    sources = (habits.co2_kg_s, habits.water_kg_s, habits.haze_m2_s, habits.co_kg_s)
    added = np.stack([rate * (step_s / volume) for rate in sources], axis=1).astype(np.float32)
    gained = (habits.heat_kw * (step_s / capacity)).astype(np.float32)
    smaller = np.minimum(volume[:2], volume[1:])
    moved = np.minimum(habits.door_m3_s * step_s, 0.2 * smaller)
    air, outside = _begin(place)
    running = np.zeros((3, runs), dtype=bool)
    heater = place.heater_kw * step_s / capacity
    kept = np.empty((ticks, 6, 3, runs), dtype=np.float32)
    heated = np.where(np.isnan(place.heated_c), -99.0, place.heated_c)
    high, low = heated + place.hysteresis_k, heated - place.hysteresis_k
    wall = place.wall_c.copy()
    settling = np.minimum(_CONDENSING * surface * step_s / volume * _REST, 0.9)
    buffered = np.minimum(_BUFFER * surface * step_s / volume * _REST, 0.9)
    cold = place.outside_c + habits.swing_k
    moist, wettest = outside[1, 0].copy(), 0.95 * saturation(cold)
    warm = air[4]
    for tick in range(ticks):
        outside[4] = cold[tick]
        outside[1, 0] = np.minimum(moist, wettest[tick])
        air += fresh[tick] * (outside - air)
        air[:4] += added[tick]
        running = warm < np.where(running, high, low)
        warm += to_wall * (wall - warm) + gained[tick] + running * heater
        wall += into_wall * (warm - wall) + step_s / _WALL_LEAK_S * (outside[4] - wall)
        change = moved[tick] * (air[:, 1:] - air[:, :-1])
        air[:, :-1] += change / volume[:2]
        air[:, 1:] -= change / volume[1:]
        if tick % _REST == 0:
            full = saturation(wall)
            air[1] -= np.maximum(air[1] - full, 0.0) * settling
            air[1] += (place.buffer_humidity / 100.0 * full - air[1]) * buffered
            air[2] *= 1.0 - _HAZE_LOSS * step_s * _REST
        kept[tick, :5], kept[tick, 5] = air, running
    return _at_detectors(place, habits, kept, step_s)


def _begin(place: Place) -> tuple[Array, Array]:
    """What the air holds at first, and outside: CO2, water, haze, CO, °C; (5, 3, runs) and (5, 1, runs)."""
    outside = np.zeros((5, 1, place.outside_c.size))
    outside[1, 0] = place.outside_humidity / 100.0 * saturation(place.outside_c)
    outside[2, 0] = place.outside_haze
    outside[3, 0] = place.outside_co_ppm / co_ppm(1.0)
    air = np.broadcast_to(outside, (5, *place.start_c.shape)).copy()
    air[0] = place.start_co2_ppm / co2_ppm(1.0)
    air[1] = place.start_humidity / 100.0 * saturation(place.start_c)
    air[4] = place.start_c
    return air, outside


def _at_detectors(place: Place, habits: Habits, kept: NDArray[np.float32], step_s: float) -> Ambience:
    at = kept[:, :, _ROOM_OF].transpose(1, 2, 3, 0)
    glow = _followed(at[5], 1.0 - float(np.exp(-step_s / 120.0)))
    temperature = at[4] + place.offset_k[..., None] + place.warm_k[..., None] * glow
    return Ambience(
        temperature_c=temperature,
        co2_ppm=co2_ppm(at[0]),
        water_kg_m3=at[1].astype(np.float64),
        smoke_per_m=at[2].astype(np.float64),
        co_ppm=co_ppm(at[3]),
        radiant_k=habits.radiant_k.transpose(1, 2, 0),
    )


def _followed(values: NDArray[np.float32], share: float) -> Array:
    """The values as something sluggish follows them; time runs along the last axis."""
    followed = np.empty(values.shape)
    state = values[..., 0].astype(np.float64)
    for tick in range(values.shape[-1]):
        state = state + share * (values[..., tick] - state)
        followed[..., tick] = state
    return followed
