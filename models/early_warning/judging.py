"""Playing experiments through a model as a gateway would, and what came of each detector.

Pure but for the model's own session: experiments in, judgements out. Times are seconds after ignition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decision import Decision, Limits
from models.early_warning.channels import RINGS
from models.early_warning.experiments import TICK_S, Experiment
from models.early_warning.thresholds import Threshold
from models.model_file import ModelFile
from models.scorer import Scorer
from models.training.replay import each
from models.windows import Floats


@dataclass(frozen=True)
class Played:
    """What the model said of one detector of one experiment, tick by tick; NaN where nothing was told.

    `kind` is the number of the likeliest kind, -1 where the probability was too low to ask.
    """

    experiment: Experiment
    detector: int
    probability: Floats
    kind: NDArray[np.int8]


@dataclass(frozen=True)
class Judgement:
    """What one detector of one experiment came to.

    `warned_s` is the first warning after ignition; `false_s` are warnings where nothing burnt: before
    ignition, in life, in a nuisance. `stood` says that a false warning still stood at ignition: found, but no
    time of it can be compared. `thresholds` are when each was crossed, None where never. `kind` is the number
    of the kind that the first warning named.
    """

    played: Played
    warned_s: float | None
    false_s: tuple[float, ...]
    stood: bool
    thresholds: dict[str, float | None]
    kind: int | None
    quiet_s: float

    @property
    def experiment(self) -> Experiment:
        """The experiment that was judged."""
        return self.played.experiment

    @property
    def detector(self) -> int:
        """The detector's number within its experiment."""
        return self.played.detector

    @property
    def name(self) -> str:
        """The detector's name within its experiment."""
        return self.experiment.detectors[self.detector]

    @property
    def found(self) -> bool:
        """Whether a warning stood while it burnt."""
        return self.warned_s is not None or self.stood

    def threshold_s(self, headline: Sequence[Threshold]) -> float | None:
        """The earliest crossing among these thresholds."""
        crossed = [at for entry in headline if (at := self.thresholds[entry.name]) is not None]
        return min(crossed) if crossed else None


def play(
    model: ModelFile, experiments: Sequence[Experiment], tell: Callable[[int], None] = lambda ticks: None
) -> list[Played]:
    """Play every detector of every experiment; `tell` hears of every tick played."""
    found: list[Played] = []
    for source in dict.fromkeys(experiment.source for experiment in experiments):
        found += _together(model, [one for one in experiments if one.source == source], tell)
    return found


def ticks_of(experiments: Sequence[Experiment]) -> int:
    """How many ticks `play` will tell of."""
    longest: dict[str, int] = {}
    for one in experiments:
        longest[one.source] = max(longest.get(one.source, 0), one.ticks)
    return sum(longest.values())


def _together(
    model: ModelFile, experiments: Sequence[Experiment], tell: Callable[[int], None]
) -> list[Played]:
    """All experiments of a set side by side, as if they were one building's detectors."""
    counts = [len(one.detectors) for one in experiments]
    starts = np.concatenate([[0], np.cumsum(counts)])
    near = np.concatenate(
        [
            np.where(one.near >= 0, one.near + start, -1)
            for one, start in zip(experiments, starts, strict=False)
        ]
    )
    ticks, width = max(one.ticks for one in experiments), int(starts[-1])
    values = np.full((ticks, width, experiments[0].values.shape[2]), np.nan, dtype=np.float32)
    for one, start, count in zip(experiments, starts, counts, strict=False):
        values[: one.ticks, start : start + count] = one.values
    scorer = Scorer(model, width, near)
    probability = np.full((ticks, width), np.nan, dtype=np.float32)
    kind = np.full((ticks, width), -1, dtype=np.int8)
    for tick, scores in each(scorer, values, tell):
        probability[tick] = scores.probability
        asked = scores.kind.any(axis=1)
        kind[tick, asked] = scores.kind[asked].argmax(axis=1)
    return [
        Played(one, place, probability[: one.ticks, start + place], kind[: one.ticks, start + place])
        for one, start, count in zip(experiments, starts, counts, strict=False)
        for place in range(count)
    ]


def decide(played: Sequence[Played], limits: Limits, thresholds: Sequence[Threshold]) -> list[Judgement]:
    """What these limits make of what the model said."""
    ticks = max(one.probability.size for one in played)
    told = np.full((ticks, len(played)), np.nan, dtype=np.float32)
    for column, one in enumerate(played):
        told[: one.probability.size, column] = one.probability
    decision = Decision(limits, len(played))
    rings = np.zeros(told.shape, dtype=bool)
    for column, one in enumerate(played):
        values = one.experiment.values[:, one.detector]
        for channel, limit in enumerate(RINGS):
            if limit is not None:
                rings[: values.shape[0], column] |= values[:, channel] >= limit
    begins, stands = np.zeros(told.shape, dtype=bool), np.zeros(told.shape, dtype=bool)
    for tick in range(ticks):
        begins[tick], _ = decision.take(told[tick], rings[tick])
        stands[tick] = decision.raised
    return [
        _judged(one, begins[: one.probability.size, column], stands[:, column], thresholds)
        for column, one in enumerate(played)
    ]


def _judged(
    played: Played, begins: NDArray[np.bool_], stands: NDArray[np.bool_], thresholds: Sequence[Threshold]
) -> Judgement:
    one = played.experiment
    seconds = one.begins_s + np.arange(one.ticks, dtype=np.float64) * TICK_S
    burns = one.truth == "fire"
    counted = seconds >= one.begins_s + one.warm_up_s
    quiet = counted & (seconds < 0) if burns else counted
    after = np.flatnonzero(begins & (seconds >= 0)) if burns else np.zeros(0, dtype=np.int64)
    ignition = np.flatnonzero(seconds >= 0)
    stood = bool(burns and ignition.size and stands[ignition[0]] and not begins[ignition[0]])
    first = np.flatnonzero(begins & counted)
    return Judgement(
        played=played,
        warned_s=float(seconds[after[0]]) if after.size else None,
        false_s=tuple(float(at) for at in seconds[begins & quiet]),
        stood=stood,
        thresholds={
            entry.name: _crossed(entry, one.values[:, played.detector], seconds) for entry in thresholds
        },
        kind=int(played.kind[first[0]]) if first.size else None,
        quiet_s=float(quiet.sum()) * TICK_S,
    )


def _crossed(threshold: Threshold, values: Floats, seconds: NDArray[np.float64]) -> float | None:
    at = threshold.crossed(values)
    return None if at is None else float(seconds[at])
