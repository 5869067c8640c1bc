"""What the facts of a site would be if. Pure: one row of facts and suppositions in, another row out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from cloud.risk.scores.gathering import ROUNDS_A_MONTH
from models.fire_risk.facts import NAMES, PLACE, Floats
from models.fire_risk.sayings import HAZARD_WORDS, SIGNAL_WORDS
from models.fire_risk.schema import HAZARDS, REGISTRY

_REGISTRY: Final = {one.name: (one.zh, one.en) for one in REGISTRY}
#: Facts that a supposition changes, with their names.
WORDS: Final = (
    _REGISTRY
    | {f"open:{code}": (f"未整改{zh}隐患", f"open hazards: {en}") for code, (zh, en) in HAZARD_WORDS.items()}
    | {
        f"signal:{code}:{days}": (f"{days} 天内{words[0]}", f"{words[1]} in {days} days")
        for code, words in SIGNAL_WORDS.items()
        for days in (91, 365, 1095)
    }
    | {
        "overdue": ("逾期隐患", "overdue hazards"),
        "rectified:1095": ("三年内整改隐患", "hazards rectified in three years"),
        "rectify_days:1095": ("三年内整改总用时(天)", "days taken to rectify in three years"),
        "inspections:365": ("一年内检查次数", "inspections in a year"),
        "inspections:1095": ("三年内检查次数", "inspections in three years"),
        "since_inspection": ("距上次检查(天)", "days since the last inspection"),
        "patrols_due:365": ("一年内应巡查次数", "rounds due in a year"),
        "patrols_done:365": ("一年内实巡查次数", "rounds done in a year"),
        "patrols_done:91": ("三个月内实巡查次数", "rounds done in three months"),
        "patrol_hazards:365": ("一年内巡查发现", "found by rounds in a year"),
        "patrol_hazards:91": ("三个月内巡查发现", "found by rounds in three months"),
    }
)


class Rectified(NamedTuple):
    """A hazard supposed to be rectified: its kind, whether it is overdue, how long ago it was found."""

    kind: int
    overdue: bool
    days: int


class Supposed(NamedTuple):
    """What is supposed."""

    rectified: Sequence[Rectified] = ()
    inspected: bool = False
    patrols: bool = False
    repaired: Sequence[str] = ()
    registry: Mapping[str, float | None] = {}


def suppose(known: Floats, supposed: Supposed) -> Floats:
    """The facts of one site (1, facts) under the suppositions; `known` stays as it is."""
    found = known.copy()
    row = found[0]

    def add(name: str, amount: float) -> None:
        row[PLACE[name]] = max(0.0, float(np.nan_to_num(row[PLACE[name]])) + amount)

    for hazard in supposed.rectified:
        add(f"open:{HAZARDS[hazard.kind]}", -1)
        add("overdue", -float(hazard.overdue))
        add("rectified:1095", 1)
        add("rectify_days:1095", hazard.days)
    if supposed.inspected:
        add("inspections:365", 1)
        add("inspections:1095", 1)
        row[PLACE["since_inspection"]] = 0
    if supposed.patrols:
        _patrolled(row)
    for signal in supposed.repaired:
        recent = float(row[PLACE[f"signal:{signal}:91"]])
        if not np.isnan(recent):
            for days in (91, 365, 1095):
                add(f"signal:{signal}:{days}", -recent)
    for name, value in supposed.registry.items():
        row[PLACE[name]] = np.nan if value is None else value
    return found


def changed(before: Floats, after: Floats) -> list[tuple[str, float | None, float | None]]:
    """The facts that differ, by name, as they were and as they are supposed."""
    differ = np.flatnonzero(~((before[0] == after[0]) | (np.isnan(before[0]) & np.isnan(after[0]))))
    return [(NAMES[place], number(before[0, place]), number(after[0, place])) for place in differ]


def number(value: np.float32 | float) -> float | None:
    """A fact as it is told; None: not known."""
    return None if np.isnan(value) else float(value)


def _patrolled(row: Floats) -> None:
    due = float(row[PLACE["patrols_due:365"]])
    due = 12.0 * ROUNDS_A_MONTH if np.isnan(due) else due
    row[PLACE["patrols_due:365"]] = row[PLACE["patrols_done:365"]] = due
    row[PLACE["patrols_done:91"]] = due / 4
    for name in ("patrol_hazards:365", "patrol_hazards:91"):
        row[PLACE[name]] = np.nan_to_num(row[PLACE[name]])
