"""Exact SHAP values of boosted trees (path-dependent TreeSHAP, Lundberg and others 2020), from tables.

What a leaf gives to a feature depends on the row by one thing only: which of the features on the leaf's path
would lead the row there. A path of depth d has at most d features, so 2^d patterns, and the values of them
all are worked out once, when the model is loaded. A row then asks, for each leaf, which pattern it makes, and
looks the values up; all in numpy, without the library that trained the trees.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.trees import Trees
from runtime.faults import PlainFault

_DEEPEST = 8
#: Rows looked up at once: what they take stays within a few tens of megabytes.
_ROWS = 64


class _Leaf(NamedTuple):
    """A leaf's path, its splits put together by feature: an interval, and whether a missing value passes."""

    target: int
    value: float
    feature: list[int]
    low: list[float]
    high: list[float]
    missing: list[bool]
    #: Of the examples that came to the splits of a feature, the share that went this way.
    share: list[float]


class TreeShap:
    """The tables of one ensemble; `expected` (targets,) is what it gives on average over its training."""

    def __init__(self, trees: Trees, features: int) -> None:
        leaves = [leaf for tree in range(trees.count) for leaf in _leaves(trees, tree)]
        self._features = features
        deepest = max((len(leaf.feature) for leaf in leaves), default=0)
        if deepest > _DEEPEST:
            raise PlainFault(
                f"a tree asks {deepest} features on one path; at most {_DEEPEST} can be explained"
            )
        self.expected = trees.base.copy()
        shape = (len(leaves), max(deepest, 1))
        self._feature = np.full(shape, features, dtype=np.int64)  # one feature more than there is: nothing
        self._low = np.full(shape, -np.inf, dtype=np.float32)
        self._high = np.full(shape, np.inf, dtype=np.float32)
        self._missing = np.ones(shape, dtype=bool)
        self._values = np.zeros((len(leaves), 2 ** shape[1], shape[1]))
        for number, leaf in enumerate(leaves):
            depth = len(leaf.feature)
            self._feature[number, :depth] = leaf.feature
            self._low[number, :depth] = leaf.low
            self._high[number, :depth] = leaf.high
            self._missing[number, :depth] = leaf.missing
            self.expected[leaf.target] += leaf.value * float(np.prod(leaf.share))
            self._values[number] = leaf.value * _padded(np.array(leaf.share), shape[1])
        self._target = np.array([leaf.target for leaf in leaves], dtype=np.int64)
        self._bit = 2 ** np.arange(shape[1])

    def values(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """(rows, targets, features); with `expected` they sum to what the trees give."""
        every = [self.values_of(features, target) for target in range(self.expected.size)]
        return np.stack(every, axis=1)

    def values_of(self, features: NDArray[np.float32], target: int) -> NDArray[np.float64]:
        """Of one target alone: (rows, features)."""
        leaves = np.flatnonzero(self._target == target)
        asked, low, high = self._feature[leaves], self._low[leaves], self._high[leaves]
        missing, values = self._missing[leaves], self._values[leaves]
        padded = np.concatenate([features, np.zeros((features.shape[0], 1), dtype=np.float32)], axis=1)
        found = np.zeros((features.shape[0], self._features + 1))
        place, number = asked.ravel(), np.arange(leaves.size)
        for first in range(0, features.shape[0], _ROWS):
            told = padded[first : first + _ROWS, asked]
            passes = np.where(np.isnan(told), missing, (told > low) & (told <= high))
            given = values[number, passes @ self._bit]
            for row, of_row in enumerate(given.reshape(len(told), -1)):
                found[first + row] = np.bincount(place, of_row, minlength=self._features + 1)
        return found[:, : self._features]


def _leaves(trees: Trees, tree: int) -> list[_Leaf]:
    first = int(trees.begins[tree])
    found: list[_Leaf] = []

    def walk(number: int, path: dict[int, tuple[float, float, bool, float]]) -> None:
        node = first + number
        feature = int(trees.feature[node])
        if feature < 0:
            ways = list(path.values())
            found.append(
                _Leaf(
                    int(trees.target[tree]),
                    float(trees.value[node]),
                    list(path),
                    [way[0] for way in ways],
                    [way[1] for way in ways],
                    [way[2] for way in ways],
                    [way[3] for way in ways],
                )
            )
            return
        low, high, missing, share = path.get(feature, (-np.inf, np.inf, True, 1.0))
        threshold, to_left = float(trees.threshold[node]), bool(trees.missing_left[node])
        for child, bounds, goes in (
            (int(trees.left[node]), (low, min(high, threshold)), to_left),
            (int(trees.right[node]), (max(low, threshold), high), not to_left),
        ):
            part = share * float(trees.cover[first + child]) / float(trees.cover[node])
            walk(child, {**path, feature: (*bounds, missing and goes, part)})

    walk(0, {})
    return found


def _padded(share: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Of a leaf of value 1, what each pattern of bits gives each of its features: (2^width, width).

    Bits beyond the leaf's own features change nothing.
    """
    depth = share.size
    own = _patterns(share)
    found = np.zeros((2**width, width))
    found[:, :depth] = own[np.arange(2**width) % 2**depth]
    return found


def _patterns(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """SHAP values of the product game Π_i (i in S ? bit_i : share_i), for every pattern of bits: (2^d, d)."""
    depth = share.size
    bits = (np.arange(2**depth)[:, None] >> np.arange(depth)) & 1
    found = np.zeros((2**depth, depth))
    for feature in range(depth):
        others = [place for place in range(depth) if place != feature]
        # Coefficients by the size of S: the product of (share + bit · x) over the others.
        sizes = np.zeros((2**depth, depth))
        sizes[:, 0] = 1.0
        for place in others:
            sizes[:, 1:] = sizes[:, 1:] * share[place] + sizes[:, :-1] * bits[:, [place]]
            sizes[:, 0] *= share[place]
        found[:, feature] = (bits[:, feature] - share[feature]) * (sizes @ _weights(depth))
    return found


def _weights(depth: int) -> NDArray[np.float64]:
    """Shapley's weights |S|! (d - |S| - 1)! / d! by the size of S: (d,)."""
    found = np.ones(depth) / depth
    for size in range(1, depth):
        found[size] = found[size - 1] * size / (depth - size)
    return found
