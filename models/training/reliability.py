"""Whether probabilities mean what they say: reliability tables of the danger and of each kind."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.boosting import Examples, weights

_EDGES = np.array([0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0])


def reliability(examples: Examples, kinds: tuple[str, ...], kind_from: float) -> dict[str, Any]:
    """Figures of examples whose features are a model's probability and kinds, weighted as in training.

    `whether` is a table of bins: said, was, rows; `error` the mean gap between them (expected calibration
    error); `brier` the mean square. `kinds` compares, for each kind, the mean share said with how often it
    was, among rows likely enough to be asked.
    """
    told, weight = examples.features[:, 0].astype(float), weights(examples)
    table = _bins(told, examples.positive.astype(float), weight)
    asked = told >= kind_from
    by_kind = {}
    for place, name in enumerate(kinds):
        said, was = examples.features[asked, 1 + place], examples.kind[asked] == place
        some = _bins(said.astype(float), was.astype(float), weight[asked])
        by_kind[name] = {
            "said": _mean(said, weight[asked]),
            "was": _mean(was, weight[asked]),
            "error": _gap(some),
        }
    return {
        "rows": len(examples),
        "whether": table,
        "error": _gap(table),
        "brier": _mean((told - examples.positive) ** 2, weight),
        "kinds": by_kind,
    }


def _bins(said: NDArray[Any], was: NDArray[Any], weight: NDArray[Any]) -> list[dict[str, float]]:
    found = []
    place = np.clip(np.searchsorted(_EDGES, said, side="right") - 1, 0, _EDGES.size - 2)
    for low in range(_EDGES.size - 1):
        inside = place == low
        if inside.any():
            found.append(
                {
                    "said": _mean(said[inside], weight[inside]),
                    "was": _mean(was[inside], weight[inside]),
                    "rows": int(inside.sum()),
                    "share": round(float(weight[inside].sum() / weight.sum()), 4),
                }
            )
    return found


def _gap(table: list[dict[str, float]]) -> float:
    return round(sum(row["share"] * abs(row["said"] - row["was"]) for row in table), 4)


def _mean(values: NDArray[Any], weight: NDArray[Any]) -> float:
    return round(float(np.average(values, weights=weight)), 4) if values.size else 0.0
