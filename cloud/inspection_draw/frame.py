"""The frame (抽样框): every unit with its standing, stratum and inclusion probability, before any chance.

1. A unit that the list leaves out is excluded. Else one that law names, in the list or by a rule, is certain.
   Else one inspected too recently is excluded, and one inspected too long ago is certain. The others can be
   drawn. An unknown last inspection is neither recent nor long ago.
2. A stratum's quota is its ratio of all units in it that are not gone. Certain units come on top of what is
   drawn. A quota that exclusions have made impossible is a fault, told before anything is published.
3. Each unit that can be drawn has the same risk-blind share, and a share in proportion to its weight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from cloud.inspection_draw import inclusion
from cloud.inspection_draw.canonical import Document
from cloud.inspection_draw.plan import Frequency, InspectorRules, Plan
from cloud.inspection_draw.roll import (
    EXCLUSIONS,
    OVERDUE,
    RECENTLY_INSPECTED,
    Conflict,
    Inspector,
    Rolls,
    Unit,
)
from runtime.faults import PlainFault

EXCLUDED: Final = "excluded"
CERTAIN: Final = "certain"
ELIGIBLE: Final = "eligible"
#: Beyond it a weight means nothing any more.
_MOST_WEIGHT: Final = 1_000_000
_SHOWN: Final = 20
_NO_LIMITS: Final = Frequency()


class Standing(NamedTuple):
    """Where a unit stands in the frame, and why."""

    unit: Unit
    stratum: int
    status: str
    reason: str
    weight: int


class Quota(NamedTuple):
    """A stratum in numbers."""

    base: int
    excluded: int
    certain: int
    eligible: int
    quota: int
    draw: int


def build(plan: Plan, rolls: Rolls) -> Document:
    """The frame of a plan and its lists. Raises PlainFault where the plan cannot be carried out."""
    _hold_together(plan, rolls)
    standings = [standing(plan, unit) for unit in rolls.units]
    members: dict[int, list[Standing]] = defaultdict(list)
    for found in standings:
        members[found.stratum].append(found)
    quotas = [_quota(plan, number, members[number]) for number in range(len(plan.strata))]
    blind = inclusion.blind_counts([quota.draw for quota in quotas], plan.risk_blind_share)
    chances: dict[str, tuple[int, int]] = {}
    for number, quota in enumerate(quotas):
        eligible = [found for found in members[number] if found.status == ELIGIBLE]
        chances |= _chances(eligible, quota.draw, blind[number])
    _can_be_served(plan, rolls, standings, sum(quota.certain + quota.draw for quota in quotas))
    return {
        "denominator": inclusion.WHOLE,
        "strata": [
            {"stratum": stratum.id, **quota._asdict(), "blind": count}
            for stratum, quota, count in zip(plan.strata, quotas, blind, strict=True)
        ],
        "units": [_row(plan, found, chances.get(found.unit.unit, (0, 0))) for found in standings],
        "inspectors": [person._asdict() for person in rolls.inspectors],
        "conflicts": [{**entry._asdict(), "date": _iso(entry.date)} for entry in rolls.conflicts],
    }


def _hold_together(plan: Plan, rolls: Rolls) -> None:
    classes = {entry.id for entry in plan.classes}
    for row in rolls.units:
        if row.unit_class not in classes or not row.area.startswith(plan.area):
            raise PlainFault(f"unit {row.unit}: not of the plan's classes or not within its area; correct it")
        if row.last_inspected is not None and row.last_inspected > plan.date:
            raise PlainFault(f"unit {row.unit}: inspected after the plan's date, {plan.date}; correct it")
    units = {row.unit for row in rolls.units}
    people = {row.inspector for row in rolls.inspectors}
    for entry in rolls.conflicts:
        if entry.unit not in units or entry.inspector not in people:
            raise PlainFault(f"conflict {entry.inspector}, {entry.unit}: no list has one of them; correct it")


def standing(plan: Plan, unit: Unit) -> Standing:
    """A unit's stratum, standing and weight by the rules of the plan."""
    key = (unit.unit_class, unit.risk, unit.credit, unit.area)
    stratum = next((n for n, entry in enumerate(plan.strata) if entry.takes(*key)), None)
    if stratum is None:
        raise PlainFault(f"unit {unit.unit}: no stratum takes it; add one to [[strata]]")
    status, reason = _status(plan, unit, key)
    weight = 1
    for entry in plan.weights:
        weight *= entry.times if entry.takes(*key) else 1
    if weight > _MOST_WEIGHT:
        raise PlainFault(
            f"unit {unit.unit}: its weights multiply to {weight}; keep to {_MOST_WEIGHT} at most"
        )
    return Standing(unit, stratum, status, reason, weight)


def _status(plan: Plan, unit: Unit, key: tuple[str, str, str, str]) -> tuple[str, str]:
    if unit.exclusion:
        return EXCLUDED, unit.exclusion
    if unit.certain:
        return CERTAIN, unit.certain
    for rule in plan.certain:
        if rule.takes(*key):
            return CERTAIN, rule.basis
    if unit.last_inspected is None:
        return ELIGIBLE, ""
    limits = next((entry for entry in plan.frequency if entry.takes(*key)), _NO_LIMITS)
    days = (plan.date - unit.last_inspected).days
    if days < limits.rest_days:
        return EXCLUDED, RECENTLY_INSPECTED
    if limits.due_days and days >= limits.due_days:
        return CERTAIN, OVERDUE
    return ELIGIBLE, ""


