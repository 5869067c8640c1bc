"""Playing whole series through a model as a gateway would: every tick, confirmation and hysteresis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.decision import Limits
from models.model_file import ModelFile
from models.scorer import Scorer, Scores
from models.windows import Flags, Floats


class Played(NamedTuple):
    """What a model said, tick by tick.

    `probability`, `begins`, `raised` are (ticks, detectors); `kind` (detectors, kinds) is that of the first
    warning, all zero where none came.
    """

    probability: Floats
    begins: Flags
    raised: Flags
    kind: Floats


def each(
    scorer: Scorer, values: Floats, tell: Callable[[int], None] = lambda ticks: None
) -> Iterator[tuple[int, Scores]]:
    """Every tick of `values` (ticks, detectors, channels) through a scorer; `tell` hears each tick."""
    for tick, row in enumerate(values):
        yield tick, scorer.tick(row, ~np.isnan(row))
        tell(1)


def play(
    model: ModelFile,
    values: Floats,
    near: NDArray[np.int64] | None = None,
    limits: Limits | None = None,
    tell: Callable[[int], None] = lambda ticks: None,
) -> Played:
    """Play `values` (ticks, detectors, channels), NaN where a channel is absent; `tell` hears each tick."""
    ticks, detectors, _ = values.shape
    scorer = Scorer(model, detectors, near, limits)
    probability = np.zeros((ticks, detectors), dtype=np.float32)
    begins = np.zeros((ticks, detectors), dtype=bool)
    raised = np.zeros((ticks, detectors), dtype=bool)
    kind = np.zeros((detectors, len(model.description.kinds)), dtype=np.float32)
    for tick, scores in each(scorer, values, tell):
        probability[tick], begins[tick] = scores.probability, scores.begins
        raised[tick] = scorer.decision.raised
        fresh = scores.begins & ~kind.any(axis=1)
        kind[fresh] = scores.kind[fresh]
    return Played(probability, begins, raised, kind)
