"""Boosting with LightGBM, for training alone: numbers in, trees as arrays out; a centre needs none of it.

No class weights: they leave the order as it is and ruin the probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.trees import Trees, float_below
from runtime.faults import PlainFault

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Size:
    """How large an ensemble is, and how fast it learns."""

    trees: int
    leaves: int
    depth: int
    rate: float
    least_rows: int
    objective: str = "binary"


def library() -> ModuleType:
    """LightGBM; PlainFault with the cure where it is missing or cannot be loaded."""
    try:
        import lightgbm
    except ModuleNotFoundError:
        raise PlainFault("LightGBM is not installed; pip install 'steppewatch[train]'") from None
    except OSError as fault:
        raise PlainFault(
            f"LightGBM cannot be loaded: {fault}; it needs the library libgomp "
            "(apt install libgomp1, or dnf install libgomp)"
        ) from None
    return lightgbm


class Table:
    """Features binned once, for several boosters: (rows, features), and what is to be foretold: (rows,).

    `weight` (rows,) says how many rows each stands for.
    """

    def __init__(
        self,
        features: Floats,
        told: NDArray[Any],
        rising: Sequence[int],
        seed: int,
        weight: NDArray[np.float64] | None = None,
    ) -> None:
        self._given = library()
        self._rising, self._seed = list(rising), seed
        self._columns = features.shape[1]
        self._set = self._given.Dataset(
            features,
            np.asarray(told, dtype=np.float64),
            weight=weight,
            params={"max_bin": 255, "verbosity": -1, "seed": seed, "feature_pre_filter": False},
            free_raw_data=False,
        ).construct()

    def boosted(self, rows: NDArray[np.int64], size: Size, seed: int, threads: int = 1) -> Any:
        """A booster of some of the rows (numbers in order); the same from the same seed and threads."""
        chosen = self._set.subset(rows)
        params = {
            "objective": size.objective,
            "num_leaves": size.leaves,
            "max_depth": size.depth,
            "learning_rate": size.rate,
            "min_data_in_leaf": size.least_rows,
            "lambda_l2": 5.0,
            "feature_fraction": 0.5,
            "monotone_constraints": self._rising,
            "seed": seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": threads,
            "verbosity": -1,
        }
        return self._given.train(params, chosen, num_boost_round=size.trees)


def arrays(booster: Any) -> Trees:
    """The trees of a booster with one sum; PlainFault for a split this program cannot write."""
    dumped = booster.dump_model()
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    begins = [0]
    for tree in dumped["tree_info"]:
        nodes: list[dict[str, Any]] = []
        _walk(tree["tree_structure"], nodes)
        for node in nodes:
            for name in _COLUMNS:
                columns[name].append(node[name])
        begins.append(begins[-1] + len(nodes))
    leaf = np.array(columns["feature"]) < 0
    thresholds = float_below(np.array(columns["threshold"], dtype=np.float64))
    return Trees(
        begins=np.array(begins, dtype=np.int32),
        target=np.zeros(len(begins) - 1, dtype=np.int32),
        base=np.zeros(1),
        feature=np.array(columns["feature"], dtype=np.int16),
        threshold=np.where(leaf, np.float32(0.0), thresholds),
        left=np.array(columns["left"], dtype=np.int32),
        right=np.array(columns["right"], dtype=np.int32),
        missing_left=np.array(columns["missing_left"], dtype=np.bool_),
        value=np.array(columns["value"], dtype=np.float32),
        cover=np.array(columns["cover"], dtype=np.float32),
    )


_COLUMNS = ("feature", "threshold", "left", "right", "missing_left", "value", "cover")


def _walk(node: dict[str, Any], nodes: list[dict[str, Any]]) -> int:
    """Put a node and all below it at the end of `nodes`; its number."""
    number = len(nodes)
    if "split_feature" not in node:
        nodes.append(
            {"feature": -1, "threshold": 0.0, "left": 0, "right": 0, "missing_left": False}
            | {"value": node["leaf_value"], "cover": node.get("leaf_count", 0)}
        )
        return number
    if node["decision_type"] != "<=" or node["missing_type"] == "Zero":
        raise PlainFault(
            f"a split by {node['decision_type']} on {node['missing_type']} is not written to ONNX"
        )
    # Where no value was missing in training LightGBM reads a missing one as 0.
    left = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0.0
    entry = {
        "feature": node["split_feature"],
        "threshold": node["threshold"],
        "missing_left": bool(left),
        "value": 0.0,
        "cover": node["internal_count"],
    }
    nodes.append(entry)
    entry["left"] = _walk(node["left_child"], nodes)
    entry["right"] = _walk(node["right_child"], nodes)
    return number
