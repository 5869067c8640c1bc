"""Figures of probabilities against what happened: order, capture, calibration, deviance, with intervals.

Intervals are 95 % percentiles of a bootstrap over whole sites, since rows of one site are not independent.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Figures = dict[str, Any]
CAPTURES: Final = (5, 10, 20)
_DRAWS: Final = 200
_BINS: Final = 20


class Told(NamedTuple):
    """What was said and what was; all (rows,). `truth` is the true probability where there is one.

    `baseline` is a probability that needs no model: the rate of the category in the slice before.
    """

    said: Array
    happened: NDArray[np.bool_]
    site: NDArray[np.int64]
    baseline: Array
    truth: Array | None = None


def figures(told: Told, seed: int = 0) -> Figures:
    """All figures of a set; what needs both outcomes is NaN where there is one only."""
    count, many = told.happened.size, int(told.happened.sum())
    found: Figures = {"rows": count, "events": many, "rate": many / count if count else np.nan}
    order = np.argsort(-told.said, kind="stable")
    found |= _ordered(told.said[order], told.happened[order], np.ones(count))
    found["ece"] = ece(told.said, told.happened)
    found["observed_to_expected"] = many / float(told.said.sum()) if count else np.nan
    found["deviance"] = deviance(told.said, told.happened)
    found["baseline_deviance"] = deviance(told.baseline, told.happened)
    found["baseline_auc"] = auc(told.baseline, told.happened)
    found["oracle_auc"] = np.nan
    if told.truth is not None:
        found["oracle_auc"] = auc(told.truth, told.happened)
        found["expected_auc"] = expected_auc(told.truth, told.said)
        found["oracle_expected_auc"] = expected_auc(told.truth)
        found["oracle_deviance"] = deviance(told.truth, told.happened)
        # What chance alone gives, and what is left of the error without it.
        found["oracle_ece"] = ece(told.truth, told.happened)
        found["ece_to_truth"] = ece(told.said, told.truth)
    found["intervals"] = _intervals(told, order, seed)
    found["reliability"] = reliability(told.said, told.happened)
    return found


def auc(said: Array, happened: NDArray[np.bool_], weight: Array | None = None) -> float:
    """The chance that one that burnt was rated above one that did not; ties count half."""
    order = np.argsort(-said, kind="stable")
    weight = np.ones(said.size) if weight is None else weight
    return float(_ordered(said[order], happened[order], weight[order])["auc"])


def expected_auc(truth: Array, said: Array | None = None) -> float:
    """The AUC of `said` on average over what chance may bring; of the truth itself: any model's limit."""
    order = np.argsort(truth if said is None else said, kind="stable")
    burns, stays = truth[order], 1.0 - truth[order]
    below = np.cumsum(stays) - stays
    return float((burns * (below + 0.5 * stays)).sum() / (burns.sum() * stays.sum()))


def deviance(said: Array, happened: NDArray[np.bool_]) -> float:
    """Mean binomial deviance: -2 log likelihood a row."""
    bounded = np.clip(said, 1e-9, 1 - 1e-9)
    return float(-2 * np.where(happened, np.log(bounded), np.log1p(-bounded)).mean()) if said.size else np.nan


def reliability(said: Array, happened: NDArray[np.generic], bins: int = _BINS) -> list[Figures]:
    """A table of what was said against what was, in bins of equally many rows."""
    order = np.argsort(said, kind="stable")
    return [
        {"said": float(said[part].mean()), "was": float(happened[part].mean()), "rows": part.size}
        for part in np.array_split(order, bins)
        if part.size
    ]


def ece(said: Array, happened: NDArray[np.generic], bins: int = _BINS) -> float:
    """The expected calibration error over bins of equally many rows, of outcomes or of true probabilities."""
    if not said.size:
        return float("nan")
    table = reliability(said, happened, bins)
    return float(sum(abs(row["said"] - row["was"]) * row["rows"] for row in table) / said.size)


def _ordered(said: Array, happened: NDArray[np.bool_], weight: Array) -> Figures:
    """Figures of order, of rows from most to least likely: AUC, PR-AUC and captures."""
    burns, stays = weight * happened, weight * ~happened
    total, rest = burns.sum(), stays.sum()
    if not total or not rest:
        return {"auc": np.nan, "pr_auc": np.nan, **{f"capture_{part}pct": np.nan for part in CAPTURES}}
    # Rows with one probability are one step.
    ends = np.flatnonzero(np.append(said[1:] != said[:-1], True))
    caught, alarmed = np.cumsum(burns)[ends], np.cumsum(stays)[ends]
    caught_before, alarmed_before = np.append(0.0, caught[:-1]), np.append(0.0, alarmed[:-1])
    area = ((caught + caught_before) / 2 * (alarmed - alarmed_before)).sum() / (total * rest)
    precision = caught / np.maximum(caught + alarmed, 1e-12)
    asked = np.append(0.0, caught + alarmed)
    captures = {
        f"capture_{part}pct": float(
            np.interp(part / 100 * (total + rest), asked, np.append(0.0, caught)) / total
        )
        for part in CAPTURES
    }
    return {
        "auc": float(area),
        "pr_auc": float((precision * (caught - caught_before)).sum() / total),
        **captures,
    }


def _intervals(told: Told, order: NDArray[np.int64], seed: int) -> Figures:
    """95 % of a bootstrap over sites; for the oracle's lead over the model too."""
    names, place = np.unique(told.site, return_inverse=True)
    draw = np.random.default_rng(seed)
    kept: dict[str, list[float]] = {}
    by_truth = None if told.truth is None else np.argsort(-told.truth, kind="stable")
    for _ in range(_DRAWS):
        weight = np.bincount(draw.integers(0, names.size, names.size), minlength=names.size)[place].astype(
            float
        )
        some = _ordered(told.said[order], told.happened[order], weight[order])
        if by_truth is not None and told.truth is not None:
            best = _ordered(told.truth[by_truth], told.happened[by_truth], weight[by_truth])
            some["oracle_lead"] = best["auc"] - some["auc"]
        for name, value in some.items():
            kept.setdefault(name, []).append(value)
    return {name: _middle(values) for name, values in kept.items()}


def _middle(values: list[float]) -> tuple[float, float]:
    there = np.array(values)[np.isfinite(values)]
    if not there.size:
        return (np.nan, np.nan)
    low, high = np.percentile(there, [2.5, 97.5])
    return float(low), float(high)
