"""A month of emergencies with their truth: what burns, who tells whom what, and when (s of the month)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benchmarks.dispatch_month import assumptions as a
from benchmarks.dispatch_month.burning import Burning
from benchmarks.dispatch_month.city import Building, City, somewhere
from cloud.alarm_watch.evidence import Fact
from cloud.dispatch.deciding.incident_types import IncidentType, of_category
from cloud.dispatch.travel_time.port import Place
from simulators.city_day.rates import NUISANCES, Nuisance

DAY_S: Final = 86_400.0
#: Component types of GB/T 26875.3.
_SMOKE, _CALL_POINT = 42, 23
_HOME_HOURS: Final = tuple(2.0 if hour in (11, 12, 17, 18, 19, 20, 21) else 1.0 for hour in range(24))
_RESCUE_HOURS: Final = tuple(0.4 if hour < 6 else 1.0 for hour in range(24))


@dataclass(frozen=True)
class Sign:
    """An automatic signal: when it came, and all that was known besides by then."""

    at_s: float
    facts: frozenset[Fact]


@dataclass(frozen=True)
class Emergency:
    """One, whether real or not."""

    number: int
    place: Place
    type: IncidentType
    real: bool
    category: str = ""
    component: int = _SMOKE
    signs: tuple[Sign, ...] = ()
    #: When a control room acknowledged; when a person on site told the truth; when somebody called 119.
    acknowledged_s: float | None = None
    verdict_s: float | None = None
    called_s: float | None = None
    fire: Burning | None = None
    trapped: int = 0
    floor: int = 1

    @property
    def first_s(self) -> float:
        """When anybody could first know of it."""
        known = [sign.at_s for sign in self.signs[:1]]
        return min(known + [each for each in (self.called_s,) if each is not None])


@dataclass
class _Month:
    draw: np.random.Generator
    found: list[Emergency] = field(default_factory=list)

    def lognormal(self, median: float, spread: float) -> float:
        return float(median * np.exp(self.draw.normal(0.0, spread)))

    def moment(self, weights: tuple[float, ...] | list[float]) -> float:
        share = np.asarray(weights) / np.sum(weights)
        hour = int(self.draw.choice(24, p=share))
        return float((self.draw.integers(0, a.DAYS) * 24 + hour + self.draw.random()) * 3_600.0)

    def alpha(self, growth: str) -> float:
        return float(a.ALPHAS[self.draw.choice(4, p=a.GROWTH[growth])])

    def acknowledged(self, first_s: float) -> float | None:
        told = self.lognormal(*a.ACKNOWLEDGING_S)
        return first_s + told if self.draw.random() < a.ATTENDED else None

    def verdict(self, first_s: float) -> float | None:
        looked = self.lognormal(*a.LOOKING_S)
        return first_s + looked if self.draw.random() < a.ANSWERS else None

    def calling_s(self, seen_s: float) -> float:
        by_day, by_night, spread = a.CALLING_S
        hour = int(seen_s % DAY_S // 3_600)
        return seen_s + self.lognormal(by_day if 6 <= hour < 22 else by_night, spread)


def month(city: City, draw: np.random.Generator) -> list[Emergency]:
    """The emergencies of a month by the time that they are first known."""
    made = _Month(draw)
    connected = list(city.buildings)
    for _ in range(a.AUTOMATIC_FIRES):
        _automatic_fire(made, connected[draw.integers(len(connected))])
    causes = list(NUISANCES.values())
    shares = np.array([each.share for each in causes]) / sum(each.share for each in causes)
    for _ in range(a.AUTOMATIC_FIRES * a.FALSE_FOR_ONE_REAL):
        _nuisance(made, connected[draw.integers(len(connected))], causes[draw.choice(len(causes), p=shares)])
    for _ in range(a.CALLED_FIRES):
        _called_fire(made)
    for _ in range(a.CALLED_RESCUES):
        _called_rescue(made)
    return sorted(made.found, key=lambda each: (each.first_s, each.number))


def _automatic_fire(made: _Month, building: Building) -> None:
    draw, kind = made.draw, a.OCCUPANCIES[building.category]
    sprinkled = draw.random() < kind.sprinklers
    fire = Burning(
        made.moment(_HOME_HOURS), made.alpha(kind.growth), 1.2 * a.SPRINKLER_KW if sprinkled else None
    )
    rings_kw = made.lognormal(*a.DETECTOR_KW)
    signs = [(fire.when_s(rings_kw), frozenset[Fact]())]
    more = [(fire.when_s(rings_kw * a.SECOND_DETECTOR_TIMES), Fact.DETECTOR_IN_ZONE)]
    more += [(fire.when_s(rings_kw * 30), Fact.MANY_DETECTORS)] if not sprinkled else []
    if sprinkled:
        more += [(fire.when_s(a.SPRINKLER_KW) + at, fact) for at, fact in _WATER]
    if draw.random() < a.CALL_POINT_SHARE:
        more.append((made.calling_s(fire.when_s(a.SEEN_KW)), Fact.CALL_POINT))
    first = signs[0][0]
    for at, fact in sorted(more):
        signs.append((max(at, first), signs[-1][1] | {fact}))
    made.found.append(
        Emergency(
            number=len(made.found), place=building.place, type=of_category(building.category), real=True,
            category=building.category, signs=tuple(Sign(*each) for each in signs),
            acknowledged_s=made.acknowledged(first), verdict_s=made.verdict(first),
            called_s=made.calling_s(fire.when_s(a.SEEN_KW)), fire=fire,
            trapped=int(draw.integers(1, 6)) if draw.random() < kind.trapped else 0,
            floor=int(draw.integers(1, building.storeys + 1)),
        )
    )  # fmt: skip


_WATER: Final = ((0.0, Fact.WATER_FLOW), (5.0, Fact.PUMP_START))


def _nuisance(made: _Month, building: Building, cause: Nuisance) -> None:
    draw = made.draw
    first = made.moment(cause.hours.weights())
    signs = [Sign(first, frozenset())]
    if draw.random() < cause.second:
        signs.append(Sign(first + float(draw.uniform(20, 240)), frozenset({Fact.DETECTOR_IN_ZONE})))
    made.found.append(
        Emergency(
            number=len(made.found), place=building.place, type=of_category(building.category), real=False,
            category=building.category, component=cause.component, signs=tuple(signs),
            acknowledged_s=made.acknowledged(first), verdict_s=made.verdict(first),
            floor=int(draw.integers(1, building.storeys + 1)),
        )
    )  # fmt: skip


_CALLED_FIRES: Final = (
    (IncidentType.HOME_FIRE, 0.40, "home"), (IncidentType.BUILDING_FIRE, 0.20, "work"),
    (IncidentType.VEHICLE_FIRE, 0.15, "work"), (IncidentType.OTHER_FIRE, 0.25, "home"),
)  # fmt: skip
_CALLED_RESCUES: Final = (
    (IncidentType.ROAD_ACCIDENT, 0.35), (IncidentType.LIFT_RESCUE, 0.20), (IncidentType.LOCKED_OUT, 0.25),
    (IncidentType.GAS_LEAK, 0.10), (IncidentType.OTHER_RESCUE, 0.10),
)  # fmt: skip


def _called_fire(made: _Month) -> None:
    draw = made.draw
    kind, _, growth = _CALLED_FIRES[
        draw.choice(len(_CALLED_FIRES), p=[share for _, share, _ in _CALLED_FIRES])
    ]
    fire = Burning(made.moment(_HOME_HOURS), made.alpha(growth))
    trapped = int(draw.integers(1, 4)) if growth == "home" and draw.random() < 0.1 else 0
    called = made.calling_s(fire.when_s(a.SEEN_KW))
    place = somewhere(draw)
    made.found.append(
        Emergency(len(made.found), place, kind, True, called_s=called, fire=fire, trapped=trapped)
    )


def _called_rescue(made: _Month) -> None:
    draw = made.draw
    kind, _ = _CALLED_RESCUES[draw.choice(len(_CALLED_RESCUES), p=[share for _, share in _CALLED_RESCUES])]
    called = made.moment(_RESCUE_HOURS)
    made.found.append(Emergency(len(made.found), somewhere(draw), kind, True, called_s=called))
