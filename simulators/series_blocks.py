"""Many simulated runs of slow series, as one file: what instruments told, and what was really going on.

A file `NNN.npz` holds, for the runs of one block:

- `values` (ticks, runs, detectors, channels) float32; NaN where an instrument tells nothing,
- `step_s`, seconds from tick to tick,
- `event_s` (runs,) seconds from the first tick to the beginning of a fault; NaN where there is none,
- `kind` (runs,) and `site` (runs,) as words, - `effect` (ticks, runs) float16: how much the fault has
  changed, 1 being what an instrument can just tell from nothing; NaN while people work on the installation
  and nobody can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
HOUR_S = 3600.0
DAY_S = 86_400.0
_LARGEST_EFFECT = 1000.0


@dataclass(frozen=True)
class SeriesBlock:
    """Runs of equal length; the fields are those of the file."""

    values: NDArray[np.float32]
    step_s: float
    event_s: Array
    kind: tuple[str, ...]
    site: tuple[str, ...]
    effect: Array

    def save(self, path: Path) -> None:
        """Write the file; the same block gives the same bytes."""
        np.savez(
            path,
            values=self.values,
            step_s=np.float64(self.step_s),
            event_s=self.event_s,
            kind=np.array(self.kind),
            site=np.array(self.site),
            effect=np.clip(self.effect, 0.0, _LARGEST_EFFECT).astype(np.float16),
        )
