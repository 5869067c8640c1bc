"""95 % intervals: of shares (Wilson 1927), of counts (Garwood 1936), of medians (bootstrap over runs)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import chi2

Interval = tuple[float, float]
_Z = 1.959964
_DRAWS = 1000


def share(found: float, of: int, independent: int | None = None) -> Interval:
    """Of `found` out of `of`, of which only so many are independent (homes, sites); (0, 1) of nothing."""
    many = of if independent is None else independent
    if not of or not many:
        return 0.0, 1.0
    rate, spread = found / of, _Z**2 / many
    middle = (rate + spread / 2) / (1 + spread)
    half = _Z * np.sqrt(rate * (1 - rate) / many + spread / (4 * many)) / (1 + spread)
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def rate(count: int, per: float) -> Interval:
    """Of a counted number over an amount (days, months): count divided by `per`."""
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return float(low / per), float(chi2.ppf(0.975, 2 * count + 2) / 2 / per)


def median(values: ArrayLike, runs: Sequence[int] | ArrayLike, seed: int = 0) -> Interval | None:
    """Of the median of `values`, drawn by whole `runs`, since those of one run are not independent."""
    told, run = np.asarray(values, dtype=float), np.asarray(runs)
    names = np.unique(run)
    if not told.size:
        return None
    groups = [told[run == name] for name in names]
    draw = np.random.default_rng(seed)
    found = [
        np.median(np.concatenate([groups[place] for place in draw.integers(0, names.size, names.size)]))
        for _ in range(_DRAWS)
    ]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
