"""Playing experiments through a model as a gateway would, and what came of each detector.

Pure but for the model's own session: experiments in, judgements out. Times are seconds after ignition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decision import Limits
from models.early_warning.experiments import TICK_S, Experiment
from models.early_warning.thresholds import Threshold
from models.model_file import ModelFile
from models.scorer import Scorer
from models.windows import Floats


@dataclass(frozen=True)
class Judgement:
    """What one detector of one experiment came to.

    `warned_s` is the first warning after ignition; `false_s` are warnings where nothing burnt: before
    ignition, in life, in a nuisance. `thresholds` are when each was crossed, None where never.
    """

    experiment: Experiment
    detector: int
    warned_s: float | None
    false_s: tuple[float, ...]
    thresholds: dict[str, float | None]
    kinds: tuple[float, ...]
    probability: Floats
    quiet_s: float

    @property
    def name(self) -> str:
        """The detector's name within its experiment."""
        return self.experiment.detectors[self.detector]

    def threshold_s(self, headline: Sequence[Threshold]) -> float | None:
        """The earliest crossing among these thresholds."""
        crossed = [at for entry in headline if (at := self.thresholds[entry.name]) is not None]
        return min(crossed) if crossed else None


def judge(
    model: ModelFile,
    experiments: Sequence[Experiment],
    thresholds: Sequence[Threshold],
    limits: Limits | None = None,
    tell: Callable[[int], None] = lambda ticks: None,
) -> list[Judgement]:
    """Judge every detector of every experiment; `tell` hears how many ticks were played."""
    found: list[Judgement] = []
    for source in dict.fromkeys(experiment.source for experiment in experiments):
        found += _together(
            model, [one for one in experiments if one.source == source], thresholds, limits, tell
        )
    return found


def _together(
    model: ModelFile,
    experiments: Sequence[Experiment],
    thresholds: Sequence[Threshold],
    limits: Limits | None,
    tell: Callable[[int], None],
) -> list[Judgement]:
    """All experiments of a set side by side, as if they were one building's detectors."""
    counts = [len(one.detectors) for one in experiments]
    starts = np.concatenate([[0], np.cumsum(counts)])
    near = np.concatenate(
        [
            np.where(one.near >= 0, one.near + start, -1)
            for one, start in zip(experiments, starts, strict=False)
        ]
    )
    ticks = max(one.ticks for one in experiments)
    channels = experiments[0].values.shape[2]
    values = np.full((ticks, int(starts[-1]), channels), np.nan, dtype=np.float32)
    for one, start, count in zip(experiments, starts, counts, strict=False):
        values[: one.ticks, start : start + count] = one.values
    scorer = Scorer(model, int(starts[-1]), near, limits)
    begins = np.zeros((ticks, int(starts[-1])), dtype=bool)
    probability = np.zeros((ticks, int(starts[-1])), dtype=np.float32)
    kinds = np.zeros((int(starts[-1]), len(model.description.kinds)), dtype=np.float32)
    for tick in range(ticks):
        have = ~np.isnan(values[tick])
        scores = scorer.tick(values[tick], have)
        begins[tick] = scores.begins & have.any(axis=1)
        probability[tick] = scores.probability
        fresh = begins[tick] & (kinds.sum(axis=1) == 0)
        kinds[fresh] = scores.kind[fresh]
        tell(1)
    return [
        _judged(one, place, values[: one.ticks, start + place], begins[: one.ticks, start + place],
                probability[: one.ticks, start + place], kinds[start + place], thresholds)
        for one, start, count in zip(experiments, starts, counts, strict=False)
        for place in range(count)
    ]  # fmt: skip


def _judged(
    one: Experiment,
    place: int,
    values: Floats,
    begins: NDArray[np.bool_],
    probability: Floats,
    kinds: Floats,
    thresholds: Sequence[Threshold],
) -> Judgement:
    seconds = one.begins_s + np.arange(one.ticks, dtype=np.float64) * TICK_S
    raised = seconds[begins]
    counted = seconds >= one.begins_s + one.warm_up_s
    burns = one.truth == "fire"
    quiet = counted & (seconds < 0) if burns else counted
    after = raised[raised >= 0] if burns else raised[:0]
    return Judgement(
        experiment=one,
        detector=place,
        warned_s=float(after[0]) if after.size else None,
        false_s=tuple(float(at) for at in seconds[begins & quiet]),
        thresholds={entry.name: _crossed(entry, values, seconds) for entry in thresholds},
        kinds=tuple(float(share) for share in kinds),
        probability=probability,
        quiet_s=float(quiet.sum()) * TICK_S,
    )


def _crossed(threshold: Threshold, values: Floats, seconds: NDArray[np.float64]) -> float | None:
    """The first crossing after ignition, or in all of it where nothing burns."""
    at = threshold.crossed(values)
    return None if at is None else float(seconds[at])
