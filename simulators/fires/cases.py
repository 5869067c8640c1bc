"""Given fires in given rooms of still air: what the standard's test fires and the checks run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulators.fires import ambience, exposures, habits, settings, zones
from simulators.fires.constants import Array
from simulators.fires.settings import Setting
from simulators.fires.sources import Source
from simulators.fires.zones import Given, Layers


class Followed(NamedTuple):
    """Values (ticks, runs, 5 detectors, 5 channels) as in `exposures.met`, and the layers behind them."""

    values: Array
    layers: Layers


def still(
    size_m: tuple[float, float, float],
    distances_m: tuple[float, float, float, float, float],
    *,
    door_w_m: float = 0.9,
    ach: float = 0.0,
    inside_c: float = 20.0,
    corridor_area_m2: float = 20.0,
    corridor_height_m: float = 2.5,
    beyond_area_m2: float = 15.0,
    next_door_w_m: float = 0.9,
    mixing_m_s: float = 0.0005,
) -> Setting:
    """A room of width, depth and height with nobody in it: no heating, no haze, 420 ppm of CO2."""
    near, mid, far, corridor, beyond = distances_m
    return Setting(
        room="test",
        width_m=size_m[0],
        depth_m=size_m[1],
        height_m=size_m[2],
        door_w_m=door_w_m,
        door_h_m=2.0,
        next_door_w_m=next_door_w_m,
        corridor_area_m2=corridor_area_m2,
        corridor_height_m=corridor_height_m,
        beyond_area_m2=beyond_area_m2,
        ach=ach,
        inside_c=inside_c,
        outside_c=inside_c,
        humidity=45.0,
        outside_humidity=45.0,
        start_co2_ppm=0.0,
        outside_haze_per_m=0.0,
        outside_co_ppm=0.0,
        heating="none",
        draught_k=0.02,
        mixing_m_s=mixing_m_s,
        gradient_k_m=0.0,
        near_m=near,
        mid_m=mid,
        far_m=far,
        corridor_m=corridor,
        beyond_m=beyond,
    )


def follow(
    places: list[Setting], sources: list[Source], step_s: float, rti: float = exposures.RTI
) -> Followed:
    """Reckon all cases through; the sources' rates must have the same number of ticks."""
    rooms, spots = settings.rooms_of(places), settings.spots_of(places)
    rates = np.stack([source.rates for source in sources], axis=-1)
    seats = settings.seats_of(places, [source.seat for source in sources])
    layers = zones.fill(rooms, seats, Given(*rates), step_s)
    air = settings.place_of(places, np.random.default_rng(0))
    start = np.repeat(np.array([[place.inside_c for place in places]]), 3, axis=0)
    plain = air._replace(
        start_c=start,
        wall_c=start,
        offset_k=0.0 * air.offset_k,
        warm_k=0.0 * air.warm_k,
        start_humidity=0.0 * start + 45.0,
        buffer_humidity=0.0 * start + 45.0,
        start_co2_ppm=0.0 * start,
    )
    quiet = ambience.live(plain, habits.nothing(rates.shape[1], len(places)), step_s)
    values = exposures.met(rooms, seats, spots, layers, quiet, step_s, rti)
    return Followed(np.asarray(values, dtype=np.float64), layers)
