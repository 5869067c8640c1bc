"""Rows that a history writes down as it goes: blocks of columns, put together and sorted by day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Table = dict[str, Column]


class Ledger:
    """One table of records; `site` and `day` are in each."""

    def __init__(self, *columns: str) -> None:
        self._columns = ("site", "day", *columns)
        self._blocks: list[tuple[Column, ...]] = []

    def write(self, site: Column, day: Column | int, **columns: Column | np.generic) -> None:
        """Rows of one moment; what is one value stands in each row."""
        if not site.size:
            return
        given = {"site": site.astype(np.int32), "day": np.asarray(day, dtype=np.int32), **columns}
        self._blocks.append(
            tuple(np.broadcast_to(np.asarray(given[name]), site.shape) for name in self._columns)
        )

    def table(self) -> Table:
        """All rows, by day and then by site."""
        if not self._blocks:
            return {name: np.empty(0, dtype=np.int32) for name in self._columns}
        joined = {
            name: np.concatenate([block[place] for block in self._blocks])
            for place, name in enumerate(self._columns)
        }
        order = np.lexsort((joined["site"], joined["day"]))
        return {name: column[order] for name, column in joined.items()}
