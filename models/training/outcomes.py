"""From judgements of runs to figures: found, how early, how often wrong, each with its interval.

Intervals of medians and shares are 95 % percentiles of a bootstrap over runs, each a circuit or site of its
own; of counted false warnings, a bootstrap too where one run may err often, and the exact Poisson interval
(Garwood 1936) beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training import intervals
from models.training.boosting import Examples
from models.training.playing import Judgement
from models.training.reliability import binned, gap

MONTH_S = 30.4375 * 86_400.0
HOUR_S = 3600.0
_DRAWS = 1000
_TENTHS = np.linspace(0.0, 1.0, 11)
Figures = dict[str, Any]


def figures(judged: Sequence[Judgement], seed: int = 0) -> Figures:
    """All figures: in all, by kind, by site."""
    faults = [one for one in judged if np.isfinite(one.event_s)]
    return {
        "all": timing(faults, seed),
        "kinds": {kind: timing([one for one in faults if one.kind == kind], seed) for kind in _kinds(faults)},
        "false": false(judged, seed),
        "sites": {
            site: {
                **timing([one for one in faults if one.site == site], seed),
                **false([one for one in judged if one.site == site], seed),
            }
            for site in sorted({one.site for one in judged})
        },
        "confusion": confusion(faults),
    }


def _kinds(judged: Sequence[Judgement]) -> list[str]:
    return sorted({one.kind for one in judged})


def timing(faults: Sequence[Judgement], seed: int) -> Figures:
    """Found at all, before the fixed limit, how long before it, how long after it could be told; hours.

    A fault that the fixed limit finds and the model does not counts as warned of at no time: the lead of such
    a run is minus infinity, so that it can only lower the median.
    """
    told = [one for one in faults if one.visible_s is not None]
    found = [one for one in told if one.warned_s is not None or one.standing]
    both = [one for one in told if one.limit_s is not None]
    leads = [_lead_h(one) for one in both]
    delays = [(one.warned_s - one.visible_s) / HOUR_S for one in told if one.warned_s and one.visible_s]
    return {
        "runs": len(told),
        "found": len(found),
        "found_interval": _rounded(intervals.share(len(found), len(told)), 3) if told else None,
        "limit_found": len(both),
        "before_limit": sum(lead > 0 for lead in leads),
        "found_only_by_model": sum(one.limit_s is None for one in found),
        "median_lead_h": _median(leads),
        "median_lead_h_interval": _bootstrap(leads, seed),
        "median_delay_h": _median(delays),
        "median_delay_h_interval": _bootstrap(delays, seed),
    }


def _lead_h(one: Judgement) -> float:
    if one.limit_s is None or one.warned_s is None:
        return -np.inf
    return (one.limit_s - one.warned_s) / HOUR_S


def false(judged: Sequence[Judgement], seed: int) -> Figures:
    """False warnings a month, of the model and of the fixed limits, where nothing was wrong."""
    months = sum(one.quiet_s for one in judged) / MONTH_S
    count, limit = sum(len(one.false_s) for one in judged), sum(one.limit_false for one in judged)
    per_run = np.array([(len(one.false_s), one.quiet_s / MONTH_S) for one in judged]).reshape(-1, 2)
    return {
        "months": round(months, 2),
        "false_warnings": count,
        "false_a_month": round(count / months, 4) if months else None,
        "false_a_month_poisson": _rounded(intervals.rate(count, months), 4) if months else None,
        "false_a_month_bootstrap": _rate_interval(per_run, seed),
        "limit_false": limit,
        "limit_false_a_month": round(limit / months, 4) if months else None,
    }


def confusion(faults: Sequence[Judgement]) -> dict[str, dict[str, int]]:
    """Of each kind, what the first warning called it; `standing` and `missed` where none was raised."""
    told: dict[str, dict[str, int]] = {}
    for one in faults:
        if one.visible_s is None:
            continue
        said = one.said if one.warned_s is not None else "standing" if one.standing else "missed"
        row = told.setdefault(one.kind, {})
        row[said] = row.get(said, 0) + 1
    return told


def reliability(
    probability: NDArray[Any],
    kind: NDArray[Any],
    examples: Examples,
    weights: NDArray[np.float64],
    kinds: Sequence[str],
) -> Figures:
    """Probability against what was, in tenths; and of each kind, over moments worth a warning, its share."""
    bins = binned(probability.astype(float), examples.positive.astype(float), _TENTHS, weights)
    brier = float(np.average((probability - examples.positive) ** 2, weights=weights))
    return {
        "bins": bins,
        "calibration_error": gap(bins),
        "brier": round(brier, 4),
        "kinds": _of_kinds(probability, kind, examples, weights, kinds),
    }


def _of_kinds(
    probability: NDArray[Any],
    kind: NDArray[Any],
    examples: Examples,
    weights: NDArray[np.float64],
    kinds: Sequence[str],
) -> Figures:
    rows = probability >= 0.5
    told, best = kind[rows], np.argmax(kind[rows], axis=1)
    weight, truth = weights[rows], examples.kind[rows]
    found = {}
    for place, name in enumerate(kinds):
        was, called = truth == place, best == place
        found[name] = {
            "said": round(float(np.average(told[:, place], weights=weight)), 4),
            "was": round(float(np.average(was, weights=weight)), 4),
            "precision": round(float(weight[was & called].sum() / max(weight[called].sum(), 1e-9)), 4),
            "recall": round(float(weight[was & called].sum() / max(weight[was].sum(), 1e-9)), 4),
            "rows": int(was.sum()),
        }
    return found


def _median(values: Sequence[float]) -> float | None:
    if not values:
        return None
    middle = float(np.median(values))
    return round(middle, 2) if np.isfinite(middle) else None


def _bootstrap(values: Sequence[float], seed: int) -> list[float] | None:
    if len(values) < 2:
        return None
    draw = np.random.default_rng(seed)
    told = np.asarray(values)[draw.integers(0, len(values), (_DRAWS, len(values)))]
    middles = np.sort(np.median(told, axis=1))
    ends = [float(middles[int(share * (_DRAWS - 1))]) for share in (0.025, 0.975)]
    return [round(end, 2) for end in ends] if np.isfinite(ends).all() else None


def _rounded(ends: intervals.Interval, digits: int) -> list[float]:
    return [round(end, digits) for end in ends]


def _rate_interval(per_run: NDArray[np.float64], seed: int) -> list[float] | None:
    if per_run.shape[0] < 2 or per_run[:, 1].sum() <= 0:
        return None
    draw = np.random.default_rng(seed)
    told = per_run[draw.integers(0, per_run.shape[0], (_DRAWS, per_run.shape[0]))].sum(axis=1)
    rates = np.quantile(told[:, 0] / np.maximum(told[:, 1], 1e-9), (0.025, 0.975))
    return [round(float(rate), 4) for rate in rates]
