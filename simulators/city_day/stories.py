"""How one incident shows itself: a list of edges. Times in milliseconds after midnight."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from simulators.city_day.city import CALL_POINT, DRIVEN, FLOW, PUMP, SMOKE, CityBuilding
from simulators.city_day.rates import FireSort, Nuisance
from telemetry.event_kinds import EventKind
from telemetry.messages import Part

_K = EventKind
_FLOOD_S = 120
_FLOOD_KINDS = (_K.FIRE, _K.LINKAGE, _K.FIRE, _K.LINKAGE, _K.SUPERVISORY, _K.FAULT)


class Edge(NamedTuple):
    """A part's kind became active, or ceased to be."""

    at: int
    building: CityBuilding
    part: Part
    kind: EventKind
    active: bool
    #: Of an early warning, what its model gave.
    probability: float | None = None


class Teller:
    """Tells the edges of one incident at one building."""

    def __init__(self, building: CityBuilding, draw: random.Random, at: int) -> None:
        self.building = building
        self.draw = draw
        self.at = at
        self.zone = draw.randrange(building.zones)

    def rings(
        self, part: Part, kind: EventKind, after_s: float, lasts_s: float, probability: float | None = None
    ) -> list[Edge]:
        """It becomes active, and clears in time."""
        begin = self.at + int(after_s * 1000)
        end = begin + int(max(1.0, lasts_s) * 1000)
        return [
            Edge(begin, self.building, part, kind, True, probability),
            Edge(end, self.building, part, kind, False),
        ]

    def part(self, component: int, zone: int | None = None) -> Part:
        """One such part of a zone."""
        return self.building.part(
            self.zone if zone is None else zone, self.draw.choice(self.building.places(component))
        )

    def smokes(self) -> list[Part]:
        """The smoke detectors of the zone, in a drawn order."""
        places = self.building.places(SMOKE)
        self.draw.shuffle(places)
        return [self.building.part(self.zone, place) for place in places]


def nuisance(told: Teller, entry: Nuisance) -> list[Edge]:
    """One detector or call point rings and clears; sometimes a second one of the zone."""
    lasts = told.draw.uniform(*entry.lasts_s)
    if entry.component != SMOKE:
        return told.rings(told.part(entry.component), _K.FIRE, 0, lasts)
    first, second, *_ = told.smokes()
    edges = told.rings(first, _K.FIRE, 0, lasts)
    if told.draw.random() < entry.second:
        edges += told.rings(second, _K.FIRE, told.draw.uniform(20, 120), lasts)
    return edges


def fire(told: Teller, sort: FireSort) -> list[Edge]:
    """A fire that grows from one zone; everything clears when the panel is reset."""
    draw, reset_s = told.draw, told.draw.uniform(2_400, 5_400)
    smokes = told.smokes()
    edges: list[Edge] = []
    first_s = 0.0
    if sort.first == "early-warning":
        edges += told.rings(smokes[0], _K.EARLY_WARNING, 0, reset_s, round(draw.uniform(0.35, 0.9), 2))
        first_s = draw.uniform(180, 480)
    elif sort.first == "pre-alarm":
        edges += told.rings(smokes[0], _K.PRE_ALARM, 0, reset_s)
        first_s = draw.uniform(120, 600)
    elif sort.first == "call-point":
        edges += told.rings(told.part(CALL_POINT), _K.FIRE, 0, reset_s)
        first_s = draw.uniform(30, 180)
    edges += told.rings(smokes[0], _K.FIRE, first_s, reset_s - first_s)
    at_s = first_s
    for number in range(1, draw.randint(*sort.detectors)):
        at_s += draw.expovariate(1 / 45) + 10
        near = number < len(smokes)
        part = smokes[number] if near else told.part(SMOKE, draw.randrange(told.building.zones))
        edges += told.rings(part, _K.FIRE, at_s, reset_s - at_s)
    if sort.first != "call-point" and draw.random() < sort.call_point:
        edges += told.rings(told.part(CALL_POINT), _K.FIRE, first_s + draw.uniform(60, 240), reset_s)
    if draw.random() < sort.water:
        wet_s = first_s + draw.uniform(150, 400)
        edges += told.rings(told.part(FLOW), _K.LINKAGE, wet_s, reset_s)
        edges += told.rings(told.part(PUMP), _K.LINKAGE, wet_s + 8, reset_s)
    for _ in range(draw.randint(*sort.driven)):
        part = told.part(draw.choice(DRIVEN), draw.randrange(told.building.zones))
        edges += told.rings(part, _K.LINKAGE, first_s + draw.uniform(15, 90), reset_s)
    return edges


def flood(told: Teller, raw: int) -> list[Edge]:
    """One fire, and every loop of its panel speaks within two minutes: `raw` edges that are active."""
    draw, reset_s = told.draw, told.draw.uniform(3_000, 5_400)
    edges = told.rings(told.smokes()[0], _K.FIRE, 0, reset_s)
    for number in range(1, raw):
        part = told.building.part(number // 12 % told.building.zones, number % 12)
        kind = _FLOOD_KINDS[number % 12 // 2]
        at_s = 20 + draw.uniform(0, _FLOOD_S)
        edges += told.rings(part, kind, at_s, reset_s - at_s)
    return edges


def chatter(told: Teller, kind: EventKind) -> list[Edge]:
    """One part that rings and clears in turn."""
    part, at_s = told.part(SMOKE), 0.0
    edges: list[Edge] = []
    for _ in range(told.draw.randint(6, 30)):
        edges += told.rings(part, kind, at_s, told.draw.uniform(2, 6))
        at_s += told.draw.uniform(8, 25)
    return edges


def one(told: Teller, kind: EventKind, component: int, lasts_s: float) -> list[Edge]:
    """One part, once."""
    warns = kind is _K.EARLY_WARNING
    probability = round(told.draw.uniform(0.1, 0.5), 2) if warns else None
    return told.rings(told.part(component), kind, 0, lasts_s, probability)


def loop_fault(told: Teller, lasts_s: float) -> list[Edge]:
    """A loop fails with every part of it, within seconds."""
    edges: list[Edge] = []
    for zone in range(min(4, told.building.zones)):
        for place in range(10):
            part = told.building.part(zone, place)
            edges += told.rings(part, _K.FAULT, told.draw.uniform(0, 5), lasts_s)
    return edges


def walk(told: Teller, parts: Sequence[Part]) -> list[Edge]:
    """Somebody walks from part to part and sets each off."""
    return [
        edge
        for number, part in enumerate(parts)
        for edge in told.rings(part, _K.FIRE, 30 + number * 35, told.draw.uniform(8, 20))
    ]


def upkeep(told: Teller, seconds: int) -> list[Edge]:
    """Technicians at work: faults and disabled parts, and a detector or two."""
    edges: list[Edge] = []
    for number in range(told.draw.randint(5, 20)):
        kind = _K.FIRE if number < 2 else told.draw.choice((_K.FAULT, _K.DISABLED))
        edges += told.rings(told.part(SMOKE), kind, told.draw.uniform(60, seconds * 0.8), 120)
    return edges


def in_order(edges: Sequence[Edge]) -> Iterator[Edge]:
    """By time; of a part and kind the first edge of each state, so that nothing clears that is not active."""
    active: dict[tuple[int, str, EventKind], int] = {}
    for edge in sorted(edges, key=lambda edge: (edge.at, edge.building.number, edge.part.part, edge.active)):
        key = (edge.building.number, edge.part.part, edge.kind)
        held = active.get(key, 0) + (1 if edge.active else -1)
        active[key] = max(0, held)
        if held == (1 if edge.active else 0):
            yield edge
