"""Fires of Austin by response area and month: 2023 foretold from 2022, beside what needs no model.

The set: incidents of 2022 and 2023 with their area, and people and houses of each area (City of Austin open
data). Measured, not simulated.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk import area_rates
from models.fire_risk.judging import Figures, auc
from runtime.faults import PlainFault

INCIDENTS: Final = Path("incidents_austin/incidents_2022_2023.csv.gz")
AREAS: Final = Path("incidents_austin/response_area_demographics.csv")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: What is known of an area, besides its people.
_SHARES: Final = (
    "pct_single_family", "pct_duplex", "pct_small_mf", "pct_large_mf", "pct_multifamily",
    "pct_built_2010_plus", "pct_built_1970_2009", "pct_built_pre_1970",
)  # fmt: skip
#: Which incidents count, by the name of the set.
SETS: Final[dict[str, Callable[[dict[str, str]], bool]]] = {
    "structure_fires": lambda row: row["is_structure_fire"] == "True",
    "all_fires": lambda row: True,
}
_DRAWS: Final = 200


class Counts(NamedTuple):
    """`counts` (2 years, areas, 12 months); `people`, `houses` (areas,); `shares` (areas, shares)."""

    counts: NDArray[np.float64]
    people: NDArray[np.float64]
    houses: NDArray[np.float64]
    shares: NDArray[np.float64]


def read(folder: Path, counts: Callable[[dict[str, str]], bool]) -> Counts:
    """All areas that have people or houses on record. Raises PlainFault with file and cure."""
    areas = {row["response_area_id"]: row for row in rows(folder / AREAS)}
    known = sorted(name for name, row in areas.items() if float(row["population"]) > 0)
    place = {name: number for number, name in enumerate(known)}
    found = np.zeros((2, len(known), 12))
    # An area that no engine of the city went to in the first year lies outside its ground.
    served = np.zeros(len(known), dtype=bool)
    for row in rows(folder / INCIDENTS):
        area, year = place.get(row["responsearea"]), int(row["calendaryear"]) - 2022
        if area is None:
            continue
        served[area] |= year == 0
        if counts(row):
            found[year, area, _MONTHS.index(row["month"])] += 1
    chosen = [areas[name] for name in known]

    def column(name: str) -> NDArray[np.float64]:
        return np.array([float(row[name] or "nan") for row in chosen])[served]

    shares = np.column_stack([column(name) for name in _SHARES])
    shares = np.where(np.isnan(shares), np.nanmean(shares, axis=0), shares)
    return Counts(found[:, served], column("population"), column("total_units"), shares)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, compressed or not. Raises PlainFault."""
    opened: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise PlainFault(
            f"{path}: cannot be read: {fault}; name a folder with the set as published"
        ) from None


def expected(told: Counts) -> dict[str, NDArray[np.float64]]:
    """What each way of foretelling says of the second year from the first: (areas, 12) each."""
    before = told.counts[0]
    people = np.log(told.people)
    month = np.arange(12)
    seasons = np.column_stack([np.sin(2 * np.pi * month / 12), np.cos(2 * np.pi * month / 12)])

    def spread(of_areas: NDArray[np.float64], with_seasons: bool) -> NDArray[np.float64]:
        every = np.repeat(of_areas, 12, axis=0)
        return np.column_stack([every, np.tile(seasons, (len(before), 1))]) if with_seasons else every

    alone = spread(people[:, None], with_seasons=False)
    known = spread(np.column_stack([people, np.log1p(told.houses), told.shares]), with_seasons=True)
    counts = before.ravel()
    by_people = area_rates.regression(alone, counts, ridge=0.0).rate(alone).reshape(before.shape)
    by_what_they_are = area_rates.regression(known, counts).rate(known).reshape(before.shape)
    of_area = by_what_they_are.sum(axis=1)
    shape = area_rates.strength(of_area, before.sum(axis=1))
    factor = area_rates.believed(of_area, before.sum(axis=1), shape)
    return {
        "model": by_what_they_are * factor[:, None],
        # Half a fire more, or an area without one would be believed to be without risk.
        "last_year": np.repeat((before.sum(axis=1, keepdims=True) + 0.5) / 12, 12, axis=1),
        "people_only": by_people,
        "regression_alone": by_what_they_are,
    }


def figures(folder: Path, name: str, seed: int = 0) -> Figures:
    """All figures of one set; `baseline_deviance` is the better of last year's rate and people alone."""
    told = read(folder, SETS[name])
    said, was = expected(told), told.counts[1]
    deviances = {way: area_rates.poisson_deviance(was, rate) for way, rate in said.items()}
    model, happened = said["model"].ravel(), was.ravel()
    order = np.argsort(-model, kind="stable")
    share = np.cumsum(happened[order]) / happened.sum()
    draw = np.random.default_rng(seed)
    leads = []
    for _ in range(_DRAWS):
        some = draw.integers(0, len(was), len(was))
        best = min(
            area_rates.poisson_deviance(was[some], said[way][some]) for way in ("last_year", "people_only")
        )
        leads.append(best - area_rates.poisson_deviance(was[some], said["model"][some]))
    return {
        "simulated": False,
        "rows": happened.size,
        "areas": len(was),
        "events": int(happened.sum()),
        "auc": auc(model, happened > 0),
        "ece": area_rates.chance_gap(happened, model),
        **{f"capture_{part}pct": float(share[happened.size * part // 100 - 1]) for part in (5, 10, 20)},
        "oracle_auc": None,
        "observed_to_expected": float(happened.sum() / model.sum()),
        "deviance": deviances["model"],
        "baseline_deviance": min(deviances["last_year"], deviances["people_only"]),
        "deviances": deviances,
        "intervals": {"deviance_gained": tuple(float(end) for end in np.percentile(leads, [2.5, 97.5]))},
    }
