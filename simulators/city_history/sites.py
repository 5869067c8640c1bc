"""The sites of a city: what the registry would hold of each, and what nobody knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulators.city_history.categories import CATEGORIES, COMMUNITY, MAKINGS, Making
from simulators.city_history.hazards import (
    EBIKE,
    ELECTRICAL,
    FACILITIES,
    FLAME,
    HAZARDS,
    STORAGE,
    UNSEEN_SITE,
)
from telemetry.areas import COUNTIES

Floats = NDArray[np.float32]
#: Share of registry fields that are not filled in, as seen from the least to the most diligent county.
_MISSING: Final = {
    "built_year": 0.05, "rewired_year": 0.25, "area_m2": 0.03, "people": 0.10, "storage_class": 0.10,
    "ebike": 0.12, "station_km": 0.03, "elderly_share": 0.08, "rented_share": 0.12,
}  # fmt: skip
#: What usual hazards add to the logarithm of the rate, less what the table of categories is short of.
_USUAL: Final = 0.55
REGISTRY: Final = (
    "built_year", "rewired_year", "storeys", "area_m2", "people", "households", "storage_class", "ebike",
    "gas", "sleeping", "key_unit", "station_km", "points", "connected_day", "elderly_share", "rented_share",
)  # fmt: skip


@dataclass(frozen=True)
class Sites:
    """All (sites,), but `middle` and `level` (hazards, sites); `category` is a number of CATEGORIES."""

    city: str
    county: NDArray[np.str_]
    category: NDArray[np.int64]
    #: What is true of each, by the registry's names.
    true: dict[str, Floats]
    #: Whether it is a community.
    home: NDArray[np.bool_]
    #: 0 careless … 1 careful; nobody records it.
    care: Floats
    #: Whether its patrols are told, and how truly.
    honest: Floats
    log_rate: Floats
    middle: Floats
    level: Floats
    inspected: Floats
    #: Chance that a fire there is put on record.
    reported: Floats

    def __len__(self) -> int:
        return int(self.category.size)

    def registry(self, draw: np.random.Generator) -> dict[str, Floats]:
        """What the registry holds: some fields are empty, more so in some counties; sizes are rounded."""
        names, place = np.unique(self.county, return_inverse=True)
        sloppy = draw.uniform(0.5, 1.6, names.size)[place]
        told = {name: self.true[name].copy() for name in REGISTRY}
        for name, share in _MISSING.items():
            told[name][draw.random(len(self)) < share * sloppy] = np.nan
        told["area_m2"] = np.round(told["area_m2"], -1)
        return told


def sites(
    city: str, buildings: int, communities: int, first_day: int, years: float, draw: np.random.Generator
) -> Sites:
    """So many buildings and communities, spread over the city's counties by residents."""
    counties = [(code, people) for code, _, _, people in COUNTIES if code.startswith(city)]
    count = buildings + communities
    weight = np.array([people for _, people in counties], dtype=np.float64)
    county = np.array([code for code, _ in counties])[
        draw.choice(weight.size, count, p=weight / weight.sum())
    ]
    shares = np.array([making.share for making in MAKINGS], dtype=np.float64)
    category = np.concatenate(
        [
            draw.choice(len(MAKINGS), buildings, p=shares / shares.sum()),
            np.full(communities, CATEGORIES.index(COMMUNITY.code)),
        ]
    )
    makings = (*MAKINGS, COMMUNITY)
    home = category == len(MAKINGS)
    care = draw.beta(3.0, 2.0, count)
    true = _true(draw, makings, category, care, home, first_day, years)
    age = np.clip((first_day / 365.25 + 1970 + years / 2 - true["built_year"]) / 20.0, 0.0, 3.0)
    middle = _middle(draw, true, age, care)
    return Sites(
        city=city,
        county=county,
        category=category,
        true={name: column.astype(np.float32) for name, column in true.items()},
        home=home,
        care=care.astype(np.float32),
        honest=np.clip(0.25 + 0.75 * care + draw.normal(0, 0.08, count), 0.1, 1.0).astype(np.float32),
        log_rate=_log_rate(draw, makings, category, true, home).astype(np.float32),
        middle=middle,
        level=(middle * draw.gamma(25.0, 1 / 25.0, middle.shape)).astype(np.float32),
        inspected=_column(makings, "inspected")[category] + 1.4 * true["key_unit"],
        reported=np.where(true["points"] > 0, 0.99, np.where(true["area_m2"] > 1000, 0.95, 0.86)),
    )


def _column(makings: tuple[Making, ...], name: str) -> Floats:
    return np.array([getattr(making, name) for making in makings], dtype=np.float32)


