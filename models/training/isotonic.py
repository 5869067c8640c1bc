"""Calibration by a rising line: pooled adjacent violators, its pieces joined between their centres.

After Oron and Flournoy 2017 (centred isotonic regression): a step function would give many rows one and the
same probability and lose their order. The line is over log-odds; beyond its ends it goes on with slope 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.training.window_graph import const
from runtime.faults import PlainFault

#: Pieces never rest on fewer positives: a rate of 20 events is known to a quarter or so.
_LEAST_POSITIVE = 20
#: Fewer than these give no line at all.
_LEAST_IN_ALL = 10
_PIECES = 40
#: The least by which one knot lies above the one before, in log-odds: order is never lost.
_STEP = 1e-4
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rising:
    """From raw log-odds `at` to log-odds `odds`, both rising; (knots,) each."""

    at: Array
    odds: Array

    def __call__(self, raw: Array) -> Array:
        """Calibrated log-odds of raw ones."""
        inside = np.interp(raw, self.at, self.odds)
        return np.asarray(inside + np.minimum(raw - self.at[0], 0) + np.maximum(raw - self.at[-1], 0))


def fit(raw: Array, positive: NDArray[np.bool_]) -> Rising:
    """The line for rows of a slice that fitted no trees. PlainFault where it has too few positives."""
    many = int(positive.sum())
    if many < _LEAST_IN_ALL or many == positive.size:
        raise PlainFault(
            f"{many} of {positive.size} rows of the slice that calibrates are positive; at least "
            f"{_LEAST_IN_ALL} and not all are needed: give more sites or a longer history"
        )
    order = np.argsort(raw, kind="stable")
    told, was = raw[order], positive[order].astype(np.float64)
    pieces = int(np.clip(many // _LEAST_POSITIVE, 1, _PIECES))
    # Pieces of equal numbers of positives, so that each is known alike.
    cuts = np.searchsorted(np.cumsum(was), np.arange(1, pieces) * many / pieces) + 1
    blocks = np.split(np.arange(told.size), cuts)
    count = np.array([block.size for block in blocks], dtype=np.float64)
    hits = np.array([was[block].sum() for block in blocks])
    middle = np.array([told[block].mean() for block in blocks])
    count, hits, middle = _pooled(count, hits, middle)
    rate = (hits + 0.25) / (count + 0.5)
    odds = np.maximum.accumulate(np.log(rate / (1 - rate)))
    return Rising(middle, odds + _STEP * np.arange(odds.size))


def _pooled(count: Array, hits: Array, middle: Array) -> tuple[Array, Array, Array]:
    """Neighbours whose rates do not rise are put together until all rise."""
    kept: list[tuple[float, float, float]] = []
    for one in zip(count, hits, middle, strict=True):
        kept.append(one)
        while len(kept) > 1 and kept[-2][1] * kept[-1][0] >= kept[-1][1] * kept[-2][0]:
            (m, h, at), (n, k, to) = kept[-2:]
            kept[-2:] = [(m + n, h + k, (at * m + to * n) / (m + n))]
    found = np.array(kept)
    return found[:, 0], found[:, 1], found[:, 2]


def graph(line: Rising, raw: spox.Var) -> spox.Var:
    """The same in ONNX; `raw` (rows, 1) gives (rows, 1)."""
    first, last = const(np.float32(line.at[0])), const(np.float32(line.at[-1]))
    zero, one = const(np.float32(0.0)), const(np.float32(1.0))
    below, above = op.min([op.sub(raw, first), zero]), op.max([op.sub(raw, last), zero])
    beyond = op.add(op.add(below, above), const(np.float32(line.odds[0])))
    if line.at.size == 1:
        return beyond
    steps = const(np.diff(line.at).astype(np.float32))
    climbs = const(np.diff(line.odds).astype(np.float32)[:, None])
    along = op.div(op.sub(raw, const(line.at[:-1].astype(np.float32))), steps)
    return op.add(beyond, op.matmul(op.min([op.max([along, zero]), one]), climbs))
