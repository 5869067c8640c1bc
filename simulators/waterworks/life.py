"""What ordinary days ask of fire water: the town's draws, hydrants, tests, work, frost. (ticks, runs)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.series_blocks import DAY_S, HOUR_S, Array
from simulators.wandering import between, wander
from simulators.waterworks.sites import Plants

WEEK_S = 7 * DAY_S


@dataclass(frozen=True)
class Life:
    """Draws from hydrants, L/s; `town` is the shared main's use, about 1 in the mean.

    `testing`: the fire pump runs for a test; `work`: people have drained the system; `air_c` about the pipes.
    """

    draw_l_s: Array
    town: Array
    testing: NDArray[np.bool_]
    work: NDArray[np.bool_]
    air_c: Array


def life(draw: np.random.Generator, plants: Plants, ticks: int, step_s: float) -> Life:
    """Weeks of some season, for every plant."""
    runs = plants.jockey.size
    hour: Array = np.arange(ticks, dtype=np.float64)[:, None] * (step_s / HOUR_S)
    phase = draw.normal(0.0, 0.7, runs)
    of_day = (hour - phase) % 24.0
    town = 0.35 + 0.9 * _peak(of_day, 7.5, 1.6) + 0.6 * _peak(of_day, 12.0, 1.5)
    town = town + 1.1 * _peak(of_day, 19.5, 2.4)
    town = town * np.exp(0.15 * wander(draw, ticks, runs, 1800.0 / step_s))
    return Life(
        draw_l_s=_hydrants(draw, plants, ticks, step_s),
        town=town,
        testing=_tests(draw, runs, ticks, step_s),
        work=_work(draw, runs, ticks, step_s),
        air_c=_air(draw, plants, hour, step_s),
    )


def _peak(of_day: Array, at: float, width: float) -> Array:
    away = np.abs(of_day - at)
    return np.exp(-0.5 * (np.minimum(away, 24.0 - away) / width) ** 2)


def _hydrants(draw: np.random.Generator, plants: Plants, ticks: int, step_s: float) -> Array:
    """Cleaning, training, road work: 1 to 40 min at 0.3 to 8 L/s, in daylight."""
    found = np.zeros((ticks, plants.jockey.size))
    for run, weekly in enumerate(plants.draws_a_week):
        for _ in range(draw.poisson(weekly * ticks * step_s / WEEK_S)):
            day = draw.integers(0, max(1, int(ticks * step_s / DAY_S)))
            at = int((day * DAY_S + draw.uniform(7.0, 19.0) * HOUR_S) / step_s)
            length = max(1, int(60.0 * np.exp(draw.uniform(0.0, np.log(40.0))) / step_s))
            found[at : at + length, run] += np.exp(draw.uniform(np.log(0.3), np.log(8.0)))
    return found


def _tests(draw: np.random.Generator, runs: int, ticks: int, step_s: float) -> NDArray[np.bool_]:
    """The fire pump runs 5 to 20 min each week (GB 50974 asks it weekly by itself), or more rarely."""
    found = np.zeros((ticks, runs), dtype=bool)
    for run in range(runs):
        every = WEEK_S * draw.choice([1.0, 1.0, 2.0, 4.0])
        at = draw.uniform(0.0, every)
        while at < ticks * step_s:
            begin = int(at / step_s)
            found[begin : begin + int(draw.uniform(300.0, 1200.0) / step_s), run] = True
            at += every + draw.normal(0.0, HOUR_S)
    return found


def _work(draw: np.random.Generator, runs: int, ticks: int, step_s: float) -> NDArray[np.bool_]:
    """Now and then pipes are drained for some hours and filled again."""
    found = np.zeros((ticks, runs), dtype=bool)
    for run in range(runs):
        for _ in range(draw.poisson(0.35 * ticks * step_s / (30 * DAY_S))):
            at = int(draw.random() * ticks)
            found[at : at + int(draw.uniform(0.5, 5.0) * HOUR_S / step_s), run] = True
    return found


def _air(draw: np.random.Generator, plants: Plants, hour: Array, step_s: float) -> Array:
    runs, ticks = plants.jockey.size, hour.shape[0]
    indoor = 14.0 + draw.normal(0.0, 4.0, runs)
    outdoor = draw.uniform(-18.0, 24.0, runs)
    mean = np.where(plants.outdoors, outdoor, indoor)
    swing = np.where(plants.outdoors, 6.0, 1.5) * between(draw, 0.6, 1.3, runs)
    weather = np.where(plants.outdoors, 4.0, 1.0) * wander(draw, ticks, runs, 2.0 * DAY_S / step_s)
    return np.asarray(mean + weather + swing * np.cos(2.0 * np.pi * (hour - 15.0) / 24.0))
