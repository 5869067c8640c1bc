"""What a model said of every detector at one tick. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from edge_agent.early_warning.telling import Cause
from models.windows import Flags, Floats


@dataclass(frozen=True)
class Answer:
    """One tick: all (rows,) in the order of `parts`; `causes` of every row that begins, or that was asked."""

    parts: Sequence[str]
    rows: Mapping[str, int]
    values: Floats
    have: Flags
    probability: Floats
    #: (rows, kinds), and what the columns mean.
    kind: Floats
    kinds: Sequence[str]
    raised: Flags
    begins: Flags
    ends: Flags
    causes: Mapping[str, Cause]
    seconds: float

    def names(self, flags: Flags) -> list[str]:
        """The parts whose flag is set; `flags` is (rows,)."""
        return [self.parts[row] for row in np.flatnonzero(flags).tolist()]

    def known(self, part: str) -> float | None:
        """The part's probability; None where it is not known."""
        row = self.rows.get(part)
        if row is None or np.isnan(self.probability[row]):
            return None
        return float(self.probability[row])

    def highest(self, count: int) -> list[dict[str, Any]]:
        """Who has the highest probabilities, for people: part, probability, kind, raised."""
        scores = np.nan_to_num(self.probability, nan=-1.0)
        best = [row for row in np.argsort(-scores, kind="stable")[:count].tolist() if scores[row] >= 0]
        return [
            {
                "part": self.parts[row],
                "probability": round(float(scores[row]), 4),
                "kind": kind_of(self.kinds, self.kind[row]),
                "raised": bool(self.raised[row]),
            }
            for row in best
        ]


def kind_of(kinds: Sequence[str], scores: Floats) -> str:
    """The likeliest kind; empty where none was worked out."""
    return kinds[int(scores.argmax())] if scores.size and scores.max() > 0 else ""
