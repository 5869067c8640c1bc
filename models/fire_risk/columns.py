"""The features of fire risk as a table: how each follows from facts, what it is about, which way it pushes.

The model's graph is written from this table; reasons read it to name the record behind a feature. Where
policy knows the direction, trees are held to it: more open hazards, older wiring, more fires before, more
rounds missed may never lower a probability.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from models.fire_risk.facts import LONG, SEASON, YEAR
from models.fire_risk.schema import CATEGORIES, COMMUNITY, HAZARDS, SIGNALS

#: plain: as it is; log: log(1 + x); years: age at the moment of a year; ratio: (a + prior) / (b + 1);
#: exposed: a per year of being connected within the window; is: 1 where it equals `number`; sine, cosine: of
#: the season.
Way = Literal["plain", "log", "years", "ratio", "exposed", "is", "sine", "cosine"]


class Feature(NamedTuple):
    """One feature: `of` names a fact, `over` the fact it is divided by; `rising` 1, -1 or 0."""

    name: str
    #: What a reason about it is called; several features share one.
    subject: str
    way: Way
    of: str
    over: str = ""
    number: float = 0.0
    rising: int = 0


def _plain(fact: str, subject: str, rising: int = 0) -> Feature:
    return Feature(fact, subject, "plain", fact, rising=rising)


def _log(fact: str, subject: str, rising: int = 0) -> Feature:
    return Feature(f"log {fact}", subject, "log", fact, rising=rising)


_SIZE: Final = (
    Feature("age", "age", "years", "built_year"),
    Feature("wiring age", "wiring", "years", "rewired_year", rising=1),
    _log("storeys", "size"),
    _log("area_m2", "size"),
    _log("people", "people"),
    _plain("storage_class", "storage_class", 1),
    _plain("ebike", "ebike", 1),
    _plain("gas", "gas"),
    _plain("sleeping", "sleeping"),
    _plain("key_unit", "key_unit"),
    _log("station_km", "station"),
    _log("points", "connected"),
    _log("since_connected", "connected"),
)
_FOUND: Final = (
    _plain("inspections:365", "inspections"),
    _plain("inspections:1095", "inspections"),
    _plain("since_inspection", "inspections"),
    *(_plain(f"found:{word}:{YEAR}", f"hazard:{word}", 1) for word in HAZARDS),
    *(_plain(f"found:{word}:{LONG}", f"hazard:{word}", 1) for word in HAZARDS),
    *(
        Feature(
            f"found:{word} an inspection",
            f"hazard:{word}",
            "ratio",
            f"found:{word}:{LONG}",
            "inspections:1095",
        )
        for word in HAZARDS
    ),
    _plain("found_by:public:1095", "public", 1),
    _plain("found_by:patrol:1095", "patrols"),
    Feature("found an inspection", "hazards", "ratio", "found_by:inspection:1095", "inspections:1095"),
    _plain("major:1095", "major", 1),
    *(_plain(f"open:{word}", f"open:{word}", 1) for word in HAZARDS),
    _plain("overdue", "overdue", 1),
    Feature("days to rectify", "rectify", "ratio", "rectify_days:1095", "rectified:1095", 20.0),
)
_PATROLS: Final = (
    Feature("patrols done", "patrols", "ratio", "patrols_done:365", "patrols_due:365", 0.7, rising=-1),
    Feature("hazards a patrol", "patrols", "ratio", "patrol_hazards:365", "patrols_done:365", 0.1),
    Feature("hazards a patrol of late", "patrols", "ratio", "patrol_hazards:91", "patrols_done:91", 0.1),
)
#: Which signals are about the equipment's own state: more of them may only raise.
_SIGNALS: Final = tuple(
    Feature(
        f"{word} a year, {days} d", f"signal:{word}", "exposed",
        f"signal:{word}:{days}", "since_connected", float(days), rising=1,
    )
    for word in SIGNALS
    for days in (SEASON, YEAR, LONG)
)  # fmt: skip
_AROUND: Final = (
    _plain("works_open", "works", 1),
    _plain("works:365", "works"),
    _plain("fires:365", "fires", 1),
    _plain("fires:1095", "fires", 1),
    _plain("since_fire", "fires"),
    Feature("fires alike", "alike", "ratio", "fires_alike", "sites_alike", 0.02),
    Feature("fires in the city", "city", "ratio", "fires_city", "sites_city", 0.02),
    _plain("temperature:30", "weather"),
    _plain("wind:30", "weather"),
    _plain("humidity:30", "weather"),
    Feature("season: sine", "season", "sine", "day"),
    Feature("season: cosine", "season", "cosine", "day"),
)
_HOMES: Final = (
    _log("households", "households"),
    _plain("elderly_share", "elderly"),
    _plain("rented_share", "rented"),
)
_CATEGORIES: Final = tuple(
    Feature(f"category: {word}", "category", "is", "category", number=float(code))
    for code, word in enumerate(CATEGORIES)
    if code != COMMUNITY
)

_ALL: Final = (*_SIZE, *_FOUND, *_PATROLS, *_SIGNALS, *_AROUND)
#: What each model looks at.
TABLES: Final[dict[str, tuple[Feature, ...]]] = {
    "building": (*_CATEGORIES, *_ALL),
    "community": (*_HOMES, *_ALL),
    "severity": tuple(
        # What makes a fire likely need not make it serious: no direction is held.
        one._replace(rising=0)
        for one in (*_CATEGORIES, *_HOMES, *_ALL)
    ),
}
