"""The best answer for incidents that contend for the same units, with a proof. Pure.

Theory of operation
===================

Thousands of units times dozens of incidents are too many columns to hand over whole, and all but a few are
hopeless.

1. The program begins with each incident's nearest units of each capability, and with those of the greedy
   answer.
2. It is solved with fractions. From the rows' prices every column that was left out is priced at once;
   those that would pay are taken in, until none would. Then its cost is the bound: no answer of whole units
   can cost less, over *all* units (column generation).
3. It is solved in whole units. A column left out whose price is above (cost - bound) is in no better
   answer. Those below are taken in and it is solved again. When none is left, the answer is the best of
   all, and that is the proof.
4. When the time is over, the best answer so far is given with its bound.

A zone may fall bare only once all of its units are among the columns, so only then has it a row.
"""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from cloud.dispatch.deciding.greedy import nearest
from cloud.dispatch.deciding.linear import INFINITE, Program, Solved
from cloud.dispatch.deciding.problem import NOBODY_S, SHORT_S, Answer, Floats, Problem, answer

#: Nearest units of a capability that an incident begins with, besides those that its need takes.
_BEGIN: Final = 6
#: Columns of one incident taken in at once.
_AT_ONCE: Final = 25
_ROUNDS: Final = 60
_PAYS: Final = -1e-7
_SAME: Final = 1e-3


def together(problem: Problem, limit_s: float) -> Answer:
    """The best answer, or the best within the time with its bound."""
    return _Search(problem, limit_s).run()


class _Search:
    def __init__(self, problem: Problem, limit_s: float) -> None:
        self.problem = problem
        self._ends = time.monotonic() + limit_s
        #: `shares[incident][need, unit]`: how much of a need each unit brings; one that brings all brings 1.
        self.shares = [_shares(problem, at) for at in range(len(problem.demands))]
        self._helps = [problem.helps(at) for at in range(len(problem.demands))]
        self.costs = [problem.costs(at) for at in range(len(problem.demands))]
        #: Which columns are taken in.
        self.taken = np.zeros(problem.seconds.shape, np.bool_)

    def run(self) -> Answer:
        problem = self.problem
        found = nearest(problem)
        if not any(helps.any() for helps in self._helps):
            return answer(problem, [() for _ in problem.demands], proven=True)
        for at, units in enumerate(found.sent):
            self.taken[at, list(units)] = True
            self._begin(at)
        bound, prices = self._relax()
        if bound is None or prices is None:
            return found
        while True:
            left_s = self._ends - time.monotonic()
            if left_s <= 0.01:
                return answer(problem, found.sent, bound)
            solved, sent = _Built(self).solve(left_s)
            held = answer(problem, sent) if sent is not None else found
            if held.cost <= found.cost:
                found = held
            hopeful = [
                (price < found.cost - bound + 1e-6) & helps & ~taken
                for price, helps, taken in zip(prices, self._helps, self.taken, strict=True)
            ]
            # What the solver gives is reckoned anew: no proof rests on a cost that its answer does not have.
            if not solved.optimal or held.cost > solved.cost + _SAME:
                return answer(problem, found.sent, bound)
            if not any(each.any() for each in hopeful):
                return answer(problem, found.sent, proven=True)
            for at, each in enumerate(hopeful):
                self.taken[at] |= each

    def _begin(self, at: int) -> None:
        """The nearest that together bring the need, and some more."""
        order = np.argsort(self.costs[at][1], kind="stable")
        for share in self.shares[at]:
            giving = order[(share > 0)[order] & self._helps[at][order]]
            enough = int(np.searchsorted(np.cumsum(share[giving]), 1.0)) + 1
            self.taken[at, giving[: enough + _BEGIN]] = True

    def _relax(self) -> tuple[float | None, list[Floats] | None]:
        """The bound, and the price of every column; None when the time is over before that."""
        for _ in range(_ROUNDS):
            built = _Built(self)
            solved = built.program.relaxed()
            if not solved.optimal or time.monotonic() > self._ends:
                return None, None
            prices = built.prices(solved)
            grown = False
            for at, price in enumerate(prices):
                pays = np.flatnonzero((price < _PAYS) & self._helps[at] & ~self.taken[at])
                chosen = pays[np.argsort(price[pays], kind="stable")][:_AT_ONCE]
                self.taken[at, chosen] = True
                grown |= bool(chosen.size)
            if not grown:
                return solved.cost, prices
        return None, None


