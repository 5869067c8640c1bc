"""A block of runs of equal length: drawn, reckoned through, and ready to be written.

`values` (ticks, runs, detectors, 5) hold obscuration %/m (light lost, after transport and entry), °C at the
sensing element, CO ppm, CO2 ppm with the open air's, relative humidity %. They are free of sensor noise.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulators.fires import ambience, exposures, habits, settings, zones
from simulators.fires.constants import Array
from simulators.fires.kinds import KINDS
from simulators.fires.sources import Source
from simulators.fires.zones import Given

STEP_S = 2.0
#: Quiet before anything begins, s: from, to.
_QUIET_S = (180.0, 360.0)


@dataclass(frozen=True)
class Block:
    """What one file holds, and its rows of the manifest."""

    values: NDArray[np.float32]
    ignition_s: Array
    kind: list[str]
    fuel: list[str]
    room: list[str]
    hrr_kw: NDArray[np.float32]
    distance_m: Array
    rows: list[dict[str, float | str]]

    def save(self, path: Path) -> None:
        """Write an uncompressed npz; the same block gives the same bytes."""
        np.savez(
            path,
            values=self.values,
            step_s=np.float64(STEP_S),
            ignition_s=self.ignition_s,
            kind=np.array(self.kind),
            fuel=np.array(self.fuel),
            room=np.array(self.room),
            hrr_kw=self.hrr_kw,
            distance_m=self.distance_m,
            where=np.array(exposures.WHERE),
        )


def eventful(kinds: list[str], length_s: float, seed: list[int]) -> Block:
    """Fires, nuisances and CO leaks, one run for each of `kinds`."""
    ticks = int(length_s / STEP_S)
    generators = [np.random.default_rng([*seed, run]) for run in range(len(kinds))]
    times = np.arange(ticks, dtype=np.float64) * STEP_S
    places, sources, begins = [], [], []
    daily = habits.nothing(ticks, len(kinds))
    for run, (kind, draw) in enumerate(zip(kinds, generators, strict=True)):
        place = settings.draw(draw, KINDS[kind].rooms)
        begin = round(float(draw.uniform(*_QUIET_S)), 1)
        sources.append(KINDS[kind].source(times - begin, place.area, draw))
        habits.calm(habits.Drawer(daily, run, draw, STEP_S), place.heating != "none")
        places.append(place)
        begins.append(begin)
    rooms, spots = settings.rooms_of(places), settings.spots_of(places)
    seats = settings.seats_of(places, [source.seat for source in sources])
    started = times[:, None] >= np.array(begins)
    rates = np.stack([source.rates for source in sources], axis=-1) * started
    seats = seats._replace(lift_kw=seats.lift_kw * (rates.max(axis=(0, 1)) > 0))
    layers = zones.fill(rooms, seats, Given(*rates), STEP_S)
    air = settings.place_of(places, np.random.default_rng([*seed, len(kinds)]))
    quiet = ambience.live(air, daily, STEP_S)
    heat = layers.given.heat_kw.astype(np.float32)
    return Block(
        values=exposures.met(rooms, seats, spots, layers, quiet, STEP_S).astype(np.float32),
        ignition_s=np.array(begins),
        kind=kinds,
        fuel=[source.fuel for source in sources],
        room=[place.room for place in places],
        hrr_kw=heat,
        distance_m=spots.distance_m,
        rows=[
            _row(kind, length_s, begin, place, source)
            for kind, begin, place, source in zip(kinds, begins, places, sources, strict=True)
        ],
    )


def life(runs: int, length_s: float, seed: list[int]) -> Block:
    """Ordinary life: nothing burns."""
    ticks = int(length_s / STEP_S)
    daily = habits.nothing(ticks, runs)
    places = []
    for run in range(runs):
        draw = np.random.default_rng([*seed, run])
        place = settings.draw(draw, tuple(settings.KINDS))
        habits.busy(habits.Drawer(daily, run, draw, STEP_S), place.room)
        places.append(place)
    air = settings.place_of(places, np.random.default_rng([*seed, runs]))
    quiet = ambience.live(air, daily, STEP_S)
    return Block(
        values=exposures.idle(quiet, STEP_S).astype(np.float32),
        ignition_s=np.full(runs, np.nan),
        kind=["life"] * runs,
        fuel=["none"] * runs,
        room=[place.room for place in places],
        hrr_kw=np.zeros((ticks, runs), dtype=np.float32),
        distance_m=settings.spots_of(places).distance_m,
        rows=[_row("life", length_s, float("nan"), place, None) for place in places],
    )


def _row(
    kind: str, length_s: float, begin: float, place: settings.Setting, source: Source | None
) -> dict[str, float | str]:
    row: dict[str, float | str] = {"kind": kind, "length_s": length_s, "ignition_s": begin}
    if source is not None:
        row |= {"fuel": source.fuel, "base_m": source.base_m, "diameter_m": source.diameter_m}
        row |= {"lift_kw": source.lift_kw, "settling_m_s": source.settling_m_s}
    row |= asdict(place)
    return row | (source.facts if source is not None else {})
