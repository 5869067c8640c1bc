"""A model played over the judging moments of a city: what it said at each site, what was, and the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.examples import burns, chosen, serious
from models.fire_risk.facts import PLACE, YEAR, facts
from models.fire_risk.histories import City
from models.fire_risk.judging import Array, Told
from models.fire_risk.model import RiskModel
from models.fire_risk.records import Records
from models.fire_risk.schema import CATEGORIES
from models.fire_risk.timeline import SEVERITY_DAYS


@dataclass(frozen=True)
class Played:
    """All (rows,). `truth` is NaN where there is none; `site` is a number that no two sites share."""

    said: Array
    low: Array
    high: Array
    safety: Array
    happened: NDArray[np.bool_]
    baseline: Array
    truth: Array
    site: NDArray[np.int64]
    category: NDArray[np.int8]
    county: NDArray[np.str_]
    built_year: Array

    @property
    def told(self) -> Told:
        """What figures are made of."""
        truth = None if np.isnan(self.truth).any() else self.truth
        return Told(self.said, self.happened, self.site, self.baseline, truth)

    def take(self, rows: NDArray[np.bool_]) -> Played:
        """Some of the rows."""
        return Played(*(getattr(self, one.name)[rows] for one in fields(Played)))


def joined(parts: Iterable[Played]) -> Played:
    """Several sets as one."""
    every = list(parts)
    return Played(*(np.concatenate([getattr(part, one.name) for part in every]) for one in fields(Played)))


def play(
    model: RiskModel, city: City, days: Sequence[int] | None = None, first_site: int = 0
) -> dict[str, Played]:
    """By target: every site of the model's subject at each moment that judges."""
    told = model.description
    subject = told.model.rpartition("/")[2]
    return {
        target: joined(
            _at(model, city, subject, place, day, told.horizons_days[place] or SEVERITY_DAYS, first_site)
            for day in days or city.timeline.moments(told.horizons_days[place] or SEVERITY_DAYS).judge
        )
        for place, target in enumerate(told.targets)
    }


def _at(
    model: RiskModel, city: City, subject: str, target: int, day: int, horizon_days: int, first_site: int
) -> Played:
    records = city.records
    if subject == "severity":
        rows, happened = serious(records, day, horizon_days)
        truth = city.serious_chance(day)[rows]
        baseline = np.full(rows.size, model.description.base[target])
    else:
        rows = chosen(records, subject)
        happened = burns(records, day, horizon_days)[rows]
        truth = city.probability(day, horizon_days)[rows]
        baseline = category_rate(records, day, horizon_days)[rows]
    known = facts(records, day)[rows]
    scores = model.score(known, threads=2)
    return Played(
        said=scores.probability[:, target].astype(np.float64),
        low=scores.low[:, target].astype(np.float64),
        high=scores.high[:, target].astype(np.float64),
        safety=scores.safety.astype(np.float64),
        happened=happened,
        baseline=baseline,
        truth=truth,
        site=rows + first_site,
        category=records.sites["category"][rows],
        county=records.sites["county"][rows],
        built_year=known[:, PLACE["built_year"]].astype(np.float64),
    )


def category_rate(records: Records, day: int, horizon_days: int) -> Array:
    """What needs no model: the rate of the category in these records over the two years before: (sites,)."""
    category = records.sites["category"].astype(np.int64)
    rows = records.within("fires", day - 2 * YEAR, day)
    fires = np.bincount(category[rows["site"]], rows["confirmed"], minlength=len(CATEGORIES))
    sites = np.bincount(category, minlength=len(CATEGORIES))
    return np.asarray(-np.expm1(-(fires + 0.5) / (sites + 1) * horizon_days / (2 * YEAR)))[category]
