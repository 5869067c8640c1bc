"""How likely an alarm is a real fire, P(real): a prior, and what else is known, added up as log-odds. Pure.

Theory of operation
===================

1. The prior stands in `PRIORS`, by what rang. An early warning brings its own: its model's probability.
2. Each piece of evidence has one row in `EVIDENCE` with a weight: the natural logarithm of how many times
   more often it is seen with a real fire than with a false alarm. Positive raises, negative lowers.
3. Pieces of one group are seldom independent (two detectors in a room see the same smoke): of a group only
   the strongest for and the strongest against count. The others are told, with weight 0.
4. The sum is held within `LOWEST` and `HIGHEST`: nothing is certain but a person's word, and that is a state.
5. P(real) orders and explains, and it can shorten the wait for a verdict. It never silences, hides or closes
   an alarm, and it never keeps a fire from going out once its time is over.

`basis` says where a number comes from. Where it says assumption, nobody has measured it here yet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from telemetry.event_kinds import EventKind

LOWEST, HIGHEST = 0.001, 0.999
_ASSUMED = "assumption"


class Group(StrEnum):
    """Within which pieces of evidence depend on each other."""

    DETECTORS = "detectors"
    MANY = "many-detectors"
    HAND = "by-hand"
    WATER = "water"
    EARLY = "early"
    CAMERA = "camera"
    PERSON = "person"
    DEVICE = "device"
    HISTORY = "history"
    SITE = "site"


class Fact(StrEnum):
    """One thing that is known besides the alarm itself."""

    DETECTOR_IN_ZONE = "second-detector-zone"
    DETECTOR_IN_BUILDING = "second-detector-building"
    MANY_DETECTORS = "many-detectors"
    CALL_POINT = "manual-call-point"
    WATER_FLOW = "water-flow"
    PUMP_START = "pump-start"
    EARLY_WARNING = "early-warning"
    PRE_ALARM = "pre-alarm"
    CAMERA_FIRE = "camera-sees-fire"
    CAMERA_NOTHING = "camera-sees-nothing"
    PERSON_FIRE = "person-sees-fire"
    PERSON_SMOKE = "person-sees-smoke"
    PERSON_NOTHING = "person-sees-nothing"
    VERDICT_REAL = "verdict-real"
    VERDICT_FALSE = "verdict-false"
    DETECTOR_FAULT = "detector-fault"
    CHATTER = "chatter"
    CLEARED_AT_ONCE = "cleared-at-once"
    RECENTLY_FALSE = "recently-false"
    WORKS = "works-in-building"


class EvidenceEntry(NamedTuple):
    """A piece of evidence: its group, its weight in log-odds, its words, and where the weight comes from."""

    group: Group
    weight: float
    zh: str
    en: str
    basis: str


_GB50116 = "GB 50116-2013 4.1.6 takes two independent signals as confirmation; the weight is an assumption"

EVIDENCE: dict[Fact, EvidenceEntry] = {
    Fact.DETECTOR_IN_ZONE: EvidenceEntry(
        Group.DETECTORS, 4.0, "同一区域另一探测器报警", "another detector in the same zone", _GB50116
    ),
    Fact.DETECTOR_IN_BUILDING: EvidenceEntry(
        Group.DETECTORS, 2.0, "同一建筑另一探测器报警", "another detector in the building", _ASSUMED
    ),
    Fact.MANY_DETECTORS: EvidenceEntry(
        Group.MANY, 1.0, "同一建筑四个以上探测器报警", "four or more other detectors", _ASSUMED
    ),
    Fact.CALL_POINT: EvidenceEntry(
        Group.HAND, 3.0, "同一建筑手动报警按钮动作", "a manual call point in the building", _GB50116
    ),
    Fact.WATER_FLOW: EvidenceEntry(
        Group.WATER, 3.5, "水流指示器或压力开关动作", "sprinkler water flows", _ASSUMED
    ),
    Fact.PUMP_START: EvidenceEntry(Group.WATER, 1.5, "消防水泵启动", "a fire pump has started", _ASSUMED),
    Fact.EARLY_WARNING: EvidenceEntry(
        Group.EARLY, 2.0, "此前有早期预警", "an early warning at the site", _ASSUMED
    ),
    Fact.PRE_ALARM: EvidenceEntry(
        Group.EARLY, 0.7, "该部件此前有预警", "a pre-alarm of the same part", _ASSUMED
    ),
    Fact.CAMERA_FIRE: EvidenceEntry(Group.CAMERA, 3.5, "视频看到烟火", "a camera shows it", _ASSUMED),
    Fact.CAMERA_NOTHING: EvidenceEntry(
        Group.CAMERA, -1.0, "视频未见异常", "a camera shows nothing", _ASSUMED
    ),
    Fact.PERSON_FIRE: EvidenceEntry(Group.PERSON, 6.0, "有人看到火", "a person sees fire", _ASSUMED),
    Fact.PERSON_SMOKE: EvidenceEntry(
        Group.PERSON, 3.5, "有人看到或闻到烟", "a person sees or smells smoke", _ASSUMED
    ),
    Fact.PERSON_NOTHING: EvidenceEntry(
        Group.PERSON, -2.5, "有人查看未见异常", "a person sees nothing", _ASSUMED
    ),
    Fact.VERDICT_REAL: EvidenceEntry(Group.PERSON, 8.0, "已核实为真实", "verified as real", _ASSUMED),
    Fact.VERDICT_FALSE: EvidenceEntry(
        Group.PERSON, -8.0, "已核实为误报或测试", "verified as false or a test", _ASSUMED
    ),
    Fact.DETECTOR_FAULT: EvidenceEntry(
        Group.DEVICE, -1.5, "该探测器有故障", "the detector itself has a fault", _ASSUMED
    ),
    Fact.CHATTER: EvidenceEntry(
        Group.DEVICE, -1.5, "频繁报警与复位", "it rings and clears in turn", _ASSUMED
    ),
    Fact.CLEARED_AT_ONCE: EvidenceEntry(
        Group.DEVICE, -1.0, "数秒内自行恢复", "the device cleared within seconds", _ASSUMED
    ),
    Fact.RECENTLY_FALSE: EvidenceEntry(
        Group.HISTORY, -1.2, "该部件一日内曾核实为误报", "verified as false within a day", _ASSUMED
    ),
    Fact.WORKS: EvidenceEntry(
        Group.SITE, -1.0, "建筑内正在维保或施工", "declared works in the building", _ASSUMED
    ),
}

#: What people and cameras may add by themselves.
TOLD = (
    Fact.CAMERA_FIRE,
    Fact.CAMERA_NOTHING,
    Fact.PERSON_FIRE,
    Fact.PERSON_SMOKE,
    Fact.PERSON_NOTHING,
)


class Prior(NamedTuple):
    """How often an alarm of this sort is a fire when nothing else is known."""

    components: frozenset[int]
    probability: float
    basis: str


_MEASURED = "98 % of automatic alarms attended were false (Surrey 2022-23, Gloucestershire; gov.uk)"

#: By component type of GB/T 26875.3; the first row that fits.
PRIORS = (
    Prior(frozenset({23, 24}), 0.10, _ASSUMED),
    Prior(frozenset(range(30, 38)), 0.06, _ASSUMED),
    Prior(frozenset(range(50, 70)), 0.06, _ASSUMED),
    Prior(frozenset({78}), 0.05, _ASSUMED),
)
OTHERWISE = Prior(frozenset(), 0.02, _MEASURED)

#: Added to the prior's log-odds by category of the organisation. All assumptions: homes have smaller rooms
#: and fewer detectors, so that one that rings means more; wards and kitchens have more nuisances.
CATEGORY_SHIFTS: dict[str, float] = {
    "elder-alone": 0.5,
    "town-home": 0.3,
    "farm-home": 0.5,
    "herder-home": 0.5,
    "chemical": 0.3,
    "medical": -0.2,
    "hotel": -0.2,
    "entertainment": -0.2,
}

#: Of kinds before a fire, the prior of something that becomes one.
_KIND_PRIORS = {EventKind.PRE_ALARM: 0.02, EventKind.EARLY_WARNING: 0.05}


class Weighed(NamedTuple):
    """A piece of evidence as it counted; 0: a stronger one of its group did."""

    fact: Fact
    weight: float


class Assessment(NamedTuple):
    """P(real), the prior it began from, and everything that moved it."""

    probability: float
    prior: float
    weighed: tuple[Weighed, ...]


def prior(kind: EventKind, component_type: int, category: str | None, own: object = None) -> float:
    """P(real) of the alarm alone. `own`: what its model gave, for an early warning."""
    if kind is EventKind.EARLY_WARNING and isinstance(own, int | float) and 0 < own < 1:
        return _held(float(own))
    found = next((row for row in PRIORS if component_type in row.components), OTHERWISE)
    base = _KIND_PRIORS.get(kind, found.probability)
    return _held(_sigmoid(_logit(base) + CATEGORY_SHIFTS.get(category or "", 0.0)))


def assess(begin: float, facts: Iterable[Fact]) -> Assessment:
    """P(real) from a prior and what is known."""
    known = sorted(set(facts), key=lambda fact: (-abs(EVIDENCE[fact].weight), fact))
    counted: set[tuple[Group, bool]] = set()
    weighed, total = [], _logit(_held(begin))
    for fact in known:
        entry = EVIDENCE[fact]
        side = (entry.group, entry.weight > 0)
        weight = 0.0 if side in counted else entry.weight
        counted.add(side)
        total += weight
        weighed.append(Weighed(fact, weight))
    return Assessment(round(_held(_sigmoid(total)), 4), round(_held(begin), 4), tuple(weighed))


def _held(probability: float) -> float:
    return min(HIGHEST, max(LOWEST, probability))


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _sigmoid(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
