"""What wanders by chance, for many runs at once: a slow random walk back to nothing, switches, episodes."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_Anything = TypeVar("_Anything", bound=np.generic)


def wander(draw: np.random.Generator, ticks: int, runs: int, tau_ticks: float) -> Array:
    """A first-order autoregression of unit variance with that time constant: (ticks, runs)."""
    keep = float(np.exp(-1.0 / tau_ticks))
    told = draw.standard_normal((ticks, runs))
    told[1:] *= np.sqrt(1.0 - keep**2)
    for tick in range(1, ticks):
        told[tick] += keep * told[tick - 1]
    return told


def switched(draw: np.random.Generator, ticks: int, share: Array, mean_ticks: float) -> NDArray[np.bool_]:
    """A switch that is on for `share` (runs,) or (ticks, runs) of the time, each state a random while."""
    runs = share.shape[-1]
    always = np.broadcast_to(share, (ticks, runs))
    chance = draw.random((ticks, runs))
    on = np.empty((ticks, runs), dtype=bool)
    now = chance[0] < always[0]
    for tick in range(ticks):
        leave = np.where(now, 1.0 - always[tick], always[tick]) * 2.0 / mean_ticks
        now = now ^ (chance[tick] < leave)
        on[tick] = now
    return on


def episodes(
    draw: np.random.Generator, ticks: int, runs: int, gap_ticks: float, least: int, most: int
) -> NDArray[np.bool_]:
    """Episodes of `least` to `most` ticks that begin at random, `gap_ticks` apart in the mean."""
    found = np.zeros((ticks, runs), dtype=bool)
    for run in range(runs):
        for begin in draw.integers(0, ticks, draw.poisson(ticks / gap_ticks)):
            found[begin : begin + int(draw.integers(least, most + 1)), run] = True
    return found


def between(draw: np.random.Generator, low: float, high: float, runs: int) -> Array:
    """Uniform draws, (runs,)."""
    return draw.uniform(low, high, runs)


def of_run(values: NDArray[_Anything], ticks: int) -> NDArray[_Anything]:
    """(runs,) held over all ticks, as a view (ticks, runs)."""
    return np.broadcast_to(values, (ticks, values.shape[-1]))
