"""One quantity compared, and how a set of them is summed up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulators.fires.constants import Array


class Compared(NamedTuple):
    """`ours` beside `theirs` for one quantity of one case; NaN where it was never reached."""

    source: str
    case: str
    quantity: str
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """Ours over theirs; NaN where either is missing or nothing."""
        return self.ours / self.theirs if self.theirs > 0 and self.ours > 0 else float("nan")


class Summary(NamedTuple):
    """A quantity over all its cases: median ratio, its 10th and 90th percentile, cases only one side has."""

    source: str
    quantity: str
    cases: int
    median: float
    low: float
    high: float
    only_ours: int
    only_theirs: int


def summed(all_compared: list[Compared]) -> list[Summary]:
    """One summary for each source and quantity, in order of appearance."""
    rows = []
    for source, quantity in dict.fromkeys((one.source, one.quantity) for one in all_compared):
        some = [one for one in all_compared if (one.source, one.quantity) == (source, quantity)]
        ratios = np.array([one.ratio for one in some if not np.isnan(one.ratio)])
        low, middle, high = np.percentile(ratios, [10, 50, 90]) if ratios.size else [np.nan] * 3
        rows.append(
            Summary(
                source,
                quantity,
                ratios.size,
                float(middle),
                float(low),
                float(high),
                sum(1 for one in some if np.isnan(one.theirs) and not np.isnan(one.ours)),
                sum(1 for one in some if np.isnan(one.ours) and not np.isnan(one.theirs)),
            )
        )
    return rows


def first(times_s: Array, values: Array, limit: float, since_s: float = 0.0) -> float:
    """Seconds after `since_s` at which `values` first reach `limit`; NaN if never."""
    reached = np.asarray(values) >= limit
    return float(times_s[np.argmax(reached)] - since_s) if reached.any() else float("nan")
