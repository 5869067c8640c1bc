"""Queries of what was said of sites once. The centre's own: the look at a model is nobody's place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.risk.scores.tables import SaidOnce


class Said(NamedTuple):
    """What was said on a day (its number): a value a site."""

    day: int
    sites: list[int]
    areas: list[str]
    categories: list[str]
    probability: NDArray[np.float64]


def newest(session: Session, subject: str, target: str, until: int) -> Said | None:
    """What was said of a subject's sites on the newest day up to `until`; None: nothing was."""
    day = session.scalar(
        select(func.max(SaidOnce.day)).where(SaidOnce.day <= until, SaidOnce.subject == subject)
    )
    if day is None:
        return None
    column = SaidOnce.p90 if target == "fire:90" else SaidOnce.p365
    rows = session.execute(
        select(SaidOnce.site_id, SaidOnce.area, SaidOnce.category, column)
        .where(SaidOnce.day == day, SaidOnce.subject == subject)
        .order_by(SaidOnce.site_id)
    ).all()
    sites, areas, categories, said = (list(column) for column in zip(*rows, strict=True))
    return Said(day, sites, areas, categories, np.array(said, dtype=np.float64))
