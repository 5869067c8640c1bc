"""Entropy weights: an indicator on which all regions are alike tells nothing apart, and weighs little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from runtime.faults import PlainFault

Array = NDArray[np.float64]
#: Marks are raised by this, so that a mark of 0 has a logarithm.
_LIFT = 1.0


def weights(marks: Array) -> Array:
    """Weights that sum to 1, of marks (regions, indicators) of 0 to 100; NaN is left out of its column.

    Where no region differs in anything, all weigh alike. PlainFault with fewer than two regions.
    """
    if marks.ndim != 2 or marks.shape[0] < 2:
        raise PlainFault(
            f"entropy weights compare regions; {marks.shape[0]} is given, two or more are needed"
        )
    lifted = marks + _LIFT
    shares = lifted / np.nansum(lifted, axis=0)
    many = np.maximum((~np.isnan(marks)).sum(axis=0), 2)
    spread = -np.nansum(shares * np.log(shares), axis=0) / np.log(many)
    told = np.clip(1.0 - spread, 0.0, None)
    told[(~np.isnan(marks)).sum(axis=0) < 2] = 0.0
    total = told.sum()
    return np.asarray(told / total if total > 1e-12 else np.full(marks.shape[1], 1.0 / marks.shape[1]))
