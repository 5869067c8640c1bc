"""From judgements to figures: found, how early, how often wrong, each with its interval.

Intervals are 95 % percentiles of a bootstrap over experiments (not over detectors: those of one room are not
independent); of counted false warnings, the exact Poisson interval (Garwood 1936).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.early_warning.judging import Judgement
from models.early_warning.kinds import KINDS
from models.early_warning.thresholds import Threshold
from models.training import intervals
from models.training.reliability import binned

DRAWS = 400
_DAY_S = 86_400.0
Figures = dict[str, Any]
#: When a fire is warned of that is not: never.
_NEVER = np.inf


def figures(judged: Sequence[Judgement], thresholds: Sequence[Threshold], seed: int = 0) -> Figures:
    """All figures, in all, by slice and by experiment."""
    headline = [entry for entry in thresholds if entry.headline]
    said = _counts(judged, headline)
    said["parts"] = {
        name: _part([one for one in judged if of(one)], headline, seed) for name, of in PARTS.items()
    }
    said["intervals"] = _intervals(judged, headline, seed)
    said["slices"] = {
        name: _timing(
            [one for one in judged if one.experiment.truth == "fire" and of(one, headline)], headline, seed
        )
        for name, of in SLICES.items()
    }
    said["real_alarms"] = _beside_real(judged, seed)
    said["by_threshold"] = {entry.name: _timing(_fires(judged), [entry], seed) for entry in thresholds}
    said["sources"] = {
        source: _counts([one for one in judged if one.experiment.source == source], headline)
        for source in dict.fromkeys(one.experiment.source for one in judged)
    }
    said["kinds"] = _kinds(judged)
    said["reliability"] = _reliability(judged)
    said["experiments"] = _experiments(judged, headline)
    return said


def trade_off(judged: Sequence[Judgement], thresholds: Sequence[Threshold]) -> Figures:
    """The few figures by which trade-offs are compared."""
    headline = [entry for entry in thresholds if entry.headline]
    counted = _counts(judged, headline)
    fires = _fires(judged)
    said = {
        key: counted[key]
        for key in ("fires_found", "later_than_threshold", "nuisances_called_fire", "false_warnings")
    }
    for name in AIMED:
        of = SLICES[name]
        timing = _timing([one for one in fires if of(one, headline)], headline)
        said[f"median_time_ratio: {name}"] = timing["median_time_ratio"]
    said["median_lead_over_photoelectric_s"] = _median(
        _leads([one for one in judged if getattr(_alarms(one), "photoelectric", ())], "photoelectric")
    )
    return said


#: Judgements by how their experiments are known. A laboratory's burners begin at full power and are found by
#: anything: they are in neither part.
PARTS: dict[str, Callable[[Judgement], bool]] = {
    "measured": lambda one: not one.experiment.simulated and one.experiment.kind != "burner",
    "simulated": lambda one: one.experiment.simulated,
}


def _part(judged: Sequence[Judgement], headline: Sequence[Threshold], seed: int) -> Figures:
    """What the aims ask of one part."""
    said = _counts(judged, headline)
    said["false_interval"] = _rate_interval(said["false_warnings"], said["detector_days"] / 100.0)
    said["slices"] = {
        name: _timing([one for one in _fires(judged) if SLICES[name](one, headline)], headline, seed)
        for name in AIMED
    }
    return said


def _fires(judged: Iterable[Judgement]) -> list[Judgement]:
    return [one for one in judged if one.experiment.truth == "fire"]


def _by_experiment(judged: Iterable[Judgement]) -> dict[tuple[str, str], list[Judgement]]:
    grouped: dict[tuple[str, str], list[Judgement]] = {}
    for one in judged:
        grouped.setdefault((one.experiment.source, one.experiment.name), []).append(one)
    return grouped


def _counts(judged: Sequence[Judgement], headline: Sequence[Threshold]) -> Figures:
    grouped = _by_experiment(judged)
    truth = {key: of[0].experiment.truth for key, of in grouped.items()}
    fires = [of for key, of in grouped.items() if truth[key] == "fire"]
    nuisances = [of for key, of in grouped.items() if truth[key] == "nuisance"]
    hazards = [of for key, of in grouped.items() if truth[key] == "co_hazard"]
    quiet = [one for one in judged if one.experiment.truth in ("fire", "life")]
    days = sum(one.quiet_s for one in quiet) / _DAY_S
    false = sum(len(one.false_s) for one in quiet)
    timing = _timing(_fires(judged), headline)
    return {
        "fires": len(fires),
        "fires_found": sum(any(one.found for one in of) for of in fires),
        "fires_found_by_threshold": sum(_crossed(of, headline) for of in fires),
        **timing,
        "nuisances": len(nuisances),
        "nuisances_called_fire": sum(any(one.false_s for one in of) for of in nuisances),
        "nuisances_over_threshold": sum(_crossed(of, headline) for of in nuisances),
        "co_hazards": len(hazards),
        "co_hazards_called_fire": sum(any(one.false_s for one in of) for of in hazards),
        "detector_days": round(days, 4),
        "false_warnings": false,
        "false_warnings_per_100_detector_days": round(100 * false / days, 3) if days else None,
    }


def _crossed(of: Sequence[Judgement], headline: Sequence[Threshold]) -> bool:
    return any(one.threshold_s(headline) is not None for one in of)


def _timing(fires: Sequence[Judgement], headline: Sequence[Threshold], seed: int | None = None) -> Figures:
    """How the model's times stand to the threshold's, over detectors of fires."""
    leads, ratios, later, only = [], [], 0, 0
    for one in fires:
        threshold = one.threshold_s(headline)
        if threshold is None or threshold <= 0 or one.stood:
            only += threshold is None and one.found
            continue
        warned = _NEVER if one.warned_s is None else one.warned_s
        leads.append(threshold - warned)
        ratios.append(warned / threshold)
        later += warned > threshold
    said: Figures = {
        "detectors_compared": len(ratios),
        "found_by_model_only": only,
        "median_lead_over_threshold_s": _median(leads),
        "median_time_ratio": _median(ratios),
        "later_than_threshold": later,
    }
    if seed is not None:
        said["median_time_ratio_interval"] = _bootstrap(
            fires, lambda some: _timing(some, headline)["median_time_ratio"], seed
        )
    return said


def _median(values: Sequence[float]) -> float | None:
    if not values:
        return None
    middle = float(np.median(values))
    return round(middle, 4) if np.isfinite(middle) else None


def _smoulders(one: Judgement, headline: Sequence[Threshold]) -> bool:
    return one.experiment.kind.startswith(("smoulder", "electrical"))


def _outside(one: Judgement, headline: Sequence[Threshold]) -> bool:
    return one.experiment.outside[one.detector] is True


def _flames_slowly(one: Judgement, headline: Sequence[Threshold]) -> bool:
    threshold = one.threshold_s(headline)
    return not _smoulders(one, headline) and not _outside(one, headline) and (threshold or 0) > 30


SLICES: dict[str, Callable[[Judgement, Sequence[Threshold]], bool]] = {
    "smouldering_electrical_or_outside": lambda one, h: _smoulders(one, h) or _outside(one, h),
    "smouldering": _smoulders,
    "outside_the_room": _outside,
    "flaming_threshold_after_30_s": _flames_slowly,
    "flaming_in_the_room": lambda one, h: not _smoulders(one, h) and not _outside(one, h),
}

#: The slices that aims are set for.
AIMED = ("smouldering_electrical_or_outside", "flaming_threshold_after_30_s")


def _beside_real(judged: Sequence[Judgement], seed: int) -> Figures:
    """Lead over the real alarms that hung at the same station; a fire not warned of counts as no lead."""
    said: Figures = {}
    for kind in ("ionisation", "photoelectric"):
        hung = [one for one in judged if getattr(_alarms(one), kind, ())]
        said[kind] = {
            "alarms": sum(len(getattr(_alarms(one), kind)) for one in hung),
            "median_lead_s": _median(_leads(hung, kind)),
            "interval": _bootstrap(hung, lambda some, kind=kind: _median(_leads(some, kind)), seed),  # type: ignore[misc]
        }
    return said


def _alarms(one: Judgement) -> Any:
    return one.experiment.alarms.get(one.name, ())


def _leads(hung: Sequence[Judgement], kind: str) -> list[float]:
    leads = []
    for one in hung:
        for at in getattr(_alarms(one), kind):
            leads.append(at - one.warned_s if one.warned_s is not None else -_NEVER)
    return leads


def _bootstrap(
    judged: Sequence[Judgement],
    figure: Callable[[list[Judgement]], float | None],
    seed: int,
) -> list[float] | None:
    groups = list(_by_experiment(judged).values())
    if len(groups) < 2:
        return None
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        some = [one for place in draw.integers(0, len(groups), len(groups)) for one in groups[place]]
        value = figure(some)
        if value is not None:
            found.append(value)
    if not found:
        return None
    return [round(float(edge), 3) for edge in np.percentile(found, (2.5, 97.5))]


def _intervals(judged: Sequence[Judgement], headline: Sequence[Threshold], seed: int) -> Figures:
    fires = _fires(judged)
    quiet = [one for one in judged if one.experiment.truth in ("fire", "life")]
    days = sum(one.quiet_s for one in quiet) / _DAY_S
    false = sum(len(one.false_s) for one in quiet)

    def interval(key: str) -> list[float] | None:
        return _bootstrap(fires, lambda some: _timing(some, headline)[key], seed)

    return {
        "median_lead_over_threshold_s": interval("median_lead_over_threshold_s"),
        "median_time_ratio": interval("median_time_ratio"),
        "false_warnings_per_100_detector_days": _rate_interval(false, days / 100.0),
    }


def _rate_interval(count: int, exposure: float) -> list[float] | None:
    return [round(edge, 3) for edge in intervals.rate(count, exposure)] if exposure > 0 else None


def _kinds(judged: Sequence[Judgement]) -> dict[str, dict[str, int]]:
    """What the first warnings of each kind of experiment named it: detectors by named kind."""
    told: dict[str, dict[str, int]] = {}
    for one in judged:
        if one.kind is not None:
            row = told.setdefault(one.experiment.kind, {})
            row[KINDS[one.kind]] = row.get(KINDS[one.kind], 0) + 1
    return told


EDGES = np.array([0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0])


def _reliability(judged: Sequence[Judgement]) -> list[Figures]:
    """Of all ticks on which the model said so much: on how many a fire was under way."""
    said, true = [], []
    for one in judged:
        experiment = one.experiment
        seconds = experiment.begins_s + np.arange(experiment.ticks)
        known = ~np.isnan(one.played.probability)
        said.append(one.played.probability[known])
        true.append((seconds[known] >= 0) & (experiment.truth == "fire"))
    probability, burning = np.concatenate(said), np.concatenate(true)
    return binned(probability, burning, EDGES)


def _experiments(judged: Sequence[Judgement], headline: Sequence[Threshold]) -> list[Figures]:
    said = []
    for (source, name), of in _by_experiment(judged).items():
        experiment = of[0].experiment
        warned = [one.warned_s for one in of if one.warned_s is not None]
        crossed = [at for one in of if (at := one.threshold_s(headline)) is not None]
        said.append(
            {
                "experiment": name,
                "source": source,
                "truth": experiment.truth,
                "kind": experiment.kind,
                "simulated": experiment.simulated,
                **_counts(of, headline),
                "alarm": any(one.found or one.false_s for one in of),
                "warned_s": min(warned) if warned else None,
                "threshold_s": min(crossed) if crossed else None,
                "detectors": [_detector(one, headline) for one in of],
            }
        )
    return said


def _highest(probability: NDArray[Any]) -> float | None:
    """The highest that was said; None of a detector that told nothing."""
    known = probability[~np.isnan(probability)]
    return round(float(known.max()), 4) if known.size else None


def _detector(one: Judgement, headline: Sequence[Threshold]) -> Figures:
    real = _alarms(one)
    return {
        "detector": one.name,
        "outside_the_room": one.experiment.outside[one.detector],
        "warned_s": one.warned_s,
        "kind": None if one.kind is None else KINDS[one.kind],
        "false_s": list(one.false_s),
        "threshold_s": one.threshold_s(headline),
        "thresholds_s": one.thresholds,
        "highest_probability": _highest(one.played.probability),
        "ionisation_s": list(getattr(real, "ionisation", ())),
        "photoelectric_s": list(getattr(real, "photoelectric", ())),
    }
