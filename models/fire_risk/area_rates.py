"""Fires by area and month: a Poisson regression on what areas are, and credibility for what they have shown.

The regression says what an area of its people and houses has; its own count of the year then pulls that as
far as it can be believed (Bühlmann and Straub 1970; the gamma prior's strength by marginal likelihood). An
area without a fire is not believed to be without risk, nor one bad year to be its fate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from models.fire_risk.judging import ece

Array = NDArray[np.float64]
_RIDGE: Final = 1.0
_ROUNDS: Final = 60


@dataclass(frozen=True)
class Regression:
    """A Poisson regression with standardised covariates."""

    middle: Array
    spread: Array
    weight: Array
    base: float

    def rate(self, covariates: Array) -> Array:
        """The mean count of each row (rows, covariates): (rows,)."""
        return np.asarray(np.exp(self.base + (covariates - self.middle) / self.spread @ self.weight))


def regression(covariates: Array, counts: Array, ridge: float = _RIDGE) -> Regression:
    """Fit by Newton's steps; `counts` (rows,). A small ridge holds covariates that say the same apart."""
    middle, spread = covariates.mean(axis=0), covariates.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(covariates)), (covariates - middle) / spread])
    penalty = np.diag([0.0, *np.full(covariates.shape[1], ridge)])
    found = np.zeros(design.shape[1])
    found[0] = np.log(counts.mean() + 1e-9)
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(design @ found, -30, 30))
        step = np.linalg.solve(
            design.T @ (design * mean[:, None]) + penalty, design.T @ (counts - mean) - penalty @ found
        )
        found += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return Regression(middle, spread, found[1:], float(found[0]))


def strength(expected: Array, counts: Array) -> float:
    """How many expected fires the regression is worth beside an area's own: the gamma prior's shape."""
    tried = np.exp(np.linspace(np.log(0.05), np.log(500), 200))
    likelihood = [
        float(
            (
                gammaln(counts + shape)
                - gammaln(shape)
                + shape * np.log(shape / (shape + expected))
                + counts * np.log(expected / (shape + expected))
            ).sum()
        )
        for shape in tried
    ]
    return float(tried[int(np.argmax(likelihood))])


def believed(expected: Array, counts: Array, shape: float) -> Array:
    """By what factor each area lies above the regression, as far as its count can be believed: (areas,)."""
    return np.asarray((shape + counts) / (shape + expected))


def poisson_deviance(counts: Array, expected: Array) -> float:
    """The mean Poisson deviance a row."""
    bounded = np.maximum(expected, 1e-12)
    whole = np.where(counts > 0, counts * np.log(np.maximum(counts, 1e-12) / bounded), 0.0)
    return float(2 * (whole - (counts - bounded)).mean())


def chance_gap(counts: Array, expected: Array) -> float:
    """How far the chance of any fire in a row, as the expected count says it, is from what was."""
    return ece(-np.expm1(-expected), counts > 0)
