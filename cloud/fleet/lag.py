"""How long events take from the gateway's own time to the centre's, in bins so that areas add up. Pure.

Only events of gateways whose clock can be believed are counted. A bin holds what took up to its bound; the
last one holds the rest. A quantile is told as the bound of the bin it falls into, so it is never too low.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

BOUNDS_MS: Final = (
    20, 50, 100, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 30_000, 60_000, 300_000,
    3_600_000, 86_400_000,
)  # fmt: skip
SIZE: Final = len(BOUNDS_MS) + 1


def bins(delays_ms: Iterable[int]) -> list[int]:
    """Count delays; one below zero (a clock a little ahead) is none."""
    counted = [0] * SIZE
    for delay in delays_ms:
        counted[bisect_left(BOUNDS_MS, max(delay, 0))] += 1
    return counted


def added(*counts: Sequence[int]) -> list[int]:
    """The bins of several added up; an empty list counts as none."""
    return [sum(column) for column in zip([0] * SIZE, *(each for each in counts if each), strict=True)]


def quantile_ms(counted: Sequence[int], share: float) -> int | None:
    """The bound below which this share of the events lies; None: no events."""
    total = sum(counted)
    if not total:
        return None
    reached = 0
    for index, count in enumerate(counted):
        reached += count
        if reached >= share * total:
            return BOUNDS_MS[min(index, len(BOUNDS_MS) - 1)]
    return BOUNDS_MS[-1]
