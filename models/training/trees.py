"""Boosted trees as an ONNX tree ensemble, and those of scikit-learn as arrays.

The ensemble gives raw sums (log-odds), a column each; a missing value (NaN) goes where training sent it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import spox
from sklearn.ensemble import HistGradientBoostingClassifier
from spox.opset.ai.onnx.ml import v3 as ml

from models.trees import Trees, float_below


def raw_scores(trees: Trees, features: spox.Var) -> spox.Var:
    """The sums (rows, targets) of `features` (rows, features)."""
    node = np.arange(trees.begins[-1])
    tree = np.repeat(np.arange(trees.count), np.diff(trees.begins))
    within = node - trees.begins[tree]
    leaf = trees.feature < 0
    ends = np.flatnonzero(leaf)
    return ml.tree_ensemble_regressor(
        features,
        n_targets=trees.base.size,
        base_values=trees.base.tolist(),
        nodes_treeids=tree.tolist(),
        nodes_nodeids=within.tolist(),
        nodes_featureids=np.where(leaf, 0, trees.feature).tolist(),
        nodes_values=np.where(leaf, 0.0, trees.threshold).astype(float).tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_truenodeids=np.where(leaf, 0, trees.left).tolist(),
        nodes_falsenodeids=np.where(leaf, 0, trees.right).tolist(),
        nodes_missing_value_tracks_true=np.where(leaf, 0, trees.missing_left).astype(int).tolist(),
        target_treeids=tree[ends].tolist(),
        target_nodeids=within[ends].tolist(),
        target_ids=trees.target[tree[ends]].tolist(),
        target_weights=trees.value[ends].astype(float).tolist(),
    )


def of_sklearn(model: HistGradientBoostingClassifier) -> Trees:
    """The trees of scikit-learn: one sum, or a sum a class."""
    found: list[Any] = []
    target: list[int] = []
    for iteration in model._predictors:
        for place, predictor in enumerate(iteration):
            found.append(predictor.nodes)
            target.append(place)
    nodes = np.concatenate(found)
    leaf = nodes["is_leaf"].astype(bool)
    return Trees(
        begins=np.cumsum([0, *(part.size for part in found)]).astype(np.int32),
        target=np.array(target, dtype=np.int32),
        base=np.asarray(model._baseline_prediction, dtype=np.float64).ravel(),
        feature=np.where(leaf, -1, nodes["feature_idx"]).astype(np.int16),
        threshold=np.where(leaf, np.float32(0.0), float_below(nodes["num_threshold"])),
        left=np.where(leaf, 0, nodes["left"]).astype(np.int32),
        right=np.where(leaf, 0, nodes["right"]).astype(np.int32),
        missing_left=np.where(leaf, 0, nodes["missing_go_to_left"]).astype(np.bool_),
        value=nodes["value"].astype(np.float32),
        cover=nodes["count"].astype(np.float32),
    )
