"""Facts of every site at one moment, out of its records: a table of sums and ages, and one walk over it.

Rules
-----
1. Only what was known before the moment counts: rows of earlier days, and of those the rectification that was
   earlier too. What happens on the day itself, or later, moves nothing.
2. What is not recorded is NaN; a site that is not connected tells no signals, and that is no zero.
3. Facts are plain sums. Ratios, ages and logarithms are worked out in the model's own graph.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.records import Columns, Records
from models.fire_risk.schema import COMMUNITY, HAZARDS, REGISTRY, SIGNALS, SOURCES

Floats = NDArray[np.float32]
Amounts = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Days that windows reach back: a season, a year, long.
SEASON: Final = 91
YEAR: Final = 365
LONG: Final = 1095


class Sum(NamedTuple):
    """A fact that counts rows, or sums one of their columns, over the days before the moment."""

    name: str
    table: str
    days: int
    of: str | None = None
    #: Only rows in which this column has this value.
    where: str | None = None
    equals: int = 0


def _each(
    table: str, stem: str, words: tuple[str, ...], column: str, days: int, of: str | None = None
) -> list[Sum]:
    return [Sum(f"{stem}:{word}:{days}", table, days, of, column, code) for code, word in enumerate(words)]


SUMS: Final = (
    Sum("inspections:1095", "inspections", LONG),
    Sum("inspections:365", "inspections", YEAR),
    *_each("findings", "found", HAZARDS, "kind", YEAR),
    *_each("findings", "found", HAZARDS, "kind", LONG),
    *_each("findings", "found_by", SOURCES, "source", LONG),
    Sum("major:1095", "findings", LONG, "major"),
    Sum("patrols_due:365", "patrols", YEAR, "due"),
    Sum("patrols_done:365", "patrols", YEAR, "done"),
    Sum("patrol_hazards:365", "patrols", YEAR, "hazards"),
    Sum("patrol_hazards:91", "patrols", SEASON, "hazards"),
    Sum("patrols_done:91", "patrols", SEASON, "done"),
    *_each("signals", "signal", SIGNALS, "kind", SEASON, "amount"),
    *_each("signals", "signal", SIGNALS, "kind", YEAR, "amount"),
    *_each("signals", "signal", SIGNALS, "kind", LONG, "amount"),
    Sum("works:365", "permits", YEAR),
    Sum("fires:365", "fires", YEAR, "confirmed"),
    Sum("fires:1095", "fires", LONG, "confirmed"),
)
#: Facts that are more than a sum, in the order in which they are worked out.
_FURTHER: Final = (
    "since_inspection",
    *(f"open:{word}" for word in HAZARDS),
    "overdue",
    "rectified:1095",
    "rectify_days:1095",
    "works_open",
    "since_fire",
    "since_connected",
    "fires_alike",
    "sites_alike",
    "fires_city",
    "sites_city",
    "temperature:30",
    "wind:30",
    "humidity:30",
    "day",
)
NAMES: Final = ("category", *(one.name for one in REGISTRY), *(one.name for one in SUMS), *_FURTHER)
PLACE: Final = {name: place for place, name in enumerate(NAMES)}


def facts(records: Records, day: int) -> Floats:
    """What is known of every site on the morning of `day`: (sites, facts), in the order of `NAMES`."""
    found = np.full((records.count, len(NAMES)), np.nan, dtype=np.float32)
    for name in ("category", *(one.name for one in REGISTRY)):
        found[:, PLACE[name]] = records.sites[name]
    later = records.sites["connected_day"] >= day
    found[later, PLACE["points"]] = np.nan
    found[later, PLACE["connected_day"]] = np.nan
    found[records.sites["rewired_year"] > year_of(day), PLACE["rewired_year"]] = np.nan
    for one in SUMS:
        found[:, PLACE[one.name]] = _sum(records, one, day)
    _further(records, day, found)
    silent = np.isnan(found[:, PLACE["since_connected"]])
    unpatrolled = found[:, PLACE["patrols_due:365"]] == 0
    for table, nobody in (("signals", silent), ("patrols", unpatrolled)):
        for one in SUMS:
            if one.table == table:
                found[nobody, PLACE[one.name]] = np.nan
    return found


def year_of(day: float) -> float:
    """The year of a day, as a number with its fraction."""
    return 1970.0 + day / 365.25


def _sum(records: Records, one: Sum, day: int) -> Amounts:
    rows = records.within(one.table, day - one.days, day)
    chosen = slice(None) if one.where is None else rows[one.where] == one.equals
    return _by_site(records, rows, chosen, None if one.of is None else rows[one.of])


def _by_site(
    records: Records, rows: Columns, chosen: Flags | slice, amount: NDArray[np.generic] | None = None
) -> Amounts:
    """How many of the chosen rows each site has, or the sum of their amounts: (sites,)."""
    weight = None if amount is None else amount[chosen]
    return np.bincount(rows["site"][chosen], weight, minlength=records.count).astype(np.float64)


def _further(records: Records, day: int, found: Floats) -> None:
    """The facts of `_FURTHER`; in place."""

    def put(name: str, values: NDArray[np.generic] | float) -> None:
        found[:, PLACE[name]] = values

    put("since_inspection", _since(records, "inspections", day))
    findings = records.within("findings", day - LONG, day)
    mended = findings["rectified_day"] < day
    for code, word in enumerate(HAZARDS):
        put(f"open:{word}", _by_site(records, findings, ~mended & (findings["kind"] == code)))
    put("overdue", _by_site(records, findings, ~mended & (findings["due_day"] < day)))
    put("rectified:1095", _by_site(records, findings, mended))
    took = findings["rectified_day"] - findings["day"]
    put("rectify_days:1095", _by_site(records, findings, mended, took))
    works = records.within("permits", day - LONG, day)
    put("works_open", _by_site(records, works, works["until_day"] >= day) > 0)
    put("since_fire", _since(records, "fires", day))
    connected = (day - records.sites["connected_day"]).astype(np.float32)
    put("since_connected", np.where(connected > 0, connected, np.nan))
    city = np.unique(records.sites["city"], return_inverse=True)[1]
    category = records.sites["category"].astype(np.int64)
    alike = np.unique(records.sites["county"], return_inverse=True)[1] * 64 + category
    for what, group in (("alike", alike), ("city", city * 2 + (category == COMMUNITY))):
        fires, sites = _among(records, day, group)
        put(f"fires_{what}", fires)
        put(f"sites_{what}", sites)
    for name, column in (("temperature", "temperature_c"), ("wind", "wind_ms"), ("humidity", "humidity")):
        put(f"{name}:30", _weather(records, column, day))
    put("day", float(day))


def _since(records: Records, table: str, day: int) -> Floats:
    """Days since the last row of each site; NaN where there is none."""
    rows = records.within(table, 0, day)
    last = np.full(records.count, np.nan, dtype=np.float32)
    last[rows["site"]] = rows["day"]  # rows are in order of days: the last one stays
    return np.asarray(day - last, dtype=np.float32)


def _among(records: Records, day: int, group: NDArray[np.int64]) -> tuple[Amounts, Amounts]:
    """Fires of the last two years at other sites of the same group, and how many those are: (sites,) each."""
    rows = records.within("fires", day - 2 * YEAR, day)
    own = _by_site(records, rows, slice(None), rows["confirmed"])
    names, place = np.unique(group, return_inverse=True)
    fires = np.bincount(place, own, minlength=names.size)
    sites = np.bincount(place, minlength=names.size)
    return fires[place] - own, (sites[place] - 1).astype(np.float64)


def _weather(records: Records, column: str, day: int) -> Floats:
    """The mean over the thirty days before, of each site's city; NaN where nothing was measured."""
    weather = records.weather
    low, high = np.searchsorted(weather["day"], (day - 30, day))
    told = np.full(records.count, np.nan, dtype=np.float32)
    for city in np.unique(records.sites["city"]):
        of_city = weather[column][low:high][weather["city"][low:high] == city]
        of_city = of_city[~np.isnan(of_city)]
        if of_city.size:
            told[records.sites["city"] == city] = of_city.mean()
    return told
