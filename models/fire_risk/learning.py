"""Learning one model of fire risk: ensembles of half the sites each, a line that calibrates, and the graph.

Each target has a few ensembles in complementary pairs: sites are cut in two halves, and each half teaches one
(half-sample replication, McCarthy 1969). Their mean is the score; their spread is how far the score would
move had other sites been on record. How far cities differ beyond chance (DerSimonian and Laird 1986, on
the slice that calibrates) is added to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.fire_risk import columns, features, grading
from models.fire_risk.examples import Examples
from models.fire_risk.model import Reference
from models.training import isotonic
from models.training.isotonic import Rising
from models.training.lightgbm_trees import Size, Table, arrays
from models.training.trees import raw_scores
from models.training.window_graph import const, ints
from models.trees import Trees, joined

#: Half the width of a range, in standard deviations: nine ranges of ten hold what is to be expected.
_Z = 1.645
_BINS = 10
#: So many rows without the event are kept for each with it.
_NONE_AN_EVENT = 15
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """What is to be foretold: its name and days, what teaches it and what calibrates it."""

    name: str
    horizon_days: int
    learn: Examples
    calibrate: Examples


@dataclass(frozen=True)
class Learnt:
    """A target's ensembles, its line, and the spread between cities (of the log-odds)."""

    trees: list[Trees]
    line: Rising
    between_cities: float
    base: float
    probability: Array


def learn(
    subject: str, target: Target, size: Size, members: int, seed: int, tell: Callable[[], None]
) -> Learnt:
    """Fit, calibrate, and look how far cities differ. `tell` is called after each ensemble."""
    rising = [one.rising for one in columns.TABLES[subject]]
    draw = np.random.default_rng([seed, target.horizon_days])
    rows, weight = thinned(target.learn.happened, draw)
    site = target.learn.site[rows]
    table = Table(target.learn.features[rows], target.learn.happened[rows], rising, seed, weight)
    half = np.zeros(int(site.max()) + 1, dtype=bool)
    trees: list[Trees] = []
    raw = np.zeros((len(target.calibrate), members))
    for member in range(members):
        if member % 2 == 0:
            half = draw.random(half.size) < 0.5
        inside = half[site] == (member % 2 == 0)
        booster = table.boosted(np.flatnonzero(inside), size, seed * 1000 + member)
        trees.append(arrays(booster))
        raw[:, member] = booster.predict(target.calibrate.features, raw_score=True)
        tell()
    mean = raw.mean(axis=1)
    line = isotonic.fit(mean, target.calibrate.happened)
    probability = 1.0 / (1.0 + np.exp(-line(mean)))
    return Learnt(
        trees,
        line,
        _between(target.calibrate.city, target.calibrate.happened, probability),
        float(target.calibrate.happened.mean()),
        probability,
    )


def thinned(happened: NDArray[np.bool_], draw: np.random.Generator) -> tuple[NDArray[np.int64], Array]:
    """Rows to learn from, and how many each stands for: all events, and some of what was none, at random.

    Those left stand for those left out, so the rate is what it was: this saves time and weighs no class.
    """
    events = int(happened.sum())
    of = max(1, int((happened.size - events) / max(_NONE_AN_EVENT * events, 1)))
    rows = np.flatnonzero(happened | (draw.random(happened.size) < 1.0 / of))
    return rows, np.where(happened[rows], 1.0, float(of))


def _between(city: NDArray[np.str_], happened: NDArray[np.bool_], probability: Array) -> float:
    """The standard deviation between cities of log(observed / expected), without what chance alone gives."""
    logs, chance = [], []
    for name in np.unique(city):
        inside = city == name
        seen, expected = float(happened[inside].sum()), float(probability[inside].sum())
        if seen >= 5:
            logs.append(np.log(seen / expected))
            chance.append(1.0 / seen)
    if len(logs) < 3:
        return 0.1
    weight = 1.0 / np.array(chance)
    middle = float(np.average(logs, weights=weight))
    excess = float(weight @ (np.array(logs) - middle) ** 2) - (len(logs) - 1)
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    return float(np.sqrt(max(excess, 0.0) / scale))


