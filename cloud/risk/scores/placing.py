"""Which site a record belongs to. Pure: columns in, rows out.

1. A record that names a building belongs to that building; one of a community to the community.
2. One that names only the organisation belongs to its only building. Where there are several, what speaks of
   the organisation as a whole (inspections, hazards, patrols) counts at each of them; what happened at one
   place (fires, signals) at none, and is counted as not placed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Sites:
    """Sites as columns, in the order of organisations: buildings of one stand together.

    `columns` has a value a site: `site_id`, `organisation_id`, `community` (bool), `area`, `category` and
    everything else that is known of it.
    """

    columns: Columns

    @property
    def count(self) -> int:
        """How many."""
        return int(self.columns["site_id"].size)

    def place(self, rows: Columns, *, spread: bool) -> tuple[Rows, Rows]:
        """Rows of records, and the site of each; a row may come several times where it is to be `spread`."""
        every = np.arange(rows["organisation_id"].size, dtype=np.int64)
        if not every.size or not self.count:
            return every[:0], every[:0]
        at_building = self._building(rows["building_id"])
        direct = at_building >= 0
        others = every[~direct]
        first = np.searchsorted(self.columns["organisation_id"], rows["organisation_id"][others], "left")
        end = np.searchsorted(self.columns["organisation_id"], rows["organisation_id"][others], "right")
        many = end - first
        if not spread:
            many = np.where(many == 1, 1, 0)
        which = np.repeat(others, many)
        inner = np.arange(which.size) - np.repeat(np.cumsum(many) - many, many)
        return (
            np.concatenate([every[direct], which]),
            np.concatenate([at_building[direct], np.repeat(first, many) + inner]),
        )

    def _building(self, building: NDArray[np.float64]) -> Rows:
        """The site of each building; -1 where it is none."""
        of_buildings = np.flatnonzero(~self.columns["community"])
        if not of_buildings.size:
            return np.full(building.size, -1, dtype=np.int64)
        numbers = self.columns["site_id"][of_buildings]
        order = np.argsort(numbers, kind="stable")
        sorted_ = numbers[order]
        place = np.minimum(np.searchsorted(sorted_, np.nan_to_num(building, nan=-1.0)), sorted_.size - 1)
        found = sorted_[place] == building
        return np.asarray(np.where(found, of_buildings[order[place]], -1), dtype=np.int64)


def together(buildings: Columns, communities: Columns) -> Sites:
    """Buildings and communities as one table, in the order of organisations."""
    parts = [buildings, communities]
    community = np.concatenate(
        [np.full(part["site_id"].size, number == 1) for number, part in enumerate(parts)]
    )
    columns = {name: np.concatenate([part[name] for part in parts]) for name in buildings}
    order = np.argsort(columns["organisation_id"], kind="stable")
    return Sites({name: column[order] for name, column in {**columns, "community": community}.items()})
