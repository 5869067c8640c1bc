"""From a probability to the standard grading: an index of 0 to 100, higher is safer, in four bands.

Bands as in the grading of units and regions (火灾高危单位消防安全评估导则, 公消〔2013〕60号, as studies quote
it): low (85,100], medium (65,85], high (25,65], very high [0,25]. The standard's index is a sum of marks;
ours comes from the probability by a fixed line, so that a site's index moves only when its own probability
does, never because another site's did.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Band(NamedTuple):
    """A band: the index above which it begins, its number as plans of inspection draws know it, its names."""

    above: float
    code: str
    zh: str
    en: str


BANDS: Final = (
    Band(-1.0, "IV", "极高风险", "very high risk"),
    Band(25.0, "III", "高风险", "high risk"),
    Band(65.0, "II", "中风险", "medium risk"),
    Band(85.0, "I", "低风险", "low risk"),
)
#: The indices between which the line runs, and the share of the sites of training at or below each
#: probability: half of them are of low risk, two in a hundred of very high risk.
INDICES: Final = (100.0, 85.0, 65.0, 25.0, 0.0)
SHARES: Final = (0.0, 0.50, 0.85, 0.98, 1.0)


def band_numbers(index: NDArray[np.floating]) -> NDArray[np.int64]:
    """Numbers of `BANDS`: (sites,); -1 where there is no index."""
    found = np.searchsorted([band.above for band in BANDS[1:]], index, side="left")
    return np.asarray(np.where(np.isnan(index), -1, found))


def band(index: float) -> Band:
    """The band of one index. ValueError where it is none from 0 to 100."""
    if not 0.0 <= index <= 100.0:
        raise ValueError(f"an index lies between 0 and 100, not {index}")
    return BANDS[int(band_numbers(np.array([index]))[0])]


def anchors(probability: NDArray[np.floating]) -> tuple[float, ...]:
    """The probabilities at `INDICES` for the sites of training, strictly rising."""
    low, high = float(np.min(probability)), float(np.max(probability))
    inner = np.quantile(probability, SHARES[1:-1])
    found = np.array([low * 0.5, *inner, high], dtype=np.float64)
    for place in range(1, found.size):
        found[place] = max(found[place], found[place - 1] * 1.001)
    return tuple(float(f"{value:.6g}") for value in found)
