"""A day of a city from a seed: incidents with the truth about each, declared works, and every edge."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulators.city_day import stories
from simulators.city_day.city import DOOR, PUMP, SMOKE, CityBuilding, buildings
from simulators.city_day.rates import (
    FIRES,
    FLOOD,
    NUISANCES,
    NUISANCES_A_DAY,
    TECHNICAL,
    UNDECLARED,
    Hours,
)
from simulators.city_day.stories import Edge, Teller
from telemetry.event_kinds import EventKind

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True)
class Plan:
    """What to make: how many buildings, fires (one of them floods its panel with `flood` alarms), the seed.

    A city of 500 buildings has no six fires a day; with fewer a day would tell nothing about fires.
    """

    buildings: int = 500
    fires: int = 6
    flood: int = 1_000
    seed: int = 1


@dataclass(frozen=True)
class Incident:
    """The truth: what it is, where, when, and what a person on site finds."""

    number: int
    #: `fire`, `nuisance`, `technical` or `test`.
    truth: str
    sort: str
    building: CityBuilding
    at: int

    @property
    def outcome(self) -> str:
        """The right verdict."""
        return {"fire": "real", "test": "test"}.get(self.truth, "false")


@dataclass(frozen=True)
class Works:
    """Works as they were declared to the centre: parts of a gateway, or all of it."""

    at: int
    minutes: int
    mode: str
    building: CityBuilding
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """An edge, and the incident behind it."""

    edge: Edge
    incident: Incident


@dataclass(frozen=True)
class Day:
    """Everything that happens."""

    buildings: tuple[CityBuilding, ...]
    incidents: tuple[Incident, ...]
    works: tuple[Works, ...]
    said: tuple[Said, ...]


def day(plan: Plan) -> Day:
    """The day of a plan; the same plan gives the same day."""
    made = _Day(plan)
    made.fires()
    made.nuisances()
    for sort in TECHNICAL:
        made.technical(sort)
    return made.finished()


class _Day:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._buildings = list(buildings(plan.buildings, plan.seed))
        self._incidents: list[Incident] = []
        self._works: list[Works] = []
        self._said: list[tuple[Edge, Incident]] = []
        #: A fire stands alone at its building: what else rang there would be told as its.
        self._burning: set[int] = set()

    def fires(self) -> None:
        """The fires; the first floods its panel."""
        draw = random.Random(f"{self._plan.seed} fires")
        for number in range(self._plan.fires):
            building = draw.choice([one for one in self._buildings if one.number not in self._burning])
            self._burning.add(building.number)
            at = draw.randrange(DAY_MS - 3 * HOUR_MS)
            if number == 0 and self._plan.flood:
                # Twelve parts of each zone; only a panel with that many can say so much.
                building = replace(building, zones=max(building.zones, -(-self._plan.flood // 12)))
                self._buildings[building.number - 1] = building
                told = Teller(building, draw, at)
                self._add("fire", FLOOD, told, stories.flood(told, self._plan.flood))
                continue
            sort = draw.choices(list(FIRES), [entry.share for entry in FIRES.values()])[0]
            told = Teller(building, draw, at)
            self._add("fire", sort, told, stories.fire(told, FIRES[sort]))

    def nuisances(self) -> None:
        """False alarms, by cause and hour."""
        draw = random.Random(f"{self._plan.seed} nuisances")
        causes, shares = list(NUISANCES), [entry.share for entry in NUISANCES.values()]
        for cause in draw.choices(causes, shares, k=round(self._plan.buildings * NUISANCES_A_DAY)):
            entry = NUISANCES[cause]
            told = Teller(self._quiet(draw), draw, _moment(draw, entry.hours))
            self._add("nuisance", cause, told, stories.nuisance(told, entry))

    def technical(self, sort: str) -> None:
        """What is neither fire nor taken for one, and what people do on purpose."""
        entry = TECHNICAL[sort]
        draw = random.Random(f"{self._plan.seed} {sort}")
        for _ in range(round(self._plan.buildings / entry.every_days)):
            told = Teller(self._quiet(draw), draw, _moment(draw, entry.hours))
            lasts = draw.uniform(*entry.lasts_s)
            match sort:
                case "walk-test":
                    self._walk_test(told)
                case "maintenance":
                    self._maintenance(told)
                case "chatter":
                    kind = EventKind.FIRE if draw.random() < 0.2 else EventKind.FAULT
                    truth = "nuisance" if kind is EventKind.FIRE else "technical"
                    self._add(truth, sort, told, stories.chatter(told, kind))
                case "loop-fault":
                    self._add("technical", sort, told, stories.loop_fault(told, lasts))
                case _:
                    component = {"linkage": DOOR, "supervisory": PUMP}.get(sort, SMOKE)
                    self._add("technical", sort, told, stories.one(told, EventKind(sort), component, lasts))

    def finished(self) -> Day:
        """The day in order."""
        incident_of: dict[tuple[int, int, str, EventKind, bool], Incident] = {}
        for edge, incident in self._said:
            incident_of.setdefault(_key(edge), incident)
        edges = stories.in_order([edge for edge, _ in self._said if edge.at < DAY_MS])
        return Day(
            tuple(self._buildings),
            tuple(self._incidents),
            tuple(sorted(self._works, key=lambda works: works.at)),
            tuple(Said(edge, incident_of[_key(edge)]) for edge in edges),
        )

    def _quiet(self, draw: random.Random) -> CityBuilding:
        while (building := draw.choice(self._buildings)).number in self._burning:
            pass
        return building

    def _add(self, truth: str, sort: str, told: Teller, edges: list[Edge]) -> None:
        incident = Incident(len(self._incidents) + 1, truth, sort, told.building, told.at)
        self._incidents.append(incident)
        self._said += [(edge, incident) for edge in edges]

    def _walk_test(self, told: Teller) -> None:
        zones = list(range(min(told.building.zones, told.draw.randint(3, 6))))
        parts = [told.building.part(zone, place) for zone in zones for place in told.building.places(SMOKE)]
        minutes = len(parts) * 35 // 60 + 10
        self._add("test", "walk-test", told, stories.walk(told, parts))
        self._declare(told, minutes, "walk-test", tuple(sorted(part.part for part in parts)))

    def _maintenance(self, told: Teller) -> None:
        minutes = told.draw.randint(60, 180)
        self._add("test", "maintenance", told, stories.upkeep(told, minutes * 60))
        self._declare(told, minutes, "maintenance", ())

    def _declare(self, told: Teller, minutes: int, mode: str, parts: tuple[str, ...]) -> None:
        if told.draw.random() >= UNDECLARED:
            self._works.append(Works(told.at, minutes, mode, told.building, parts))


def _key(edge: Edge) -> tuple[int, int, str, EventKind, bool]:
    return edge.at, edge.building.number, edge.part.part, edge.kind, edge.active


def _moment(draw: random.Random, hours: Hours) -> int:
    hour = draw.choices(range(24), hours.weights())[0]
    return hour * HOUR_MS + draw.randrange(HOUR_MS)


def incidents_of(day: Day, truth: str) -> Iterator[Incident]:
    """The incidents of one truth."""
    return (incident for incident in day.incidents if incident.truth == truth)
