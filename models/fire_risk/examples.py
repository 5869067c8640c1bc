"""Rows to learn from and to judge on: features of a site at a moment, and what came after it.

The label is a confirmed fire after the moment and within the horizon; what was an alarm, a call or a fire
that nobody verified is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.facts import PLACE, facts
from models.fire_risk.records import Records
from models.fire_risk.schema import COMMUNITY
from models.session import Session

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Examples:
    """All (rows,), but `features` (rows, features). `site` is a number that no two sites share."""

    features: Floats
    happened: NDArray[np.bool_]
    site: NDArray[np.int64]
    day: NDArray[np.int32]
    city: NDArray[np.str_]
    county: NDArray[np.str_]
    category: NDArray[np.int8]
    built_year: Floats

    def __len__(self) -> int:
        return int(self.site.size)

    def take(self, rows: NDArray[np.generic]) -> Examples:
        """Some of the rows."""
        return Examples(*(getattr(self, one.name)[rows] for one in fields(Examples)))


def joined(parts: Iterable[Examples]) -> Examples:
    """Several sets as one."""
    every = list(parts)
    return Examples(
        *(np.concatenate([getattr(part, one.name) for part in every]) for one in fields(Examples))
    )


def burns(records: Records, day: int, horizon_days: int) -> NDArray[np.bool_]:
    """Which sites have a confirmed fire in `day` ≤ … < `day` + horizon: (sites,)."""
    rows = records.within("fires", day, day + horizon_days)
    found = np.zeros(records.count, dtype=bool)
    found[rows["site"][rows["confirmed"] > 0]] = True
    return found


def serious(records: Records, day: int, horizon_days: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The sites that burn within the horizon, and whether the first such fire is a serious one."""
    rows = records.within("fires", day, day + horizon_days)
    confirmed = rows["confirmed"] > 0
    site, first = np.unique(rows["site"][confirmed], return_index=True)
    return site.astype(np.int64), rows["serious"][confirmed][first] > 0


def chosen(records: Records, subject: str) -> NDArray[np.int64]:
    """The rows of the sites that a subject is about."""
    home = records.sites["category"] == COMMUNITY
    return np.flatnonzero(home if subject == "community" else ~home)


def examples(
    records: Records,
    graph: Session,
    subject: str,
    days: Iterable[int],
    horizon_days: int,
    first_site: int = 0,
) -> Examples:
    """Rows of every site of the subject at each of the days; of severity only where it burnt."""
    parts = []
    for day in days:
        if subject == "severity":
            rows, happened = serious(records, day, horizon_days)
        else:
            rows = chosen(records, subject)
            happened = burns(records, day, horizon_days)[rows]
        known = facts(records, day)[rows]
        (told,) = graph.run(["features"], {"facts": known})
        sites = records.sites
        parts.append(
            Examples(
                features=told,
                happened=happened,
                site=rows + first_site,
                day=np.full(rows.size, day, dtype=np.int32),
                city=sites["city"][rows],
                county=sites["county"][rows],
                category=sites["category"][rows],
                built_year=known[:, PLACE["built_year"]],
            )
        )
    return joined(parts)
