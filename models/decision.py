"""From a probability every tick to a warning that stands: confirmation, hysteresis, and its end.

A warning is raised after `confirm` ticks in a row at or above `on`, or at once at or above `sure`. Where a
fixed threshold rings on the same values, `beside` is enough, at once: it stays on beside the model, and
somebody is alarmed anyway. It ends after `calm` ticks in a row below `off`. Between `off` and `on` nothing
changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.windows import Flags, Floats


@dataclass(frozen=True)
class Limits:
    """When a warning is raised and when it ends; probabilities and numbers of ticks."""

    on: float
    sure: float
    off: float
    confirm: int
    calm: int
    #: Enough where a fixed threshold rings; None: it makes no difference.
    beside: float | None = None

    def __post_init__(self) -> None:
        """ValueError where the limits contradict each other."""
        if not 0.0 < self.off < self.on <= self.sure:
            raise ValueError(f"0 < off < on <= sure, but off {self.off}, on {self.on}, sure {self.sure}")
        if self.beside is not None and not self.off < self.beside <= self.sure:
            raise ValueError(
                f"off < beside <= sure, but off {self.off}, beside {self.beside}, sure {self.sure}"
            )
        if self.confirm < 1 or self.calm < 1:
            raise ValueError(f"confirm and calm are at least one tick, not {self.confirm} and {self.calm}")


class Decision:
    """Who is warned of, for `detectors` detectors; all (detectors,)."""

    def __init__(self, limits: Limits, detectors: int) -> None:
        self.limit(limits)
        self.raised: Flags = np.zeros(detectors, dtype=bool)
        self._over: NDArray[np.int32] = np.zeros(detectors, dtype=np.int32)
        self._under: NDArray[np.int32] = np.zeros(detectors, dtype=np.int32)
        #: What `take` answers where nothing begins or ends.
        self.nobody: Flags = np.zeros(detectors, dtype=bool)
        self._busy = False

    def limit(self, limits: Limits) -> None:
        """Go on under other limits."""
        self.limits = limits
        self._least = limits.on if limits.beside is None else min(limits.on, limits.beside)

    def quiet(self, probability: Floats) -> bool:
        """Whether this tick can change nothing: nobody is warned of, on the way to it, or likely enough."""
        return not (self._busy or np.count_nonzero(probability >= self._least))

    def hold(self, row: int, *, raised: bool) -> None:
        """Take it as known that a warning of this row stands, or that none does; its counts begin anew."""
        self.raised[row] = raised
        self._over[row] = self._under[row] = 0
        self._busy = True

    def moved(self, rows: NDArray[np.int64], limits: Limits | None = None) -> Decision:
        """The same for other detectors: row `rows[i]` becomes row i, -1 is one that is new."""
        other = Decision(limits or self.limits, rows.size)
        kept = np.flatnonzero(rows >= 0)
        for name in ("raised", "_over", "_under"):
            getattr(other, name)[kept] = getattr(self, name)[rows[kept]]
        other._busy = True
        return other

    def take(self, probability: Floats, rings: Flags | None = None) -> tuple[Flags, Flags]:
        """One tick: which warnings begin and which end. A NaN neither raises nor ends one.

        `rings` says on whose values a fixed threshold rings.
        """
        limits = self.limits
        self._over += 1
        self._over *= probability >= limits.on
        self._under += 1
        self._under *= probability < limits.off
        fresh = (self._over >= limits.confirm) | (probability >= limits.sure)
        if rings is not None and limits.beside is not None:
            fresh |= rings & (probability >= limits.beside)
        begins = fresh & ~self.raised
        ends = (self._under >= limits.calm) & self.raised
        self.raised ^= begins | ends
        self._busy = bool(self.raised.any() or self._over.any())
        return begins, ends