def graph(subject: str, learnt: Sequence[Learnt]) -> onnx.ModelProto:
    """Facts in; `probability`, `low`, `high`, `index`, `log_odds` and `features` out."""
    given = features.argument()
    told = features.features(given, columns.TABLES[subject])
    members = len(learnt[0].trees)
    every = raw_scores(joined([tree for one in learnt for tree in one.trees]), told)
    answers: dict[str, list[spox.Var]] = {"probability": [], "low": [], "high": [], "log_odds": []}
    for place, one in enumerate(learnt):
        raw = op.slice(every, ints(place * members), ints((place + 1) * members), ints(1))
        mean = op.reduce_mean(raw, ints(1), keepdims=1)
        off = op.sub(raw, mean)
        variance = op.div(
            op.reduce_sum(op.mul(off, off), ints(1), keepdims=1), const(np.float32(max(members - 1, 1)))
        )
        wide = op.sqrt(op.add(variance, const(np.float32(one.between_cities**2))))
        reach = op.mul(wide, const(np.float32(_Z)))
        answers["log_odds"].append(mean)
        for name, where in (
            ("probability", mean),
            ("low", op.sub(mean, reach)),
            ("high", op.add(mean, reach)),
        ):
            answers[name].append(op.sigmoid(isotonic.graph(one.line, where)))
    side_by_side = {name: op.concat(columns_, axis=1) for name, columns_ in answers.items()}
    index = _index(answers["probability"][-1], grading.anchors(learnt[-1].probability))
    return spox.build({"facts": given}, {**side_by_side, "index": index, "features": told})


def _index(probability: spox.Var, anchors: Sequence[float]) -> spox.Var:
    """The index of the grading (sites,): straight between the anchors, over the logarithm."""
    at = np.log(np.array(anchors))
    falls = const(np.diff(np.array(grading.INDICES)).astype(np.float32)[:, None])
    zero, one = const(np.float32(0.0)), const(np.float32(1.0))
    lowest = const(np.float32(np.finfo(np.float32).tiny))
    along = op.div(
        op.sub(op.log(op.max([probability, lowest])), const(at[:-1].astype(np.float32))),
        const(np.diff(at).astype(np.float32)),
    )
    fallen = op.matmul(op.min([op.max([along, zero]), one]), falls)
    index = op.add(fallen, const(np.float32(grading.INDICES[0])))
    return op.squeeze(op.max([index, zero]), ints(1))


def references(told: NDArray[np.float32]) -> tuple[Reference, ...]:
    """How each feature is spread: (rows, features) to one a feature, for the watch over drift."""
    found = []
    for column in told.T:
        there = column[~np.isnan(column)]
        edges = (
            np.unique(np.quantile(there, np.linspace(0, 1, _BINS + 1)[1:-1])) if there.size else np.zeros(0)
        )
        # A count that is mostly 0 has fewer bins; the last edge must leave something above it.
        edges = edges[edges < there.max()] if there.size else edges
        counts = np.bincount(np.searchsorted(edges, there, side="left"), minlength=edges.size + 1)
        shares = counts / max(there.size, 1)
        found.append(
            Reference(
                tuple(float(f"{edge:.6g}") for edge in edges),
                tuple(round(float(share), 5) for share in shares),
                round(1.0 - there.size / max(column.size, 1), 5),
            )
        )
    return tuple(found)


def trees_of(learnt: Sequence[Learnt]) -> Trees:
    """What reasons are reckoned from: one sum a target, the mean of its ensembles."""
    every: list[Any] = [tree for one in learnt for tree in one.trees]
    return joined(every).averaged(len(learnt[0].trees))
