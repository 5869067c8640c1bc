"""Whether and what: boosted trees over features, calibrated, and put behind them in one ONNX graph.

Groups of runs (copies of one experiment, a room, a circuit), never rows, are split: some fit the trees, the
others calibrate. Where physics knows the direction, the trees are held to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import onnx
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from models.training.trees import of_sklearn, raw_scores
from models.training.window_graph import Inputs, const, ints
from models.windows import Flags, Floats
from runtime.faults import PlainFault


@dataclass(frozen=True)
class Examples:
    """Rows of features, and of each what it was; all (rows,) but `features` (rows, features).

    `positive` is what a warning is for, `kind` a number of the model's kinds; `run` says which rows are of
    one run, `group` which must not be split between fitting and calibrating. A run is of one group.
    """

    features: Floats
    positive: Flags
    kind: NDArray[np.int64]
    run: NDArray[np.int64]
    group: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.positive.size)

    def take(self, rows: Flags) -> Examples:
        """Some of the rows."""
        return Examples(
            self.features[rows], self.positive[rows], self.kind[rows], self.run[rows], self.group[rows]
        )

    @staticmethod
    def joined(parts: Sequence[Examples]) -> Examples:
        """Several sets as one."""
        return Examples(
            *(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Examples))
        )

    def held(self, seed: int, share: float = 0.2) -> Flags:
        """Rows of a random share of the groups: those that fit no trees."""
        groups = np.unique(self.group)
        chosen = np.random.default_rng(seed).permutation(groups)[: max(1, round(groups.size * share))]
        return np.isin(self.group, chosen)


@dataclass(frozen=True)
class Size:
    """How large the two ensembles are, and how fast they learn."""

    trees: int = 96
    leaves: int = 16
    depth: int | None = None
    rate: float = 0.15
    kind_trees: int = 24
    kind_leaves: int = 8
    kind_rate: float = 0.25
    kind_rows: int = 120_000
    least_rows: int = 40
    #: Bins a feature's values fall into; finding their edges takes most of a small training.
    bins: int = 255


@dataclass(frozen=True)
class Fitted:
    """Trees and the line that calibrates their score: probability = sigmoid(slope · score + offset).

    `kinds_apart` says that the trees of the kinds learnt nothing from the groups that calibrate.
    """

    whether: Any
    what: Any
    slope: float
    offset: float
    kinds: int
    kind_from: float = field(default=0.5)
    kinds_apart: bool = field(default=True)

    def probability(self, features: Floats) -> NDArray[np.float64]:
        """Calibrated, as the graph gives it: (rows,)."""
        score = self.whether.decision_function(features)
        return np.asarray(1.0 / (1.0 + np.exp(-(self.slope * score + self.offset))))


Discount = Callable[[Examples], NDArray[np.float64]]


def weights(
    examples: Examples, shares: Mapping[int, float] | None = None, discount: Discount | None = None
) -> NDArray[np.float64]:
    """Long runs count little more than short ones, and positives as much as all else together: (rows,).

    `shares` say how the negatives divide among their kinds; without them as the runs do. `discount` gives a
    factor a row, applied last: it lowers what the negatives weigh in all.
    """
    share = 1.0 / np.sqrt(np.bincount(examples.run)[examples.run])
    told = examples.positive
    for kind, part in (shares or {}).items():
        rows = ~told & (examples.kind == kind)
        if rows.any():
            share[rows] *= part / share[rows].sum()
    share = np.where(told, share / (share[told].sum() or 1.0), share / (share[~told].sum() or 1.0))
    if discount is not None:
        share = share * discount(examples)
    return np.asarray(share * len(examples) / share.sum())


def fit(
    examples: Examples,
    rising: NDArray[np.int64],
    kinds: int,
    seed: int,
    size: Size | None = None,
    shares: Mapping[int, float] | None = None,
    discount: Discount | None = None,
) -> Fitted:
    """Fit on four fifths of the groups, calibrate on the others; 1 in `rising`: it may only raise."""
    size = size or Size()
    held = examples.held(seed)
    learn, check = examples.take(~held), examples.take(held)
    whether = HistGradientBoostingClassifier(
        max_iter=size.trees,
        max_leaf_nodes=size.leaves,
        max_depth=size.depth,
        learning_rate=size.rate,
        min_samples_leaf=size.least_rows,
        max_bins=size.bins,
        l2_regularization=1.0,
        monotonic_cst=rising,
        early_stopping=False,
        random_state=seed,
    ).fit(
        _constant_where_unknown(learn.features),
        learn.positive,
        sample_weight=weights(learn, shares, discount),
    )
    # All groups of a rare kind may have been held back; kinds calibrate nothing, so they may learn from all.
    apart = np.unique(learn.kind).size == kinds
    kinds_from = learn if apart else examples
    told = kinds_from.take(_some(len(kinds_from), size.kind_rows, seed))
    what = HistGradientBoostingClassifier(
        max_iter=size.kind_trees,
        max_leaf_nodes=size.kind_leaves,
        learning_rate=size.kind_rate,
        min_samples_leaf=size.least_rows,
        max_bins=size.bins,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    ).fit(_constant_where_unknown(told.features), told.kind, sample_weight=weights(told))
    if not np.array_equal(what.classes_, np.arange(kinds)):
        raise PlainFault(
            f"examples have kinds {what.classes_.tolist()}, all of 0..{kinds - 1} are needed; draw more runs"
        )
    line = LogisticRegression(C=1e6).fit(
        whether.decision_function(check.features)[:, None],
        check.positive,
        sample_weight=weights(check, shares, discount),
    )
    return Fitted(whether, what, float(line.coef_[0, 0]), float(line.intercept_[0]), kinds, kinds_apart=apart)


def _constant_where_unknown(features: Floats) -> Floats:
    """Features that no example has are 0 throughout: trees do not split there, nor fail for want of bins."""
    return np.where(np.isnan(features).all(axis=0), np.float32(0.0), features)


def _some(rows: int, most: int, seed: int) -> Flags:
    """A random choice of at most `most` of the rows."""
    chosen = np.zeros(rows, dtype=bool)
    chosen[np.random.default_rng(seed).permutation(rows)[:most]] = True
    return chosen


def build(fitted: Fitted, given: Inputs, features: spox.Var) -> onnx.ModelProto:
    """The whole graph: windows in; `probability`, `kind` and `features` out.

    The kind is worked out only for rows whose probability is worth it; the other rows are all zero.
    """
    score = op.squeeze(raw_scores(of_sklearn(fitted.whether), features), ints(1))
    line = op.add(op.mul(score, const(np.float32(fitted.slope))), const(np.float32(fitted.offset)))
    probability = op.sigmoid(line)
    worth = op.greater_or_equal(probability, const(np.float32(fitted.kind_from)))
    likely = op.squeeze(op.non_zero(worth), ints(0))
    kinds = op.softmax(raw_scores(of_sklearn(fitted.what), op.gather(features, likely, axis=0)), axis=1)
    rows = op.concat([op.shape(probability), ints(fitted.kinds)], axis=0)
    kind = op.scatter_nd(op.constant_of_shape(rows), op.unsqueeze(likely, ints(1)), kinds)
    return spox.build(given.named(), {"probability": probability, "kind": kind, "features": features})