def _shares(problem: Problem, at: int) -> Floats:
    needs = problem.demands[at].needs
    rows = [np.minimum(problem.gives(name) / amount, 1.0) for name, amount in needs.items()]
    return np.array(rows).reshape(len(rows), len(problem.units))


class _Built:
    """The program over the columns that are taken in."""

    def __init__(self, search: _Search) -> None:
        self._search = search
        self._problem = problem = search.problem
        self.program = program = Program()
        self._need_rows = [[program.row(1.0, INFINITE) for _ in demand.needs] for demand in problem.demands]
        self._first_rows = [
            program.row(1.0, 1.0) if demand.needs and not demand.begun else None for demand in problem.demands
        ]
        units = np.flatnonzero(search.taken.any(axis=0)).tolist()
        self._unit_rows = {unit: program.row(-INFINITE, 1.0) for unit in units}
        self._zone_rows = {
            at: program.row(-INFINITE, len(problem.zones[at].units) - 1.0)
            for at in problem.bare(self._unit_rows)
        }
        #: Incident and unit by column; the others are what is left undone.
        self._pairs: dict[int, tuple[int, int]] = {}
        self._columns()

    def _columns(self) -> None:
        zones_of: dict[int, list[int]] = {}
        for at, row in self._zone_rows.items():
            for unit in self._problem.zones[at].units:
                zones_of.setdefault(unit, []).append(row)
            self.program.column(self._problem.zones[at].risk_s, {row: -1.0}, whole=False)
        for at, demand in enumerate(self._problem.demands):
            first, later = self._search.costs[at]
            first_row, shares = self._first_rows[at], self._search.shares[at]
            for unit in np.flatnonzero(self._search.taken[at]).tolist():
                entries = {self._unit_rows[unit]: 1.0} | dict.fromkeys(zones_of.get(unit, ()), 1.0)
                brings = zip(self._need_rows[at], shares[:, unit].tolist(), strict=True)
                entries |= {row: share for row, share in brings if share > 0}
                self._pairs[self.program.column(float(later[unit]), entries)] = (at, unit)
                if first_row is not None:
                    column = self.program.column(float(first[unit]), entries | {first_row: 1.0})
                    self._pairs[column] = (at, unit)
            for row in self._need_rows[at]:
                self.program.column(SHORT_S * demand.weight, {row: 1.0}, whole=False)
            if first_row is not None:
                self.program.column(NOBODY_S * demand.weight, {first_row: 1.0}, whole=False)

    def prices(self, solved: Solved) -> list[Floats]:
        """What each unit would add to the cost of the relaxed program, sent to each incident; all units."""
        own = np.zeros(len(self._problem.units))
        for unit, row in self._unit_rows.items():
            own[unit] = solved.prices[row]
        for at, row in self._zone_rows.items():
            own[list(self._problem.zones[at].units)] += solved.prices[row]
        return [self._price(solved, at) - own for at in range(len(self._problem.demands))]

    def _price(self, solved: Solved, at: int) -> Floats:
        first, later = self._search.costs[at]
        row = self._first_rows[at]
        cost = later if row is None else np.minimum(later, first - solved.prices[row])
        brings: Floats = solved.prices[self._need_rows[at]] @ self._search.shares[at]
        return cost - brings

    def solve(self, limit_s: float) -> tuple[Solved, list[list[int]] | None]:
        """The best answer over the columns; None if the time was too short for any."""
        solved = self.program.solved(limit_s)
        if len(solved.values) != self.program.columns:
            return solved, None
        sent: list[list[int]] = [[] for _ in self._problem.demands]
        for column, (at, unit) in self._pairs.items():
            if solved.values[column] > 0.5:
                sent[at].append(unit)
        return solved, sent
