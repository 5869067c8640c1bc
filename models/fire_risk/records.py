"""Records of many sites as columns, by day, so that what lies within a window is a slice and not a search.

Pure but for `read`. Rows may come in any order; whatever is wrong is told by table, column and row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.schema import EVENTS, TABLES, Column
from runtime.faults import PlainFault

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Records:
    """What is known of `count` sites. `sites` has a value a site, every table of events a value a row.

    Tables of events are sorted by day; `site` is a row of `sites`.
    """

    sites: Columns
    weather: Columns
    events: Mapping[str, Columns]

    @property
    def count(self) -> int:
        """How many sites."""
        return int(self.sites["category"].size)

    def within(self, table: str, first: int, end: int) -> Columns:
        """The rows of `first` ≤ day < `end`, as views."""
        day = self.events[table]["day"]
        low, high = np.searchsorted(day, (first, end))
        return {name: column[low:high] for name, column in self.events[table].items()}

    def of(self, rows: NDArray[np.int64]) -> Records:
        """The same of some of the sites, in the order given, each once."""
        place = np.full(self.count, -1, dtype=np.int32)
        place[rows] = np.arange(rows.size)
        events: dict[str, Columns] = {}
        for name, table in self.events.items():
            kept = place[table["site"]] >= 0
            events[name] = {key: column[kept] for key, column in table.items()}
            events[name] = {**events[name], "site": place[events[name]["site"]]}
        return Records({key: column[rows] for key, column in self.sites.items()}, self.weather, events)


def records(sites: Columns, weather: Columns, events: Mapping[str, Columns]) -> Records:
    """Check and sort. A table of events that is left out is one without rows. Raises PlainFault."""
    count = int(np.asarray(sites.get("code", ())).size)
    checked = _checked("sites", sites, count)
    return Records(
        checked,
        _by_day(_checked("weather", weather, count)),
        {name: _by_day(_checked(name, events.get(name, empty(name)), count)) for name in EVENTS},
    )


def empty(table: str) -> Columns:
    """A table without rows."""
    return {one.name: np.empty(0, dtype=_TYPES[one.kind]) for one in TABLES[table]}


def joined(parts: Iterable[Records]) -> Records:
    """Several cities as one."""
    every = list(parts)
    before = np.cumsum([0, *(part.count for part in every)])
    events: dict[str, Columns] = {}
    for name in EVENTS:
        rows = {
            one.name: np.concatenate([part.events[name][one.name] for part in every]) for one in TABLES[name]
        }
        shift = np.repeat(before[:-1], [part.events[name]["day"].size for part in every])
        events[name] = _by_day({**rows, "site": (rows["site"] + shift).astype(np.int32)})
    return Records(
        {one.name: np.concatenate([part.sites[one.name] for part in every]) for one in TABLES["sites"]},
        _by_day(
            {
                one.name: np.concatenate([part.weather[one.name] for part in every])
                for one in TABLES["weather"]
            }
        ),
        events,
    )


def read(folder: Path) -> Records:
    """A folder of tables as arrays (`TABLE.npz`), one city's. Raises PlainFault."""
    return records(
        _file(folder, "sites"), _file(folder, "weather"), {name: _file(folder, name) for name in EVENTS}
    )


def _file(folder: Path, table: str) -> Columns:
    path = folder / f"{table}.npz"
    try:
        with np.load(path) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError) as fault:
        raise PlainFault(
            f"{path}: cannot be read: {fault}; write it with python -m simulators.city_history"
        ) from None


_TYPES: Mapping[str, Any] = {
    "text": np.str_,
    "site": np.int32,
    "day": np.int32,
    "number": np.float32,
    "code": np.int8,
}


def _checked(table: str, given: Columns, sites: int) -> Columns:
    rows: int | None = None
    found: dict[str, NDArray[Any]] = {}
    for column in TABLES[table]:
        if column.name not in given:
            raise PlainFault(
                f"table {table}: no column {column.name} ({column.zh}); give it, empty if need be"
            )
        values = np.asarray(given[column.name])
        rows = values.size if rows is None else rows
        if values.shape != (rows,):
            raise PlainFault(
                f"table {table}, column {column.name}: {values.shape} values, but {rows} rows before it; "
                "every column needs one value a row"
            )
        found[column.name] = _column(table, column, values, sites)
    return found


def _column(table: str, column: Column, values: NDArray[Any], sites: int) -> NDArray[Any]:
    if column.kind == "text":
        return values.astype(np.str_)
    try:
        numbers = values.astype(np.float64)
    except (TypeError, ValueError):
        raise PlainFault(f"table {table}, column {column.name}: holds what is no number") from None
    bad = np.isinf(numbers) if column.may_lack else ~np.isfinite(numbers)
    if column.kind in ("site", "code"):
        bad |= (numbers < 0) | (numbers >= (sites if column.kind == "site" else len(column.words)))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise PlainFault(
            f"table {table}, column {column.name}, row {row}: {numbers[row]:g} cannot be; "
            f"it is {column.en}{_bounds(column, sites)}"
        )
    return numbers.astype(np.float32 if column.may_lack else _TYPES[column.kind])


def _bounds(column: Column, sites: int) -> str:
    if column.kind == "site":
        return f", 0 to {sites - 1}"
    return f", 0 to {len(column.words) - 1}" if column.kind == "code" else ""


def _by_day(table: Columns) -> Columns:
    day = table["day"]
    if day.size < 2 or (day[1:] >= day[:-1]).all():
        return table
    order = np.argsort(day, kind="stable")
    return {name: column[order] for name, column in table.items()}
