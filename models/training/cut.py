"""Windows of chosen moments out of whole series: the very windows that `models.windows` would have kept.

It holds for series in which a channel is either told from its first tick on, with gaps held, or never; a
channel that comes back after a gap begins flat in the real windows and does not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.session import Session
from models.windows import Flags, Floats, Shape
from runtime.faults import PlainFault

#: A session, and which of its outputs are asked for.
Asked = tuple[Session, Sequence[str]]
FEATURES = ("features",)
ANSWERS = ("probability", "kind")


_Number = TypeVar("_Number", np.float32, np.float64)


def held(values: NDArray[_Number]) -> NDArray[_Number]:
    """`values` (ticks, ...) with every gap (NaN) filled by what was told before; before that by the first."""
    missing = np.isnan(values)
    if not missing.any():
        return values
    at = np.where(missing, 0, np.arange(values.shape[0])[(..., *[None] * (values.ndim - 1))])
    at = np.maximum.accumulate(at, axis=0)
    first = np.where(missing.all(axis=0), 0, (~missing).argmax(axis=0))
    return np.take_along_axis(values, np.maximum(at, first[None]), axis=0)


class Cutter:
    """Cuts windows of any moments out of `values` (ticks, detectors, channels), NaN where nothing is told."""

    def __init__(self, values: Floats, shape: Shape) -> None:
        self.shape = shape
        self.have: Flags = np.asarray(~np.isnan(values).all(axis=0))
        self._values = np.nan_to_num(held(values))
        whole = values.shape[0] // shape.slow_every
        blocks = self._values[: whole * shape.slow_every].reshape(whole, shape.slow_every, *values.shape[1:])
        self._means = blocks.mean(axis=1, dtype=np.float32)

    def at(self, ticks: NDArray[np.int64], detectors: NDArray[np.int64]) -> tuple[Floats, Floats, Flags]:
        """Fast and slow window of each pair, (fast or slow, pairs, channels), and `have`."""
        back = ticks[None] - np.arange(self.shape.fast)[::-1, None]
        fast = self._values[np.maximum(back, 0), detectors]
        block = (ticks[None] + 1) // self.shape.slow_every - np.arange(self.shape.slow, 0, -1)[:, None]
        slow = self._values[np.zeros_like(block), detectors]
        known = block >= 0
        slow[known] = self._means[block[known], np.broadcast_to(detectors, block.shape)[known]]
        return fast, slow, self.have[detectors]


def answers_at(
    session: Session,
    names: Sequence[str],
    cutter: Cutter,
    ticks: NDArray[np.int64],
    detectors: NDArray[np.int64],
    near: NDArray[np.int64] | None = None,
    batch: int = 400,
) -> Floats:
    """The outputs `names` of the moments side by side, (pairs, columns).

    `near` is (detectors, neighbours) where the model takes it.
    """
    if not ticks.size:
        raise PlainFault("none of the moments of these series can be an example; give longer series")
    parts = []
    for first in range(0, ticks.size, batch):
        when, who = ticks[first : first + batch], detectors[first : first + batch]
        rows = when.size
        beside: NDArray[np.int64] | None = None
        if near is not None:
            # Each moment's neighbours stand behind all moments of the batch, at that same moment.
            others = near[who]
            there = np.nonzero(others >= 0)
            beside = np.full((rows + there[0].size, near.shape[1]), -1, dtype=np.int64)
            beside[there] = rows + np.arange(there[0].size)
            when = np.concatenate([when, when[there[0]]])
            who = np.concatenate([who, others[there]])
        fast, slow, have = cutter.at(when, who)
        given: dict[str, NDArray[np.generic]] = {"fast": fast, "slow": slow, "have": have}
        if beside is not None:
            given["near"] = beside
        told = [answer.reshape(len(answer), -1)[:rows] for answer in session.run(names, given)]
        parts.append(np.concatenate(told, axis=1))
    return np.concatenate(parts)
