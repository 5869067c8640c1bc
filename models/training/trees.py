"""Boosted trees of scikit-learn as an ONNX tree ensemble.

The ensemble gives the raw sum (log-odds), one column a class; a missing value (NaN) goes where training sent
it. Thresholds are doubles in training and floats in ONNX: each is rounded down to the next float, so that
every float lands on the same side in both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import spox
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from spox.opset.ai.onnx.ml import v3 as ml


def raw_scores(model: HistGradientBoostingClassifier, features: spox.Var) -> spox.Var:
    """The log-odds (rows, 1), or a score a class (rows, classes), of `features` (rows, features)."""
    columns: dict[str, Any] = {name: [] for name in _NODES + _LEAVES}
    trees = 0
    for iteration in model._predictors:
        for target, predictor in enumerate(iteration):
            _add_tree(columns, trees, target, predictor.nodes)
            trees += 1
    base = np.asarray(model._baseline_prediction, dtype=np.float64).ravel()
    return ml.tree_ensemble_regressor(
        features, n_targets=base.size, base_values=[float(value) for value in base], **columns
    )


_NODES = (
    "nodes_treeids",
    "nodes_nodeids",
    "nodes_featureids",
    "nodes_values",
    "nodes_modes",
    "nodes_truenodeids",
    "nodes_falsenodeids",
    "nodes_missing_value_tracks_true",
)
_LEAVES = ("target_treeids", "target_nodeids", "target_ids", "target_weights")


def _add_tree(columns: dict[str, Any], tree: int, target: int, nodes: NDArray[Any]) -> None:
    leaf = nodes["is_leaf"].astype(bool)
    splits = _float_below(nodes["num_threshold"])
    columns["nodes_treeids"] += [tree] * nodes.size
    columns["nodes_nodeids"] += list(range(nodes.size))
    columns["nodes_featureids"] += np.where(leaf, 0, nodes["feature_idx"]).astype(int).tolist()
    columns["nodes_values"] += np.where(leaf, 0.0, splits).astype(float).tolist()
    columns["nodes_modes"] += np.where(leaf, "LEAF", "BRANCH_LEQ").tolist()
    columns["nodes_truenodeids"] += np.where(leaf, 0, nodes["left"]).astype(int).tolist()
    columns["nodes_falsenodeids"] += np.where(leaf, 0, nodes["right"]).astype(int).tolist()
    columns["nodes_missing_value_tracks_true"] += (
        np.where(leaf, 0, nodes["missing_go_to_left"]).astype(int).tolist()
    )
    ends = np.flatnonzero(leaf)
    columns["target_treeids"] += [tree] * ends.size
    columns["target_nodeids"] += ends.tolist()
    columns["target_ids"] += [target] * ends.size
    columns["target_weights"] += nodes["value"][ends].astype(float).tolist()


def _float_below(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest float that is not above each threshold; what splits missing from present stays infinite."""
    bounded = np.clip(thresholds, -np.finfo(np.float32).max, np.finfo(np.float32).max)
    near = bounded.astype(np.float32)
    return np.where(near > bounded, np.nextafter(near, np.float32(-np.inf)), near)
