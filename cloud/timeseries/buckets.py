"""Samples or windows of one series to the buckets of a curve. Pure."""

from __future__ import annotations

import numpy as np

from cloud.timeseries.aggregate import as_windows, last_of
from cloud.timeseries.port import AnalogColumns, Bucket, TierColumns


def width_of(start: int, end: int, points: int) -> int:
    """The length of each of `points` equal buckets, whole milliseconds."""
    return max(1, -(-(end - start) // points))


def of_samples(columns: AnalogColumns, start: int, width: int) -> list[Bucket]:
    """Buckets of the samples of one series."""
    return of_windows(as_windows(columns), start, width)


def of_windows(columns: TierColumns, start: int, width: int, end: int | None = None) -> list[Bucket]:
    """Buckets of the windows of one series before `end`; a mean weighs each sample once."""
    if end is not None:
        columns = columns.take(columns.ts < end)
    if not len(columns):
        return []
    # A gateway that has moved has its series under both areas, one behind the other.
    columns = columns.take(np.argsort(columns.ts, kind="stable"))
    number = (columns.ts - start) // width
    first = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
    counted = np.add.reduceat(columns.samples, first)
    total = np.add.reduceat(np.where(columns.samples > 0, columns.mean * columns.samples, 0.0), first)
    lowest, highest = np.fmin.reduceat(columns.minimum, first), np.fmax.reduceat(columns.maximum, first)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.clip(total / counted, lowest, highest)
    worst = np.maximum.reduceat(columns.quality, first)
    return [
        Bucket(ts, low, middle, high, quality, count, None if last != last else last)
        if count
        else Bucket(ts, None, None, None, quality, 0, None)
        for ts, low, middle, high, quality, count, last in zip(
            columns.ts[first].tolist(),
            lowest.tolist(),
            mean.tolist(),
            highest.tolist(),
            worst.tolist(),
            counted.tolist(),
            last_of(columns.last, columns.samples, first).tolist(),
            strict=True,
        )
    ]
