"""The draw itself: from the frame and a seed to the units, their inspectors and the reserves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cloud.inspection_draw import sampling
from cloud.inspection_draw.assignment import Assignment, assign
from cloud.inspection_draw.canonical import Document
from cloud.inspection_draw.chance import Stream, shuffled
from cloud.inspection_draw.frame import CERTAIN, ELIGIBLE, barred_by_area, barred_by_conflict
from cloud.inspection_draw.plan import Plan
from cloud.inspection_draw.roll import Rolls
from cloud.inspection_draw.sampling import Chance


def draw(plan: Plan, rolls: Rolls, frame: Document, seed: str) -> Document:
    """Everything that chance decides: `drawn`, `reserves` and `unserved`."""
    eligible: dict[str, dict[str, Chance]] = defaultdict(dict)
    shares: dict[str, str] = {}
    for row in frame["units"]:
        if row["status"] == ELIGIBLE:
            chance = Chance(row["unit"], row["blind"], row["chance"] - row["blind"])
            eligible[row["stratum"]][row["unit"]] = chance
        elif row["status"] == CERTAIN:
            shares[row["unit"]] = CERTAIN
    first = shuffled(seed, "service", shares)
    reserves = []
    for stratum in plan.strata:
        found = sample(seed, stratum.id, eligible[stratum.id], frame["denominator"])
        shares |= found
        rest = shuffled(seed, "reserve", eligible[stratum.id].keys() - found.keys(), stratum.id)
        reserves.append({"stratum": stratum.id, "units": rest[: plan.reserves]})
    then = shuffled(seed, "service", shares.keys() - set(first))
    assigned = _inspectors(plan, rolls, [*first, *then], seed)
    return {
        "drawn": _rows(frame["units"], shares, assigned),
        "reserves": reserves,
        "unserved": [{"unit": unit, "able": assigned.unserved[unit]} for unit in sorted(assigned.unserved)],
    }


def sample(seed: str, stratum: str, chances: Mapping[str, Chance], whole: int) -> dict[str, str]:
    """Which units of one stratum are drawn, and under which share."""
    order = shuffled(seed, "order", chances, stratum)
    return sampling.draw([chances[unit] for unit in order], whole, Stream(seed, "sample", stratum).toss)


def _inspectors(plan: Plan, rolls: Rolls, units: Sequence[str], seed: str) -> Assignment:
    barred = barred_by_conflict(plan, rolls.conflicts)
    working = [person for person in rolls.inspectors if person.capacity]
    area_of = {unit.unit: unit.area for unit in rolls.units}
    from_elsewhere: dict[str, list[str]] = {}
    for area in {area_of[unit] for unit in units}:
        from_elsewhere[area] = [
            person.inspector for person in working if not barred_by_area(plan.inspectors, person, area)
        ]
    able = {
        unit: [name for name in from_elsewhere[area_of[unit]] if name not in barred.get(unit, ())]
        for unit in units
    }
    return assign(units, able, {person.inspector: person.capacity for person in working}, seed)


def _rows(
    units: Sequence[Mapping[str, Any]], shares: Mapping[str, str], assigned: Assignment
) -> list[Document]:
    return [
        {
            "unit": row["unit"],
            "stratum": row["stratum"],
            "share": shares[row["unit"]],
            "inspectors": list(assigned.pairs.get(row["unit"], ())),
        }
        for row in units
        if row["unit"] in shares
    ]
