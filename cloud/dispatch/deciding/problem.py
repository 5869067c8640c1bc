"""Who is sent where, for all open incidents at once: the question, and what an answer costs. Pure.

Theory
======

1. A unit goes to one incident at most. All that it gives counts there at once.
2. An incident needs amounts of capabilities. What nobody can bring is *short*: dear, but never an error, so
   that an incident gets whatever there is.
3. The cost of an answer, in weighted seconds:
   * each unit sent: `weight` x its arrival;
   * the first to arrive at an incident: `first_weight` x its arrival more, for the first minutes save lives;
   * what is short: `SHORT_S` x `weight` x the share of the need that is missing (`NOBODY_S` where nobody
     comes at all);
   * a zone that loses its last cover: its `risk_s`.
4. Equal costs are told apart by the order of the units' keys, a ten-thousandth of a second from one to the
   next at most, so that the same question always has the same answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: A need of which everything is missing is as bad as an arrival so much later. Far above any drive of the
#: region.
SHORT_S: Final = 200_000.0
#: The same for an incident that nobody goes to though somebody could.
NOBODY_S: Final = 400_000.0
#: The first unit by key is preferred by so much to the last.
TIE_S: Final = 1e-3

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Unit:
    """One unit that may be sent: its key, and what it gives."""

    key: str
    gives: Mapping[str, float]


@dataclass(frozen=True)
class Demand:
    """One open incident: what it still needs."""

    key: str
    needs: Mapping[str, float]
    weight: float = 1.0
    first_weight: float = 2.0
    #: Whether somebody is on the way or there already: then nobody is the first any more.
    begun: bool = False


@dataclass(frozen=True)
class Zone:
    """A place to be kept covered: the units that cover it in time, and what it costs to leave it bare."""

    key: str
    risk_s: float
    units: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """Units by rising key, incidents, and arrivals `seconds[demand, unit]`: infinite where none can be."""

    units: Sequence[Unit]
    demands: Sequence[Demand]
    seconds: Floats
    zones: Sequence[Zone] = ()

    def __post_init__(self) -> None:
        """Raises ValueError where the parts do not fit each other."""
        keys = [unit.key for unit in self.units]
        if any(one >= other for one, other in itertools.pairwise(keys)):
            raise ValueError("units come by key, each once")
        if self.seconds.shape != (len(self.demands), len(self.units)):
            raise ValueError(f"seconds are {self.seconds.shape}, not {(len(self.demands), len(self.units))}")
        if np.isnan(self.seconds).any() or (self.seconds < 0).any():
            raise ValueError("an arrival is a number of seconds from 0 on, or infinite")

    @cached_property
    def _amounts(self) -> dict[str, Floats]:
        amounts: dict[str, Floats] = {}
        for at, unit in enumerate(self.units):
            for name, amount in unit.gives.items():
                amounts.setdefault(name, np.zeros(len(self.units)))[at] = amount
        return amounts

    def gives(self, capability: str) -> Floats:
        """How much each unit gives of it."""
        return self._amounts.get(capability, np.zeros(len(self.units)))

    def part(self, demands: Sequence[int]) -> Problem:
        """The question for some of the incidents only."""
        part = Problem(
            self.units, [self.demands[at] for at in demands], self.seconds[list(demands)], self.zones
        )
        part.__dict__.update(_amounts=self._amounts, zones_of=self.zones_of)
        return part

    @cached_property
    def zones_of(self) -> dict[int, list[int]]:
        """The zones that each unit covers."""
        zones: dict[int, list[int]] = {}
        for at, zone in enumerate(self.zones):
            for unit in zone.units:
                zones.setdefault(unit, []).append(at)
        return zones

    def bare(self, gone: Collection[int]) -> tuple[int, ...]:
        """The zones that nobody covers once these units are gone."""
        touched = sorted({at for unit in gone for at in self.zones_of.get(unit, ())})
        return tuple(at for at in touched if all(unit in gone for unit in self.zones[at].units))

    def helps(self, at: int) -> Bools:
        """Which units could come to this incident and bring something of its needs."""
        useful = np.zeros(len(self.units), np.bool_)
        for capability in self.demands[at].needs:
            useful |= self.gives(capability) > 0
        useful &= np.isfinite(self.seconds[at])
        return useful

    def costs(self, at: int) -> tuple[Floats, Floats]:
        """What it costs to send each unit to this incident: as its first, and after the first."""
        demand = self.demands[at]
        ties = TIE_S * np.arange(len(self.units)) / max(len(self.units), 1)
        later = demand.weight * self.seconds[at] + ties
        return later + demand.first_weight * self.seconds[at], later


@dataclass(frozen=True)
class Answer:
    """Who goes where."""

    #: Units of each incident, by arrival.
    sent: tuple[tuple[int, ...], ...]
    cost: float
    #: No answer costs less than this.
    bound: float
    #: What nobody brings, by incident.
    short: tuple[dict[str, float], ...]
    #: Zones that are left bare.
    bare: tuple[int, ...] = ()
    #: Whether it is shown that no answer is better.
    proven: bool = field(default=False)

    @property
    def gap(self) -> float:
        """How much better another answer could be, as a share of this one's cost."""
        return 0.0 if self.proven or self.cost <= 0 else max(0.0, (self.cost - self.bound) / self.cost)


def answer(
    problem: Problem, sent: Sequence[Sequence[int]], bound: float = 0.0, *, proven: bool = False
) -> Answer:
    """An answer with its cost, reckoned from the rules above alone."""
    cost, short = 0.0, []
    by_arrival = [
        tuple(sorted(units, key=lambda unit: (row[unit], unit)))
        for units, row in zip(sent, problem.seconds, strict=True)
    ]
    for at, (demand, units) in enumerate(zip(problem.demands, by_arrival, strict=True)):
        first, later = problem.costs(at)
        cost += sum(float(later[unit]) for unit in units)
        if demand.needs and not demand.begun:
            cost += min(
                (float(first[unit] - later[unit]) for unit in units), default=NOBODY_S * demand.weight
            )
        left = {}
        for capability, amount in demand.needs.items():
            there = sum(problem.units[unit].gives.get(capability, 0.0) for unit in units)
            if amount - there > 1e-9:
                left[capability] = amount - there
                cost += SHORT_S * demand.weight * (amount - there) / amount
        short.append(left)
    gone = {unit for units in by_arrival for unit in units}
    bare = problem.bare(gone)
    cost += sum(problem.zones[at].risk_s for at in bare)
    return Answer(tuple(by_arrival), cost, cost if proven else bound, tuple(short), bare, proven)
