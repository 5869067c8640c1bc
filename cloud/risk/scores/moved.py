"""What moved a score: the reasons that changed most between two rows of facts, under one model. Pure."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from models.fire_risk.model import Floats, RiskModel
from models.fire_risk.reasons import by_subject, sentence

#: Reasons told of a step, and the least by which one must have changed the log-odds.
MOST: Final = 3
_LEAST: Final = 0.01


def moved(model: RiskModel, before: Floats, after: Floats) -> list[list[dict[str, Any]]]:
    """Of every row (sites, facts): `subject`, the sentence now, the factors of the odds before and after."""
    subjects, was = by_subject(model, before)
    _, now = by_subject(model, after)
    found: list[list[dict[str, Any]]] = []
    for old, new, row in zip(was, now, after, strict=True):
        told: list[dict[str, Any]] = []
        for place in np.argsort(-np.abs(new - old))[:MOST]:
            if abs(new[place] - old[place]) < _LEAST:
                break
            zh, en = sentence(subjects[place], row)
            told.append(
                {
                    "subject": subjects[place],
                    "zh": zh,
                    "en": en,
                    "before": round(float(np.exp(old[place])), 4),
                    "after": round(float(np.exp(new[place])), 4),
                }
            )
        found.append(told)
    return found
