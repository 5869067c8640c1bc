"""Writing histories down: a folder a city, a file a table, whole or not at all.

`FOLDER/schema.json` declares tables and columns. `FOLDER/CITY/TABLE.npz` holds the columns of a table as
arrays, or `TABLE.csv` the same in words and dates, as an import takes it. `FOLDER/CITY/truth.npz`
holds what no record can: for judging only.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.schema import EVENTS, TABLES, Column
from simulators.city_history.calendar import EPOCH
from simulators.city_history.history import History
from simulators.series_folder import whole

Form = Literal["npz", "csv"]
Columns = Mapping[str, Any]
NOTE = "模拟数据，非真实记录 / simulated: no real site, fire or person"


def write(folder: Path, histories: Iterator[History], form: Form, seed: int) -> int:
    """Write them all; how many sites. PlainFault where the folder cannot be written or is not empty."""
    count = 0
    with whole(folder, "") as partial:
        (partial / "schema.json").write_text(_schema(seed), encoding="utf-8")
        for history in histories:
            of_city = partial / history.city
            of_city.mkdir()
            made = tables(history)
            codes = made["sites"]["code"]
            for name, columns in made.items():
                if form == "npz":
                    np.savez(of_city / f"{name}.npz", **dict(columns))
                else:
                    _csv(of_city / f"{name}.csv", TABLES[name], columns, codes)
            first_day = history.days.day[0]
            np.savez(
                of_city / "truth.npz", expected=history.expected, serious=history.serious, first_day=first_day
            )
            count += len(history.sites)
    return count


def tables(history: History) -> dict[str, Columns]:
    """The columns of every table of a history, as records take them."""
    sites, days = history.sites, history.days
    counters = np.arange(len(sites))
    letters = np.where(sites.home, "c", "b")
    codes = np.array(
        [
            f"{letter}-{county}-{n:06}"
            for letter, county, n in zip(letters, sites.county, counters, strict=True)
        ]
    )
    return {
        "sites": {
            "code": codes,
            "city": np.full(len(sites), sites.city),
            "county": sites.county,
            "category": sites.category.astype(np.int8),
            **history.registry,
        },
        "weather": {
            "city": np.full(days.day.size, sites.city),
            "day": days.day,
            "temperature_c": days.temperature_c,
            "wind_ms": days.wind_ms,
            "humidity": days.humidity,
        },
        **{name: history.tables[name] for name in EVENTS},
    }


def _csv(path: Path, columns: Sequence[Column], values: Columns, codes: NDArray[np.str_]) -> None:
    shown = [_words(column, values[column.name], codes) for column in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        writer.writerows(zip(*shown, strict=True))


def _words(column: Column, values: NDArray[Any], codes: NDArray[np.str_]) -> list[str]:
    """A column as text: dates, codes and the site's own code in place of numbers; empty where unknown."""
    if column.kind == "text":
        return [str(value) for value in values]
    if column.kind == "site":
        return [str(codes[int(value)]) for value in values]
    if column.kind == "code":
        return [column.words[int(value)] for value in values]
    if column.kind == "day" or column.name.endswith("_day"):
        return [
            "" if np.isnan(value) else (EPOCH + timedelta(days=int(value))).isoformat() for value in values
        ]
    return ["" if np.isnan(value) else f"{value:.10g}" for value in values]


def _schema(seed: int) -> str:
    told = {
        "note": NOTE,
        "seed": seed,
        "tables": {
            name: [
                {"name": one.name, "kind": one.kind, "zh": one.zh, "en": one.en, "may_lack": one.may_lack}
                | ({"words": list(one.words)} if one.words else {})
                for one in columns
            ]
            for name, columns in TABLES.items()
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
