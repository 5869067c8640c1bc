"""When what is sent, by three policies: ours, the nearest at once, and only on a person's word. Pure.

A policy answers what happened with how far it goes now (a tier, or nothing yet), and with the moment at which
it is to be asked again. All take a telephone call for real.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from benchmarks.dispatch_month.assumptions import HANDLING_S
from benchmarks.dispatch_month.emergencies import Emergency
from cloud.alarm_watch.evidence import Fact, assess, prior
from cloud.alarm_watch.waiting import GO_AT_ONCE, LONGEST_S, wait_of
from cloud.dispatch.deciding.tiers import Costs, Limits, Tier, decide
from telemetry.event_kinds import EventKind


class Policy(StrEnum):
    """Who decides, and how units are chosen."""

    OURS = "steppewatch"
    NEAREST = "always the nearest"
    PERSON = "always wait for a person"


class Heard(NamedTuple):
    """What is known of an emergency at a moment."""

    at_s: float
    facts: frozenset[Fact]
    rung_s: float | None
    acknowledged_s: float | None
    confirmed: bool


class Going(NamedTuple):
    """How far it goes now; `again_s`: to be looked at again then."""

    tier: Tier | None
    again_s: float | None = None


@dataclass(frozen=True)
class Rules:
    """The product's own figures."""

    limits: Limits = field(default_factory=Limits)
    costs: Costs = field(default_factory=Costs)


def going(policy: Policy, emergency: Emergency, heard: Heard, rules: Rules) -> Going:
    """What the policy does about it now."""
    if heard.confirmed:
        return Going(Tier.FULL)
    if heard.rung_s is None or policy is Policy.PERSON:
        return Going(None)
    if policy is Policy.NEAREST:
        return Going(Tier.FULL)
    begin = prior(EventKind.FIRE, emergency.component, emergency.category)
    chance = assess(begin, heard.facts).probability
    wait = wait_of(emergency.category, None, {})
    looking = heard.acknowledged_s is not None and heard.acknowledged_s <= heard.at_s
    until = heard.rung_s + min(wait.unseen_s + (wait.looking_s if looking else 0), LONGEST_S)
    if chance < GO_AT_ONCE and until > heard.at_s:
        return Going(None, until)
    found = decide(chance, emergency.category, rules.limits, rules.costs)
    return Going(found.now)


def confirmed_s(emergency: Emergency) -> float | None:
    """When a person's word makes it real: the call handled, or the verdict."""
    if not emergency.real:
        return None
    told = [emergency.called_s + HANDLING_S] if emergency.called_s is not None else []
    told += [emergency.verdict_s] if emergency.verdict_s is not None else []
    return min(told, default=None)
