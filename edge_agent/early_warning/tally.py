"""What is counted of a model that runs: ticks, scores, what came in; for the health. Pure."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.windows import Flags, Floats
from telemetry.messages import InputDrift

if TYPE_CHECKING:  # onnxruntime comes with it
    from models.model_file import Description

_BINS = 10
_TIMES = 4096


class Tally:
    """Counts that go on, and figures since `begin_anew`."""

    def __init__(self) -> None:
        self.ticks = self.skipped = self.errors = self.raised = self.ended = 0
        self._times: deque[float] = deque(maxlen=_TIMES)
        self._low: NDArray[np.float64] | None = None
        self._high: NDArray[np.float64] | None = None
        self._names: list[str] = []
        self.begin_anew()

    def describe(self, description: Description) -> None:
        """Another model is looked at from now on."""
        self._names = [channel.name for channel in description.channels]
        ranges = np.array(description.ranges, dtype=np.float64)
        known = ranges.shape == (len(self._names), 2)
        self._low, self._high = (ranges[:, 0], ranges[:, 1]) if known else (None, None)
        self.begin_anew()

    def begin_anew(self) -> None:
        """The figures were told."""
        count = len(self._names)
        self._times.clear()
        self._scores = np.zeros(_BINS, dtype=np.int64)
        self._present = np.zeros(count, dtype=np.int64)
        self._outside = np.zeros(count, dtype=np.int64)
        self._sum, self._squares = np.zeros(count), np.zeros(count)
        self._stale, self._looks = 0.0, 0

    def take(
        self, values: Floats, have: Flags, probability: Floats, seconds: float, stale_share: float
    ) -> None:
        """One tick: what went in (rows, channels), what came out (rows,), how long it took."""
        self.ticks += 1
        self._times.append(seconds)
        self._stale += stale_share
        self._looks += 1
        told = probability[np.isfinite(probability)]
        places = np.clip((told * _BINS).astype(np.int64), 0, _BINS - 1)
        self._scores += np.bincount(places, minlength=_BINS)
        held = np.where(have, values, 0.0).astype(np.float64)
        self._present += have.sum(axis=0)
        self._sum += held.sum(axis=0)
        self._squares += (held * held).sum(axis=0)
        if self._low is not None and self._high is not None:
            self._outside += (have & ((values < self._low) | (values > self._high))).sum(axis=0)

    def figures(self) -> dict[str, Any]:
        """As the health message carries them."""
        times = np.array(self._times) * 1e6
        return {
            "ticks": self.ticks,
            "skipped": self.skipped,
            "errors": self.errors,
            "raised": self.raised,
            "ended": self.ended,
            "tick_us_mean": round(float(times.mean()), 1) if times.size else None,
            "tick_us_p99": round(float(np.percentile(times, 99)), 1) if times.size else None,
            "scores": self._scores.tolist(),
            "drift": [self._drift(place, name) for place, name in enumerate(self._names)],
            "stale_share": round(self._stale / self._looks, 4) if self._looks else None,
        }

    def _drift(self, place: int, name: str) -> InputDrift:
        present = int(self._present[place])
        if not present:
            return InputDrift(name, 0)
        mean = self._sum[place] / present
        spread = max(0.0, self._squares[place] / present - mean * mean) ** 0.5
        outside = None if self._low is None else round(float(self._outside[place] / present), 4)
        return InputDrift(name, present, outside, round(float(mean), 4), round(float(spread), 4))
