"""Samples to windows: least, mean, greatest, last, how many, worst quality. Pure.

Minutes are made from samples and hours from minutes, so an hour's mean weighs each sample once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cloud.timeseries.port import AnalogColumns, Tier, TierColumns


def windows(columns: AnalogColumns, tier: Tier) -> TierColumns:
    """The windows of `tier` that these samples fill, in the order of series and time."""
    return coarser(as_windows(columns), tier)


def as_windows(columns: AnalogColumns) -> TierColumns:
    """Each sample as a window of its own."""
    return TierColumns(
        area=columns.area,
        gateway=columns.gateway,
        part=columns.part,
        analog_type=columns.analog_type,
        ts=columns.ts,
        minimum=columns.value,
        mean=columns.value,
        maximum=columns.value,
        samples=(~np.isnan(columns.value)).astype(np.int64),
        quality=columns.quality,
        last=columns.value,
    )


def coarser(fine: TierColumns, tier: Tier) -> TierColumns:
    """Finer windows joined to those of `tier`."""
    if not len(fine):
        return fine
    start = fine.ts - fine.ts % tier.step_ms
    order = np.lexsort((fine.ts, fine.analog_type, _codes(fine.part), _codes(fine.gateway)))
    sorted_start = start[order]
    first = np.flatnonzero(_changes(fine, order) | (np.diff(sorted_start, prepend=sorted_start[0] - 1) != 0))
    samples = fine.samples[order]
    counted = np.add.reduceat(samples, first)
    total = np.add.reduceat(np.where(samples > 0, fine.mean[order] * samples, 0.0), first)
    lowest = np.fmin.reduceat(fine.minimum[order], first)
    highest = np.fmax.reduceat(fine.maximum[order], first)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Rounding must not push the mean of equal values out from between them.
        mean = np.clip(total / counted, lowest, highest)
    rows = order[first]
    return TierColumns(
        area=fine.area[rows],
        gateway=fine.gateway[rows],
        part=fine.part[rows],
        analog_type=fine.analog_type[rows],
        ts=sorted_start[first],
        minimum=lowest,
        mean=mean,
        maximum=highest,
        samples=counted,
        quality=np.maximum.reduceat(fine.quality[order], first),
        last=last_of(fine.last[order], samples, first),
    )


def last_of(
    last: npt.NDArray[np.float64], samples: npt.NDArray[np.int64], first: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The last value of each group of rows that are in the order of time; NaN where none has a value."""
    spots = np.maximum.reduceat(np.where(samples > 0, np.arange(len(samples)), -1), first)
    return np.where(spots >= 0, last[spots], np.nan)


def _changes(fine: TierColumns, order: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether a row, in this order, begins another series than the one before."""
    changed = np.zeros(len(order), bool)
    changed[0] = True
    for column in (fine.gateway, fine.part, fine.analog_type):
        ordered = column[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    return changed


def _codes(texts: npt.NDArray[np.object_]) -> npt.NDArray[Any]:
    """A number for each different text: sorting numbers is many times faster than sorting texts."""
    numbers: dict[str, int] = {}
    return np.fromiter((numbers.setdefault(text, len(numbers)) for text in texts), np.int64, len(texts))
