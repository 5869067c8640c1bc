"""Whether probabilities mean what they say: reliability tables of the danger and of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.boosting import Examples, weights
from models.training.card import Bin, Rows, Said, Table, table

EDGES = np.array([0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0])


def reliability(examples: Examples, kinds: tuple[str, ...], kind_from: float) -> dict[str, Any]:
    """Figures of examples whose features are a model's probability and kinds, weighted as in training.

    `whether` is a table as `binned` gives it; `error` the mean gap between them (expected calibration
    error); `brier` the mean square. `kinds` compares, for each kind, the mean share said with how often it
    was, among rows likely enough to be asked.
    """
    told, weight = examples.features[:, 0].astype(float), weights(examples)
    table = binned(told, examples.positive.astype(float), EDGES, weight)
    asked = told >= kind_from
    by_kind = {}
    for place, name in enumerate(kinds):
        said, was = examples.features[asked, 1 + place], examples.kind[asked] == place
        some = binned(said.astype(float), was.astype(float), EDGES, weight[asked])
        by_kind[name] = {
            "said": _mean(said, weight[asked]),
            "was": _mean(was, weight[asked]),
            "error": gap(some),
        }
    return {
        "rows": len(examples),
        "whether": table,
        "error": gap(table),
        "brier": _mean((told - examples.positive) ** 2, weight),
        "kinds": by_kind,
    }


def binned(
    said: NDArray[Any], was: NDArray[Any], edges: NDArray[np.float64], weight: NDArray[Any] | None = None
) -> list[dict[str, Any]]:
    """What was said against what was, a row for each bin of `edges` with anything in it.

    `from` and `to` are the bin's, `said` and `was` weighted means, `rows` how many, `share` of all weight.
    """
    weight = np.ones(said.size) if weight is None else weight
    place = np.clip(np.searchsorted(edges, said, side="right") - 1, 0, edges.size - 2)
    found = []
    for low in np.unique(place):
        inside = place == low
        found.append(
            {
                "from": float(edges[low]),
                "to": float(edges[low + 1]),
                "said": _mean(said[inside], weight[inside]),
                "was": _mean(was[inside], weight[inside]),
                "rows": int(inside.sum()),
                "share": round(float(weight[inside].sum() / weight.sum()), 4),
            }
        )
    return found


def gap(table: list[dict[str, Any]]) -> float:
    """The mean distance of what was said from what was: the expected calibration error."""
    return round(float(sum(row["share"] * abs(row["said"] - row["was"]) for row in table)), 4)


def _mean(values: NDArray[Any], weight: NDArray[Any]) -> float:
    return round(float(np.average(values, weights=weight)), 4) if values.size else 0.0


def lines(table: Sequence[dict[str, Any]]) -> tuple[Bin, ...]:
    """The lines of a card's reliability table."""
    return tuple(Bin(row["said"], row["was"], row["rows"]) for row in table)


def bins(told: dict[str, Any] | None) -> tuple[Bin, ...]:
    """The lines of a card, of figures that may lack reliability."""
    return lines(told["whether"]) if told else ()


def by_kind(told: dict[str, Any] | None) -> tuple[Table, ...]:
    """A card's table of each kind: the mean share said, how often it was, and the gap."""
    if not told:
        return ()
    rows: Rows = [("类别 / kind", "平均预测 / mean said", "实际占比 / was", "偏差 / error")]
    rows += [
        (name, f"{row['said']:.3f}", f"{row['was']:.3f}", f"{row['error']:.3f}")
        for name, row in told["kinds"].items()
    ]
    note = Said(
        f"概率的平均偏差（ECE）{told['error']:.3f}，Brier {told['brier']:.3f}；权重同训练。",
        f"Of the probability: ECE {told['error']:.3f}, Brier {told['brier']:.3f}; weighted as in training.",
    )
    return (table("各类别可靠性", "Reliability by kind", rows, note),)
