"""The recent past of many detectors, as arrays that a model takes without a copy.

Each channel of each detector has two rings: the last ticks one by one, and the means of whole blocks of
ticks further back. Both are time-major and written twice, so the window of the present moment is always one
contiguous slice.

Rules
-----
1. A window holds no NaN: a channel that is absent keeps its last value, and `have` says that it is absent.
2. A channel that begins, or comes back after it was absent, begins flat: its whole past is its first value.
   Nothing is known of before, and a step made of not knowing would look like a fire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Shape:
    """How far a model looks back: `fast` ticks of `tick_s`, and `slow` blocks of `slow_every` ticks."""

    tick_s: float
    fast: int
    slow: int
    slow_every: int

    @property
    def reach_s(self) -> float:
        """Seconds that the longer window spans."""
        return self.tick_s * self.slow * self.slow_every


class Windows:
    """The windows of `detectors` detectors with `channels` channels each; begins with nothing known."""

    def __init__(self, shape: Shape, detectors: int, channels: int) -> None:
        self.shape = shape
        self.have: Flags = np.zeros((detectors, channels), dtype=bool)
        self._fast = np.zeros((2 * shape.fast, detectors, channels), dtype=np.float32)
        self._slow = np.zeros((2 * shape.slow, detectors, channels), dtype=np.float32)
        self._sum = np.zeros((detectors, channels), dtype=np.float32)
        self._in_block = 0
        self._fast_at = 0
        self._slow_at = 0

    @property
    def fast(self) -> Floats:
        """The last ticks, oldest first: (fast, detectors, channels), contiguous."""
        return self._fast[self._fast_at : self._fast_at + self.shape.fast]

    @property
    def slow(self) -> Floats:
        """The means of the last whole blocks, oldest first: (slow, detectors, channels), contiguous."""
        return self._slow[self._slow_at : self._slow_at + self.shape.slow]

    def push(self, values: Floats, have: Flags) -> None:
        """One tick of (detectors, channels); a value that one does not have is not read."""
        latest = self._mend(values, have)
        at = self._fast_at
        self._fast[at] = latest
        self._fast[at + self.shape.fast] = latest
        self._fast_at = (at + 1) % self.shape.fast
        self._sum += latest
        self._in_block += 1
        if self._in_block == self.shape.slow_every:
            at = self._slow_at
            np.divide(self._sum, np.float32(self._in_block), out=self._slow[at])
            self._slow[at + self.shape.slow] = self._slow[at]
            self._slow_at = (at + 1) % self.shape.slow
            self._sum[:] = 0.0
            self._in_block = 0

    def break_off(self) -> None:
        """Nothing was told for so long that the past is no past: every channel begins flat again."""
        self.have = np.zeros_like(self.have)

    def moved(self, rows: NDArray[np.int64]) -> Windows:
        """The same past for other detectors: row `rows[i]` becomes row i, -1 is one that is new."""
        other = Windows(self.shape, rows.size, self.have.shape[1])
        kept = np.flatnonzero(rows >= 0)
        other.have[kept] = self.have[rows[kept]]
        other._fast[:, kept] = self._fast[:, rows[kept]]
        other._slow[:, kept] = self._slow[:, rows[kept]]
        other._sum[kept] = self._sum[rows[kept]]
        other._in_block, other._fast_at, other._slow_at = self._in_block, self._fast_at, self._slow_at
        return other

    def kept(self) -> dict[str, NDArray[np.generic]]:
        """All that is known, as arrays to be written down; copies."""
        return {
            "fast": self.fast.copy(),
            "slow": self.slow.copy(),
            "sum": self._sum.copy(),
            "have": self.have.copy(),
            "in_block": np.array(self._in_block),
        }

    @classmethod
    def again(cls, shape: Shape, kept: Mapping[str, NDArray[Any]]) -> Windows:
        """What was written down; ValueError where it is not of this shape."""
        detectors, channels = kept["have"].shape
        windows = cls(shape, detectors, channels)
        for name in ("fast", "slow", "sum"):
            if not np.isfinite(kept[name]).all():
                raise ValueError(f"{name} holds what is no number")
        for name, ring in (("fast", windows._fast), ("slow", windows._slow)):
            if (2 * len(kept[name]), *kept[name].shape[1:]) != ring.shape:
                raise ValueError(f"{name} is {kept[name].shape}, which does not fit {shape}")
            ring[:] = np.concatenate([kept[name], kept[name]])
        if not 0 <= int(kept["in_block"]) < shape.slow_every or kept["sum"].shape != windows._sum.shape:
            raise ValueError(f"an unfinished block of {int(kept['in_block'])} ticks does not fit {shape}")
        windows._sum[:], windows.have[:] = kept["sum"], kept["have"]
        windows._in_block = int(kept["in_block"])
        return windows

    def hold(self, ticks: int) -> None:
        """So many ticks went by of which nothing is known: what was told last is held."""
        latest, have = self.fast[-1].copy(), self.have.copy()
        for _ in range(ticks):
            self.push(latest, have)

    def _mend(self, values: Floats, have: Flags) -> Floats:
        """The tick without holes: what begins is spread over its whole past, what is absent is held."""
        latest = np.where(have, values, self._fast[self._fast_at + self.shape.fast - 1])
        if not np.count_nonzero(have != self.have):
            return latest
        begun = have & ~self.have
        self._fast[:, begun] = latest[begun]
        self._slow[:, begun] = latest[begun]
        self._sum[begun] = latest[begun] * self._in_block
        self.have = have.copy()
        return latest
