"""Two curves of attendance over distance: the one-line power law, and one that begins with a turnout."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
#: Below this the grid of the places (100 m) says nothing.
_LEAST_M = 50.0


class Curve(NamedTuple):
    """t = turnout + scale · d^power, in s and m."""

    turnout_s: float
    scale: float
    power: float

    def seconds(self, metres: Floats) -> Floats:
        """Seconds of each distance."""
        return self.turnout_s + self.scale * np.maximum(metres, _LEAST_M) ** self.power


def one_line(metres: Floats, seconds: Floats) -> Curve:
    """The power law through the origin of least mean absolute error: the yardstick."""

    def error(guess: Floats) -> float:
        return float(np.abs(seconds - Curve(0.0, np.exp(guess[0]), guess[1]).seconds(metres)).mean())

    best = minimize(error, [np.log(3.76), 0.567], method="Nelder-Mead", options={"maxiter": 2_000}).x
    return Curve(0.0, float(np.exp(best[0])), float(best[1]))


def with_turnout(metres: Floats, seconds: Floats) -> Curve:
    """Turnout and travel of least mean absolute error; a longer way never takes less."""

    def error(guess: Floats) -> float:
        if guess[0] < 0 or guess[2] <= 0:
            return 1e9
        curve = Curve(guess[0], np.exp(guess[1]), guess[2])
        return float(np.abs(seconds - curve.seconds(metres)).mean())

    start = [float(np.quantile(seconds, 0.2)), np.log(0.3), 0.85]
    best = minimize(error, start, method="Nelder-Mead", options={"maxiter": 4_000}).x
    return Curve(float(best[0]), float(np.exp(best[1])), float(best[2]))
