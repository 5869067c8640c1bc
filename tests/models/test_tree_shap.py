"""SHAP values from tables are those of the definition, and those of LightGBM."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.tree_shap import TreeShap
from models.trees import Trees, joined, unpacked
from runtime.faults import PlainFault


def stump(feature: int, threshold: float, low: float, high: float, missing_left: bool, cover: float) -> Trees:
    """One split: `low` at or below the threshold, `high` above; `cover` of 1 went left."""
    return Trees(
        begins=np.array([0, 3], dtype=np.int32),
        target=np.zeros(1, dtype=np.int32),
        base=np.zeros(1),
        feature=np.array([feature, -1, -1], dtype=np.int16),
        threshold=np.array([threshold, 0, 0], dtype=np.float32),
        left=np.array([1, 0, 0], dtype=np.int32),
        right=np.array([2, 0, 0], dtype=np.int32),
        missing_left=np.array([missing_left, False, False]),
        value=np.array([0, low, high], dtype=np.float32),
        cover=np.array([1, cover, 1 - cover], dtype=np.float32),
    )


def grown(draw: np.random.Generator, features: int, depth: int) -> Trees:
    """A random full tree; a feature may come again on a path."""
    count = 2 ** (depth + 1) - 1
    inner = np.arange(count) < 2**depth - 1
    cover = np.zeros(count)
    cover[0] = 1.0
    for node in np.flatnonzero(inner):
        share = draw.uniform(0.1, 0.9)
        cover[2 * node + 1], cover[2 * node + 2] = cover[node] * share, cover[node] * (1 - share)
    return Trees(
        begins=np.array([0, count], dtype=np.int32),
        target=np.zeros(1, dtype=np.int32),
        base=np.zeros(1),
        feature=np.where(inner, draw.integers(0, features, count), -1).astype(np.int16),
        threshold=draw.normal(size=count).astype(np.float32),
        left=np.where(inner, 2 * np.arange(count) + 1, 0).astype(np.int32),
        right=np.where(inner, 2 * np.arange(count) + 2, 0).astype(np.int32),
        missing_left=draw.random(count) < 0.5,
        value=draw.normal(size=count).astype(np.float32),
        cover=cover.astype(np.float32),
    )


def expectation(trees: Trees, row: np.ndarray, known: frozenset[int], node: int = 0) -> float:
    """What a tree gives when only some features are known: both ways, by cover, where one is not."""
    feature = int(trees.feature[node])
    if feature < 0:
        return float(trees.value[node])
    left, right = int(trees.left[node]), int(trees.right[node])
    if feature in known:
        goes = (
            bool(trees.missing_left[node])
            if np.isnan(row[feature])
            else row[feature] <= trees.threshold[node]
        )
        return expectation(trees, row, known, left if goes else right)
    share = float(trees.cover[left] / trees.cover[node])
    return share * expectation(trees, row, known, left) + (1 - share) * expectation(trees, row, known, right)


def by_definition(trees: Trees, row: np.ndarray, features: int) -> np.ndarray:
    found = np.zeros(features)
    for feature in range(features):
        others = [one for one in range(features) if one != feature]
        for size in range(features):
            weight = math.factorial(size) * math.factorial(features - size - 1) / math.factorial(features)
            for some in itertools.combinations(others, size):
                with_it, without = frozenset({*some, feature}), frozenset(some)
                found[feature] += weight * (
                    expectation(trees, row, with_it) - expectation(trees, row, without)
                )
    return found


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_values_are_shapleys_by_definition_with_features_that_come_again_and_gaps(seed: int) -> None:
    draw = np.random.default_rng(seed)
    trees = grown(draw, features=4, depth=4)
    rows = draw.normal(size=(3, 4)).astype(np.float32)
    rows[draw.random(rows.shape) < 0.2] = np.nan
    found = TreeShap(trees, 4).values(rows)
    for row, values in zip(rows, found[:, 0], strict=True):
        assert np.allclose(values, by_definition(trees, row, 4), atol=1e-6)


def test_values_and_what_is_expected_sum_to_what_the_trees_give_for_each_target() -> None:
    draw = np.random.default_rng(3)
    parts = [grown(draw, 5, 3) for _ in range(3)]
    rows = draw.normal(size=(200, 5)).astype(np.float32)
    shap = TreeShap(joined(parts), 5)
    sums = shap.values(rows).sum(axis=2) + shap.expected
    everything = frozenset(range(5))
    for place, part in enumerate(parts):
        assert np.allclose(sums[:, place], [expectation(part, row, everything) for row in rows], atol=1e-6)


def test_a_missing_value_goes_where_training_sent_it() -> None:
    row = np.array([[np.nan]], dtype=np.float32)
    for missing_left, value in ((True, -0.5), (False, 0.5)):
        shap = TreeShap(stump(0, 0.0, -1.0, 0.0, missing_left, cover=0.5), 1)
        assert shap.values(row)[0, 0, 0] == pytest.approx(value)


def test_packed_trees_are_unpacked_the_same_and_what_is_none_is_refused() -> None:
    trees = grown(np.random.default_rng(1), 3, 3)
    raw = trees.packed()
    assert raw == trees.packed()
    again = unpacked(raw)
    assert np.array_equal(again.threshold, trees.threshold)
    with pytest.raises(PlainFault, match="no packed trees"):
        unpacked(b"nothing of the kind")


def test_paths_too_deep_to_explain_are_refused() -> None:
    draw = np.random.default_rng(0)
    deep = grown(draw, features=200, depth=9)
    with pytest.raises(PlainFault, match="at most 8 can be explained"):
        TreeShap(deep, 200)
