"""`python -m simulators.waterworks.sweep`: random fire-water sites over weeks, written as training data."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulators import series_sweep
from simulators.series_blocks import DAY_S, HOUR_S, Array, SeriesBlock
from simulators.waterworks import instruments, physics
from simulators.waterworks.faults import FAULTS, Course, begins_s
from simulators.waterworks.life import Life, life
from simulators.waterworks.physics import Acts, Water
from simulators.waterworks.sites import SITES, Plants

STEP_S = 60.0
#: What can just be told from nothing: MPa, m of level, hours without an answer, times the usual seep.
_MPA, _M, _HOURS, _TIMES = 0.012, 0.06, 8.0, 2.0
#: People who drained the pipes and filled them again leave this many hours after the end of the work.
_SETTLED_H = 6.0


def draw_block(kinds: Sequence[str], sites: Sequence[str], days: float, seed: list[int]) -> SeriesBlock:
    """One run for each kind; `normal` has no fault. A pump that dies is one that a site has."""
    draw = np.random.default_rng(seed)
    ticks, runs = int(days * DAY_S / STEP_S), len(kinds)
    names = [_fitting(draw, kind, site, sites) for kind, site in zip(kinds, sites, strict=True)]
    plants = Plants.of(draw, names)
    icy = np.array([kind == "frozen" for kind in kinds])
    plants.outdoors[icy] = True
    usual = life(draw, plants, ticks, STEP_S)
    event = np.array([np.nan if kind == "normal" else begins_s(draw, days) for kind in kinds])
    usual.air_c[:, icy] -= _to_frost(usual.air_c[:, icy], event[icy])
    courses = [_course(draw, kind, at, ticks) for kind, at in zip(kinds, event, strict=True)]
    acts = Acts.of(courses)
    water = physics.reckon(plants, usual, acts, draw.uniform(0.0006, 0.006, runs), STEP_S)
    truth = np.stack([water.pressure, water.level, water.flow, water.pump, usual.air_c], axis=2)
    values = instruments.told(draw, truth, list(kinds), STEP_S)
    return SeriesBlock(
        values=values[:, :, None, :].astype(np.float32),
        step_s=STEP_S,
        event_s=event,
        kind=tuple(kinds),
        site=tuple(names),
        effect=_effect(kinds, event, plants, acts, water, usual),
    )


def _fitting(draw: np.random.Generator, kind: str, site: str, sites: Sequence[str]) -> str:
    """A site that can have the fault and show it, from among those that were asked for.

    A leak of some litres a minute takes less than a kilopascal from a head: only a pressure pump tells of it.
    """
    fits = {
        "leak": lambda name: SITES[name].jockey,
        "dead_pump": lambda name: SITES[name].jockey,
        "tank": lambda name: SITES[name].swing == (0.0, 0.0),
        "frozen": lambda name: SITES[name].outdoors >= 0.3,
    }.get(kind)
    if fits is None or fits(site):
        return site
    able = [name for name in dict.fromkeys(sites) if fits(name)]
    return str(draw.choice(able)) if able else site


def _to_frost(air_c: Array, event: Array) -> Array:
    """How much colder a winter must be for a pipe to freeze at `event`: some kelvin below zero about it."""
    ticks = np.arange(air_c.shape[0])[:, None] * STEP_S
    near = np.abs(ticks - event) < 12 * HOUR_S
    mean = (air_c * near).sum(axis=0) / np.maximum(near.sum(axis=0), 1)
    return np.asarray(np.maximum(mean + 7.0, 0.0))


def _course(draw: np.random.Generator, kind: str, event: float, ticks: int) -> Course:
    course = Course.none(ticks)
    if kind != "normal":
        FAULTS[kind](draw, course, np.arange(ticks, dtype=np.float64) * STEP_S - event)
    return course


def _effect(
    kinds: Sequence[str], event: Array, plants: Plants, acts: Acts, water: Water, usual: Life
) -> Array:
    hours = np.maximum(np.arange(usual.town.shape[0])[:, None] * STEP_S - event, 0.0) / HOUR_S
    away = np.abs(water.pressure - water.sound_mpa) / (2.0 * _MPA + plants.swing)
    missed = (plants.head_mpa - water.pressure) / _MPA
    empty = (0.96 * plants.tank_m - water.level) / _M
    gone = (0.9 * plants.head_mpa - plants.swing * usual.town - water.pressure) / (3.0 * _MPA)
    effects = {
        "closed": np.maximum(away, hours / (2.0 * _HOURS)),
        "leak": np.minimum(acts.leak / _TIMES, hours / _HOURS * 2.0),
        "dead_pump": missed,
        "frozen": np.maximum(away, hours / _HOURS),
        "dry": np.maximum(gone, empty),
        "tank": empty,
    }
    told = np.zeros_like(usual.town)
    for kind in set(kinds) - {"normal"}:
        runs = np.array([one == kind for one in kinds])
        told[:, runs] = (effects[kind] * (hours > 0))[:, runs]
    told[_during(usual.work)] = np.nan
    return told


def _during(work: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The work itself, and the hours in which the system comes back to what it was."""
    ticks = int(_SETTLED_H * HOUR_S / STEP_S)
    total = np.cumsum(np.concatenate([np.zeros((ticks, work.shape[1])), work]), axis=0)
    return np.asarray((total[ticks:] - total[:-ticks] > 0) | work)


WORLD = series_sweep.World(
    program="simulators.waterworks.sweep",
    says="random fire-water sites over weeks, written as training data",
    faults=tuple(FAULTS),
    sites=tuple(SITES),
    days=15.0,
    draw=draw_block,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the sweep cannot be written."""
    return series_sweep.main(WORLD, argv)


if __name__ == "__main__":
    sys.exit(main())
