"""Quotas and inclusion probabilities in whole numbers: what is frozen before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Inclusion probabilities are whole billionths.
WHOLE: Final = 1_000_000_000
#: Shares and ratios of a plan are whole basis points.
BASIS_POINTS: Final = 10_000


def quota(units: int, per_month: int, months: int) -> int:
    """How many of `units` are at least to be inspected: the ratio of every month together, rounded up."""
    return min(units, -(-units * per_month * months // BASIS_POINTS))


def blind_counts(draws: Sequence[int], share: int) -> list[int]:
    """How many of each stratum's draws are risk-blind: `share` of all, rounded up, by largest remainders."""
    total = -(-sum(draws) * share // BASIS_POINTS)
    counts = [draw * share // BASIS_POINTS for draw in draws]
    by_remainder = sorted(range(len(draws)), key=lambda n: (-(draws[n] * share % BASIS_POINTS), n))
    for n in by_remainder[: total - sum(counts)]:
        counts[n] += 1
    return counts


def evenly(count: int, units: int) -> list[int]:
    """`count` wholes over as many units, the same for each to one billionth."""
    part, over = divmod(count * WHOLE, units)
    return [part + (n < over) for n in range(units)]


def by_weight(count: int, weights: Sequence[int], room: Sequence[int]) -> list[int]:
    """`count` wholes in proportion to `weights`, none above its `room`; what is over goes to the others.

    Parts are rounded by largest remainders, the earlier first among equals; they sum to `count` wholes.
    """
    parts = [0] * len(weights)
    rest = count * WHOLE
    within = list(range(len(weights)))
    while within:
        total = sum(weights[n] for n in within)
        full = [n for n in within if rest * weights[n] >= room[n] * total]
        if not full:
            break
        for n in full:
            parts[n] = room[n]
        rest -= sum(room[n] for n in full)
        within = sorted(set(within) - set(full))
    if within:
        total = sum(weights[n] for n in within)
        for n in within:
            parts[n] = rest * weights[n] // total
        over = rest - sum(parts[n] for n in within)
        for n in sorted(within, key=lambda n: (-(rest * weights[n] % total), n))[:over]:
            parts[n] += 1
    return parts
