"""How far the centre goes by itself (自动调派分级): from telling people to the full force. Pure.

Nearly all automatic alarms are false (98 % of those attended in Surrey and Gloucestershire), and a real one
that is missed kills. So the tier is the one of least expected cost:

    cost(tier) = P(real) x weight x (late_s(tier) x LATE + missed(tier) x MISSED) + (1 - P(real)) x
    FALSE(tier)

under a constraint that no cost can buy off: P(real) x missed(tier) may not exceed `MOST_MISSED`. Policy by
area sets a lowest tier and a highest that goes by itself; what is above it is asked of a person, who has
`answer_s`. A policy cannot lower a tier below what the constraint allows: when the person's time is over,
that goes.

The figures are assumptions in units of what it costs to send a micro-station for nothing;
`[dispatch.costs]` sets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, NamedTuple

from cloud.dispatch.deciding.words import Words


class Tier(IntEnum):
    """How far."""

    NOTIFY = 0
    MICRO_STATION = 1
    ONE_PUMP = 2
    FULL = 3


TIER_NAMES: Final[dict[Tier, Words]] = {
    Tier.NOTIFY: Words("仅通知", "notify only"),
    Tier.MICRO_STATION: Words("微型消防站先行", "micro-station first"),
    Tier.ONE_PUMP: Words("先派一车", "one pump"),
    Tier.FULL: Words("按等级全派", "full force"),
}


@dataclass(frozen=True)
class Costs:
    """The matrix: what each tier costs when there is no fire, and what it loses when there is one."""

    false: Mapping[Tier, float] = field(
        default_factory=lambda: dict(zip(Tier, (0.1, 1.0, 10.0, 30.0), strict=True))
    )
    #: Seconds by which the full force comes later than if it had been sent at once.
    late_s: Mapping[Tier, float] = field(
        default_factory=lambda: dict(zip(Tier, (240.0, 180.0, 90.0, 0.0), strict=True))
    )
    #: How likely a fire is missed altogether: nobody sees, nobody answers.
    missed: Mapping[Tier, float] = field(
        default_factory=lambda: dict(zip(Tier, (0.05, 0.01, 0.0, 0.0), strict=True))
    )
    late: float = 0.5
    missed_cost: float = 20_000.0
    #: The hard constraint: a fire in so many at most.
    most_missed: float = 0.001


#: How much worse a fire is by category; a home or an unknown place is 1.
WEIGHTS: Final[dict[str, float]] = {
    "elder-care": 4.0,
    "medical": 4.0,
    "chemical": 4.0,
    "hotel": 3.0,
    "school": 3.0,
    "entertainment": 3.0,
    "high-rise": 2.5,
    "commercial": 2.5,
    "heritage": 2.0,
    "elder-alone": 2.0,
    "industrial": 1.5,
}


@dataclass(frozen=True)
class Limits:
    """The policy of an area."""

    lowest: Tier = Tier.NOTIFY
    highest: Tier = Tier.FULL
    #: How long a person may think about what is above `highest`.
    answer_s: float = 30.0
    #: How long an automatic order may be stopped before it goes out, and taken back after that.
    stop_s: float = 0.0
    reverse_s: float = 120.0


class Decision(NamedTuple):
    """What goes now, what is asked of a person, and why."""

    #: Goes by itself.
    now: Tier
    #: What the costs say; above `now`: a person is asked, and has `answer_s`.
    wanted: Tier
    #: The least that the constraint allows: goes when nobody has answered.
    least: Tier
    answer_s: float
    costs: dict[Tier, float]
    reasons: tuple[Words, ...]


def decide(
    probability: float | None,
    category: str | None,
    limits: Limits,
    costs: Costs | None = None,
    *,
    confirmed: bool = False,
) -> Decision:
    """The tier of an alarm. `confirmed`: somebody has seen it. Without a probability it is taken for real."""
    matrix = costs or Costs()
    chance = 1.0 if confirmed or probability is None else min(max(probability, 0.0), 1.0)
    weight = WEIGHTS.get(category or "", 1.0)
    expected = {tier: _expected(matrix, tier, chance, weight) for tier in Tier}
    allowed = [tier for tier in Tier if chance * matrix.missed[tier] <= matrix.most_missed]
    least = min(allowed, default=Tier.FULL)
    cheapest = min((tier for tier in Tier if tier >= least), key=lambda tier: (expected[tier], -tier))
    wanted = max(Tier.FULL if confirmed else cheapest, limits.lowest)
    now = min(wanted, limits.highest)
    reasons = [_chance(chance, probability, confirmed), _costs(expected, cheapest, confirmed)]
    reasons += [_struck(matrix, chance, least)] if least > Tier.NOTIFY else []
    if limits.lowest > cheapest and not confirmed:
        name = TIER_NAMES[limits.lowest]
        reasons.append(Words(f"辖区规定至少“{name.zh}”", f"the area's policy asks for “{name.en}” at least"))
    if now < wanted:
        name, asked = TIER_NAMES[limits.highest], TIER_NAMES[wanted]
        reasons.append(
            Words(
                f"辖区规定自动调派不超过“{name.zh}”;“{asked.zh}”须人工在 {limits.answer_s:g} 秒内决定",
                f"the area's policy lets go “{name.en}” at most; “{asked.en}” is for a person,"
                f" within {limits.answer_s:g} s",
            )
        )
        if least > now:
            name = TIER_NAMES[least]
            reasons.append(
                Words(
                    f"逾时无人决定即自动“{name.zh}”", f"if nobody decides by then, “{name.en}” goes by itself"
                )
            )
    return Decision(now, wanted, least, limits.answer_s, expected, tuple(reasons))


def _expected(matrix: Costs, tier: Tier, chance: float, weight: float) -> float:
    lost = matrix.late_s[tier] * matrix.late + matrix.missed[tier] * matrix.missed_cost
    return chance * weight * lost + (1 - chance) * matrix.false[tier]


def _chance(chance: float, probability: float | None, confirmed: bool) -> Words:
    if confirmed:
        return Words("已核实为真实火情", "verified as a real fire")
    if probability is None:
        return Words("真实概率未知,按真实处理", "P(real) is not known: taken for real")
    return Words(f"真实概率 {chance:.0%}", f"P(real) is {chance:.0%}")


def _costs(expected: Mapping[Tier, float], cheapest: Tier, confirmed: bool) -> Words:
    if confirmed:
        return Words("按等级全派", "the full force of the grade goes")
    zh = ",".join(f"{TIER_NAMES[tier].zh} {cost:.1f}" for tier, cost in expected.items())
    en = ", ".join(f"{TIER_NAMES[tier].en} {cost:.1f}" for tier, cost in expected.items())
    best = TIER_NAMES[cheapest]
    return Words(f"期望代价:{zh};取“{best.zh}”", f"expected costs: {en}; so “{best.en}”")


def _struck(matrix: Costs, chance: float, least: Tier) -> Words:
    below = [tier for tier in Tier if tier < least]
    worst = max(chance * matrix.missed[tier] for tier in below)
    zh = "、".join(f"“{TIER_NAMES[tier].zh}”" for tier in below)
    en = ", ".join(f"“{TIER_NAMES[tier].en}”" for tier in below)
    return Words(
        f"漏警硬约束:{zh}的漏警可能 {worst:.2%} 超过上限 {matrix.most_missed:.2%},不予采用",
        f"missed fires: {en} might miss {worst:.2%}, above the limit of {matrix.most_missed:.2%}: struck out",
    )
