"""Linear and mixed programs for HiGHS, column by column. One thread, a fixed seed: one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np

# The solver itself: the class around it writes a line to standard output as it is made.
from highspy._core import _Highs
from numpy.typing import NDArray

Floats = NDArray[np.float64]
INFINITE: Final = float("inf")
_EXACT: Final = 1e-9


@dataclass(frozen=True)
class Solved:
    """Values of the columns, prices of the rows if relaxed, the cost, and whether it is the least."""

    values: Floats
    prices: Floats
    cost: float
    bound: float
    optimal: bool


class Program:
    """Minimise the columns' cost within the rows' bounds."""

    def __init__(self) -> None:
        self._row_lower: list[float] = []
        self._row_upper: list[float] = []
        self._cost: list[float] = []
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._whole: list[bool] = []
        self._starts: list[int] = [0]
        self._rows: list[int] = []
        self._values: list[float] = []

    @property
    def columns(self) -> int:
        """How many there are."""
        return len(self._cost)

    def row(self, lower: float, upper: float) -> int:
        """A row; returns its number."""
        self._row_lower.append(lower)
        self._row_upper.append(upper)
        return len(self._row_lower) - 1

    def column(
        self, cost: float, entries: Mapping[int, float], upper: float = 1.0, *, whole: bool = True
    ) -> int:
        """A column from 0 to `upper`; `entries`: its part in each row. Returns its number."""
        self._cost.append(cost)
        self._lower.append(0.0)
        self._upper.append(upper)
        self._whole.append(whole)
        self._rows.extend(entries)
        self._values.extend(entries.values())
        self._starts.append(len(self._rows))
        return len(self._cost) - 1

    def relaxed(self) -> Solved:
        """The least cost if columns need not be whole, with the rows' prices."""
        solver = self._solver(whole=False)
        solver.run()
        found = solver.getSolution()
        cost = solver.getInfo().objective_function_value
        optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(np.array(found.col_value), np.array(found.row_dual), cost, cost, optimal)

    def solved(self, limit_s: float) -> Solved:
        """The least cost in whole columns within the time."""
        solver = self._solver(whole=True)
        solver.setOptionValue("time_limit", limit_s)
        solver.run()
        info = solver.getInfo()
        optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(
            np.array(solver.getSolution().col_value),
            np.empty(0),
            info.objective_function_value,
            info.mip_dual_bound,
            optimal,
        )

    def _solver(self, *, whole: bool) -> _Highs:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._cost), len(self._row_lower)
        lp.col_cost_ = np.array(self._cost)
        lp.col_lower_, lp.col_upper_ = np.array(self._lower), np.array(self._upper)
        lp.row_lower_, lp.row_upper_ = np.array(self._row_lower), np.array(self._row_upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array(self._starts, np.int32)
        lp.a_matrix_.index_ = np.array(self._rows, np.int32)
        lp.a_matrix_.value_ = np.array(self._values)
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[each] for each in self._whole]
        solver = _Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-6),
            ("mip_feasibility_tolerance", _EXACT),
            ("primal_feasibility_tolerance", _EXACT),
            ("dual_feasibility_tolerance", _EXACT),
        ):
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        return solver
