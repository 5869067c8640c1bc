"""Linear looks into the two windows: means, differences and slopes, each a row of weights.

A look is a pair of rows, one over the ticks of the fast window and one over the blocks of the slow window,
oldest first, as `models.windows` gives them. The weights of all looks but `latest` add up to nothing, so the
level of a channel drops out before it can cost precision.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.windows import Floats, Shape


@dataclass(frozen=True)
class Look:
    """One linear function of a channel's past: weights (fast,) and (slow,)."""

    name: str
    fast: NDArray[np.float64]
    slow: NDArray[np.float64]

    def minus(self, other: Look, name: str) -> Look:
        """The difference of two looks."""
        return Look(name, self.fast - other.fast, self.slow - other.slow)

    def plus(self, other: Look, name: str) -> Look:
        """The sum of two looks."""
        return Look(name, self.fast + other.fast, self.slow + other.slow)

    def times(self, factor: float, name: str) -> Look:
        """This look, scaled."""
        return Look(name, self.fast * factor, self.slow * factor)


@dataclass(frozen=True)
class Looks:
    """Makes looks for one shape of windows; ages are in seconds before the present tick."""

    shape: Shape

    def mean(self, youngest_s: float, oldest_s: float, name: str = "") -> Look:
        """The mean of the ticks from `youngest_s` to before `oldest_s` ago."""
        ages = np.arange(self.shape.fast)[::-1] * self.shape.tick_s
        inside = (ages >= youngest_s) & (ages < oldest_s)
        return Look(name or f"mean {youngest_s:g}-{oldest_s:g} s", inside / inside.sum(), self._no_slow())

    def blocks(self, youngest: int, oldest: int, name: str = "") -> Look:
        """The mean of the slow blocks from `youngest` to before `oldest`, counted back from now."""
        back = np.arange(self.shape.slow)[::-1]
        inside = (back >= youngest) & (back < oldest)
        return Look(name or f"blocks {youngest}-{oldest}", self._no_fast(), inside / inside.sum())

    def slope(self, length_s: float, name: str) -> Look:
        """The least-squares slope over the last `length_s`, per second."""
        count = min(self.shape.fast, max(2, round(length_s / self.shape.tick_s)))
        weights = np.zeros(self.shape.fast)
        weights[-count:] = _slope(count) / self.shape.tick_s
        return Look(name, weights, self._no_slow())

    def slow_slope(self, blocks: int, name: str) -> Look:
        """The least-squares slope over the last slow blocks, per second."""
        count = min(self.shape.slow, blocks)
        weights = np.zeros(self.shape.slow)
        weights[-count:] = _slope(count) / (self.shape.tick_s * self.shape.slow_every)
        return Look(name, self._no_fast(), weights)

    def _no_fast(self) -> NDArray[np.float64]:
        return np.zeros(self.shape.fast)

    def _no_slow(self) -> NDArray[np.float64]:
        return np.zeros(self.shape.slow)


def _slope(count: int) -> NDArray[np.float64]:
    steps = np.arange(count) - (count - 1) / 2
    return np.asarray(steps / (steps**2).sum())


def matrices(looks: list[Look]) -> tuple[Floats, Floats]:
    """The weights of all looks, one a row: (looks, fast) and (looks, slow)."""
    fast = np.stack([look.fast for look in looks]).astype(np.float32)
    slow = np.stack([look.slow for look in looks]).astype(np.float32)
    return fast, slow