def _true(
    draw: np.random.Generator,
    makings: tuple[Making, ...],
    category: NDArray[np.int64],
    care: NDArray[np.float64],
    home: NDArray[np.bool_],
    first_day: int,
    years: float,
) -> dict[str, NDArray[np.float64]]:
    count = category.size

    def size(name: str) -> NDArray[np.float64]:
        middle, spread = np.array([getattr(making, name) for making in makings])[category].T
        return np.asarray(middle * np.exp(spread * draw.standard_normal(count)))

    def some(name: str) -> NDArray[np.float64]:
        return (draw.random(count) < _column(makings, name)[category]).astype(np.float64)

    low, high = np.array([making.storeys for making in makings])[category].T
    latest = int(first_day / 365.25 + 1970)
    built = np.clip(np.round(_column(makings, "built")[category] + draw.normal(0, 11, count)), 1880, latest)
    rewired = np.where(draw.random(count) < 0.35 * care + 0.1, built + draw.uniform(8, 30, count), built)
    connected = draw.random(count) < _column(makings, "connected")[category]
    storeys = np.round(draw.uniform(low, high + 1) - 0.5)
    return {
        "built_year": built,
        "rewired_year": np.where(rewired > latest, built, np.round(rewired)),
        "storeys": storeys,
        "area_m2": size("area_m2"),
        "people": np.maximum(np.round(size("people")), 1.0),
        "households": np.where(
            home, np.maximum(np.round(700 * np.exp(0.7 * draw.standard_normal(count))), 40), 0
        ),
        "storage_class": np.clip(
            np.round(_column(makings, "storage")[category] + draw.normal(0, 0.7, count)), 0, 3
        ),
        "ebike": some("ebike"),
        "gas": some("gas"),
        "sleeping": some("sleeping"),
        "key_unit": some("key_unit"),
        "station_km": np.minimum(draw.gamma(1.6, 2.4, count) + 0.2, 90.0),
        "points": np.where(connected, np.maximum(np.round(draw.gamma(1.5, 60.0, count)), 4), np.nan),
        "connected_day": np.where(connected, first_day + draw.uniform(-900, 300 * years, count), np.nan),
        "elderly_share": np.where(home, draw.beta(2.0, 8.0, count), np.nan),
        "rented_share": np.where(home, draw.beta(2.0, 5.0, count), np.nan),
    }


def _middle(
    draw: np.random.Generator,
    true: dict[str, NDArray[np.float64]],
    age: NDArray[np.float64],
    care: NDArray[np.float64],
) -> Floats:
    """The level that each hazard of each site draws back to: (hazards, sites)."""
    wiring = np.clip((true["built_year"] + 20 * age - true["rewired_year"]) / 20.0, 0.0, 3.0)
    found = np.empty((len(HAZARDS), age.size))
    careless = 1.7 - 1.4 * care
    found[ELECTRICAL] = (0.1 + 0.95 * wiring) * careless
    found[STORAGE] = (0.2 + 0.75 * true["storage_class"]) * careless
    found[EBIKE] = np.where(true["ebike"] > 0, 2.0, 0.06) * careless
    found[FLAME] = np.where(true["gas"] > 0, 1.6, 0.2) * careless
    found[FACILITIES] = (0.4 + 0.35 * age) * careless
    return (found * draw.gamma(45.0, 1 / 45.0, found.shape)).astype(np.float32)


def _log_rate(
    draw: np.random.Generator,
    makings: tuple[Making, ...],
    category: NDArray[np.int64],
    true: dict[str, NDArray[np.float64]],
    home: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The logarithm of ignitions a day without hazards: category, size, use and what nobody sees."""
    a_year = _column(makings, "rate")[category] * np.where(home, true["households"] / 100.0, 1.0)
    usual = np.array([making.area_m2[0] for making in makings])[category]
    size = np.where(home, 0.0, 0.6 * np.log(true["area_m2"] / usual))
    crowd = np.where(home, 0.0, 0.4 * np.clip(np.log1p(true["people"] / 100.0), 0, 3))
    people = np.where(
        home,
        4.0 * (np.nan_to_num(true["elderly_share"]) - 0.2)
        + 3.0 * (np.nan_to_num(true["rented_share"]) - 0.3),
        0,
    )
    asleep = 0.12 * true["sleeping"] * ~home
    unseen = UNSEEN_SITE * draw.standard_normal(category.size)
    # The usual levels of the hazards multiply the rate as well; what they give together is taken off again.
    return np.asarray(np.log(a_year / 365.25) + size + crowd + people + asleep + unseen - _USUAL)
