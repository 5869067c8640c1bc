"""Fires of a week: at which sites, why, and how badly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulators.city_history.hazards import FACILITIES, HAZARDS, HOT_WORK_EFFECT, NAMES, STORAGE
from simulators.city_history.sites import Floats, Sites

CAUSES = (*NAMES[:FACILITIES], "hot-work", "other")


class Weather(NamedTuple):
    """What a week brings, as means over its days: 0 … about 1 each."""

    heating: float
    festival: float
    dry: float


class Fires(NamedTuple):
    """All (fires,); `day` counts from the week's first."""

    site: NDArray[np.int64]
    day: NDArray[np.int64]
    cause: NDArray[np.int8]
    serious: NDArray[np.bool_]
    loss_yuan: NDArray[np.floating]


def effects(level: Floats, week: Weather, trend: Floats) -> Floats:
    """What each hazard adds to the logarithm of the rate: (hazards, sites). `trend` is (hazards,)."""
    season = [
        hazard.effect
        * (1 + hazard.heating * week.heating + hazard.festival * week.festival + hazard.dry * week.dry)
        for hazard in HAZARDS
    ]
    return (np.array(season, dtype=np.float32) * trend)[:, None] * level


def burn(
    sites: Sites,
    rate_week: Floats,
    added: Floats,
    level: Floats,
    working: NDArray[np.bool_],
    draw: np.random.Generator,
) -> Fires:
    """Who burns in a week: at most once a week each; causes by what each hazard adds to the rate."""
    site = np.flatnonzero(draw.random(rate_week.size) < -np.expm1(-rate_week))
    parts = np.vstack(
        [
            np.expm1(added[:FACILITIES, site]),
            np.expm1(HOT_WORK_EFFECT) * working[site],
            np.full(site.size, 0.8),
        ]
    )
    chosen = (parts.cumsum(axis=0) < draw.random(site.size) * parts.sum(axis=0)).sum(axis=0)
    serious_p = serious(sites, site, level)
    return Fires(
        site=site,
        day=draw.integers(0, 7, site.size),
        cause=chosen.astype(np.int8),
        serious=draw.random(site.size) < serious_p,
        loss_yuan=np.round(np.exp(8.2 + 4.0 * serious_p + 1.3 * draw.standard_normal(site.size)), -2),
    )


def serious(sites: Sites, site: NDArray[np.int64], level: Floats) -> NDArray[np.float64]:
    """The true probability that a fire there is a serious one, given that it burns: (chosen sites,)."""
    true = sites.true
    odds = (
        -4.6
        + 0.75 * level[FACILITIES, site]
        + 0.35 * level[STORAGE, site]
        + 0.30 * true["storage_class"][site]
        + 0.25 * np.log1p(true["station_km"][site])
        + 0.45 * true["sleeping"][site]
        + 0.03 * np.minimum(true["storeys"][site], 30)
        + 0.15 * np.log(np.maximum(true["area_m2"][site], 50) / 1000.0)
        - 0.5 * np.isfinite(true["points"][site])
    )
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))