def _quota(plan: Plan, number: int, members: Sequence[Standing]) -> Quota:
    stratum = plan.strata[number]
    counts = Counter(found.status for found in members)
    gone = sum(found.status == EXCLUDED and EXCLUSIONS[found.reason].gone for found in members)
    base = len(members) - gone
    quota = inclusion.quota(base, stratum.per_month, plan.months)
    draw = min(quota, counts[ELIGIBLE])
    if draw + counts[CERTAIN] < quota:
        raise PlainFault(
            f"分层 stratum {stratum.id} {stratum.zh}: 应查 {quota} 家,可查仅 {draw + counts[CERTAIN]} 家"
            f" ({base} 家中排除 {counts[EXCLUDED] - gone} 家);请减少排除或缩短免查期。"
            f" {quota} units must be inspected and only {draw + counts[CERTAIN]} can be, since"
            f" {counts[EXCLUDED] - gone} of {base} are excluded; exclude fewer or shorten rest_days"
        )
    return Quota(base, counts[EXCLUDED], counts[CERTAIN], counts[ELIGIBLE], quota, draw)


def _chances(eligible: Sequence[Standing], draw: int, blind: int) -> dict[str, tuple[int, int]]:
    if not eligible:
        return {}
    even = inclusion.evenly(blind, len(eligible))
    room = [inclusion.WHOLE - part for part in even]
    weighted = inclusion.by_weight(draw - blind, [found.weight for found in eligible], room)
    chances = {
        found.unit.unit: (part, part + more)
        for found, part, more in zip(eligible, even, weighted, strict=True)
    }
    never = next((name for name, (_, chance) in chances.items() if not chance), None)
    if draw and never is not None:
        raise PlainFault(
            f"unit {never}: its chance would be less than one in {inclusion.WHOLE};"
            " bring the weights of the plan closer together"
        )
    return chances


def barred_by_area(rules: InspectorRules, person: Inspector, area: str) -> bool:
    """Whether the inspector's home county keeps them from a unit there."""
    return rules.avoid_own_area and person.area == area


def barred_by_conflict(plan: Plan, conflicts: Sequence[Conflict]) -> dict[str, set[str]]:
    """By unit, which inspectors listed conflicts keep from it."""
    rules = plan.inspectors
    barred: dict[str, set[str]] = defaultdict(set)
    visits: Counter[tuple[str, str]] = Counter()
    for entry in conflicts:
        if entry.kind != "visited":
            barred[entry.unit].add(entry.inspector)
        elif entry.date is not None and (plan.date - entry.date).days < rules.visits_days:
            visits[entry.unit, entry.inspector] += 1
    for (unit, inspector), count in visits.items():
        if rules.visits_at_most and count >= rules.visits_at_most:
            barred[unit].add(inspector)
    return barred


def _can_be_served(plan: Plan, rolls: Rolls, standings: Sequence[Standing], visits: int) -> None:
    able = [person for person in rolls.inspectors if person.capacity]
    capacity = sum(min(person.capacity, visits) for person in able)
    if capacity < 2 * visits:
        raise PlainFault(
            f"检查 {visits} 家需要 {2 * visits} 人次,检查人员仅可承担 {capacity} 人次;请增加人员或减少抽取。"
            f" {visits} inspections by two take {2 * visits} places and the inspectors have {capacity};"
            " add inspectors or raise their capacity"
        )
    barred = barred_by_conflict(plan, rolls.conflicts)
    counties = Counter(person.area for person in able)
    homes = {person.inspector: person.area for person in able}
    lonely = []
    for found in standings:
        area, unit = found.unit.area, found.unit.unit
        own = counties[area] if plan.inspectors.avoid_own_area else 0
        others = sum(
            name in homes and not (plan.inspectors.avoid_own_area and homes[name] == area)
            for name in barred.get(unit, ())
        )
        if found.status != EXCLUDED and len(able) - own - others < 2:
            lonely.append(f"unit {unit}: {len(able) - own - others} of {len(able)} inspectors may go there")
    if lonely:
        raise PlainFault(
            "下列单位因回避无法安排两名检查人员;请增加外区人员。"
            " These units cannot have two inspectors because of conflicts; add inspectors from elsewhere:\n"
            + "\n".join(lonely[:_SHOWN])
            + (f"\n… {len(lonely) - _SHOWN} more" if len(lonely) > _SHOWN else "")
        )


def _row(plan: Plan, found: Standing, chances: tuple[int, int]) -> Document:
    unit = found.unit
    certain = found.status == CERTAIN
    return {
        "unit": unit.unit,
        "name": unit.name,
        "area": unit.area,
        "class": unit.unit_class,
        "risk": unit.risk,
        "credit": unit.credit,
        "last_inspected": _iso(unit.last_inspected),
        "exclusion": unit.exclusion,
        "certain": unit.certain,
        "stratum": plan.strata[found.stratum].id,
        "status": found.status,
        "reason": found.reason,
        "weight": found.weight,
        "blind": chances[0],
        "chance": inclusion.WHOLE if certain else chances[1],
    }


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
