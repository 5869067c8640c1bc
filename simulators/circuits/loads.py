"""What a circuit carries: hours of work, machines that switch, guests that plug in, welding.

All (ticks, runs), as a share of the rated current.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.circuits.sites import SITES
from simulators.series_blocks import DAY_S, HOUR_S, Array
from simulators.wandering import between, episodes, of_run, switched, wander

MACHINES = 2


@dataclass(frozen=True)
class Load:
    """`share` of the rated current in all; when the inverter runs; what was plugged in for good."""

    share: Array
    inverter: NDArray[np.bool_]
    added: Array
    welding: NDArray[np.bool_]


def load(draw: np.random.Generator, sites: Sequence[str], ticks: int, step_s: float) -> Load:
    """Ordinary weeks; they stay below nine tenths of the rated current but for moments."""
    runs = len(sites)
    hour: Array = np.arange(ticks, dtype=np.float64)[:, None] * (step_s / HOUR_S)
    work = _work(draw, sites, hour)
    idle = np.array([SITES[site].idle for site in sites]) * between(draw, 0.6, 1.4, runs)
    busy = np.array([SITES[site].busy for site in sites]) * between(draw, 0.6, 1.25, runs)
    people = np.exp(0.12 * wander(draw, ticks, runs, 2 * HOUR_S / step_s))
    share = (idle + (busy - idle) * work) * people
    for _ in range(MACHINES):
        on = switched(draw, ticks, 0.15 + 0.5 * work * 0.8, 1500.0 / step_s)
        share += on * between(draw, 0.01, 0.10, runs)
    has = draw.random(runs) < [SITES[site].inverters for site in sites]
    inverter = switched(draw, ticks, 0.05 + 0.75 * work, 2400.0 / step_s) & has
    share += inverter * between(draw, 0.05, 0.2, runs)
    welds = episodes(draw, ticks, runs, 7 * DAY_S / step_s, int(900 / step_s), int(9000 / step_s))
    arcs = welds & (draw.random((ticks, runs)) < 0.6)
    share += arcs * between(draw, 0.1, 0.4, runs)
    added = _added(draw, ticks, runs)
    share = np.minimum(share + added * between(draw, 0.03, 0.12, runs) * (0.3 + 0.7 * work), 0.95)
    return Load(share, inverter, added, arcs)


def _work(draw: np.random.Generator, sites: Sequence[str], hour: Array) -> Array:
    """0 asleep … 1 at work, with hours that differ from run to run and day to day."""
    runs = len(sites)
    opens = np.array([SITES[site].opens for site in sites]) + draw.normal(0.0, 0.5, runs)
    closes = np.array([SITES[site].closes for site in sites]) + draw.normal(0.0, 0.5, runs)
    weekend = np.array([SITES[site].weekend for site in sites])
    day = (hour // 24.0).astype(int)[:, 0]
    late = draw.normal(0.0, 0.4, (day[-1] + 1, runs))[day]
    of_day = hour % 24.0
    open_ = 1.0 / (1.0 + np.exp(-(of_day - opens - late) / 0.3))
    closed = 1.0 / (1.0 + np.exp(-(of_day - closes - late) / 0.3))
    free = (day[:, None] + draw.integers(0, 7, runs)) % 7 >= 5
    off = draw.random((day[-1] + 1, runs))[day] < 0.02
    return np.asarray((open_ - closed).clip(0.0) * np.where(free | off, weekend, 1.0))


def _added(draw: np.random.Generator, ticks: int, runs: int) -> Array:
    """0 before and 1 after something new was connected for good, in three runs of ten."""
    begins = np.where(draw.random(runs) < 0.3, draw.uniform(0.1, 0.9, runs) * ticks, np.inf)
    return np.asarray(np.arange(ticks)[:, None] >= of_run(begins, ticks), dtype=np.float64)
