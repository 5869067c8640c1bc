"""Pressure and level of many plants, reckoned together.

A vessel's gas follows Boyle: p V = p_0 V_0 absolute, so its compliance is dV/dp = p_0 V_0 / p². A head (tank
above or town's main) answers a draw with a loss k q². The pressure pump starts at the lower pressure and
stops at the upper; the fire pump lifts the pressure along H = churn · (1 - 0.3 (q/q_n)²) and stops by hand
or timer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulators.series_blocks import HOUR_S, Array
from simulators.waterworks.faults import Course
from simulators.waterworks.life import Life
from simulators.waterworks.sites import Plants

AIR_MPA = 0.1013
WATER_MPA_M = 0.00981
#: The fire pump starts this far below the pressure pump (GB 50974 5.3.3), MPa; and its rated flow, L/s.
BELOW_MPA, RATED_L_S = 0.08, 20.0
SUBSTEPS = 3


class Water(NamedTuple):
    """All (ticks, runs): MPa at the instrument, m in the tank, L/s, share of the tick that a pump runs."""

    pressure: Array
    level: Array
    flow: Array
    pump: Array
    sound_mpa: Array


@dataclass(frozen=True)
class Acts:
    """The courses of all runs beside each other: (ticks, runs)."""

    leak: Array
    closed: Array
    trapped_mpa_h: Array
    pumps: Array
    supply: Array
    refill: Array
    tank_loss_m_h: Array

    @classmethod
    def of(cls, courses: list[Course]) -> Acts:
        """One column a course."""
        return cls(*(np.stack([getattr(one, name) for one in courses], axis=1) for name in _NAMES))


_NAMES = ("leak", "closed", "trapped_mpa_h", "pumps", "supply", "refill", "tank_loss_m_h")


def reckon(plants: Plants, life: Life, acts: Acts, loss_mpa: Array, step_s: float) -> Water:
    """Through all ticks; `loss_mpa` (runs,) is lost at 1 L/s of draw and leak together, squared with them."""
    ticks, runs = life.town.shape
    step = step_s / SUBSTEPS
    upper = plants.head_mpa + plants.band_mpa
    boyle = plants.gas_l * (plants.head_mpa + AIR_MPA)
    at = upper - 0.3 * plants.band_mpa
    seen, depth = at.copy(), plants.tank_m.copy()
    running = np.zeros(runs, dtype=bool)
    filling = np.zeros(runs, dtype=bool)
    out = [np.empty((ticks, runs)) for _ in _OUT]
    for tick in range(ticks):
        leak = plants.seep_l_h * (1.0 + acts.leak[tick]) / HOUR_S
        draw = life.draw_l_s[tick] + 300.0 / HOUR_S * life.work[tick]
        able, shut = acts.pumps[tick] > 0.5, acts.closed[tick] > 0.5
        on = np.zeros(runs)
        tested = life.testing[tick] & able & ~life.work[tick]
        for _ in range(SUBSTEPS):
            running = able & plants.jockey & (running | (at < plants.head_mpa)) & (at < upper)
            running &= ~life.work[tick]
            main = (able & plants.jockey & (at < plants.head_mpa - BELOW_MPA) & ~life.work[tick]) | tested
            out_l = (leak * np.sqrt(np.maximum(at, 0.0) / plants.head_mpa) + draw) * step
            out_l *= 1.0 + 20.0 * (life.work[tick] & plants.jockey)
            compliance = boyle / (np.maximum(at, 0.0) + AIR_MPA) ** 2
            held = at + (running * plants.pump_l_s * step - out_l) / compliance
            lifted = plants.head_mpa * plants.churn - 0.3 * plants.head_mpa * (draw / RATED_L_S) ** 2
            held = np.where(main, np.maximum(held, lifted), held)
            # After a test the relief valve brings the pressure back over minutes.
            held = np.where(~main & (held > upper), held + (upper - held) * 0.2, held)
            held = held * np.where(acts.supply[tick] < 1.0, np.maximum(acts.supply[tick], 0.0) ** 0.05, 1.0)
            head = plants.head_mpa + (depth - plants.tank_m) * WATER_MPA_M * (plants.swing == 0.0)
            head = head - plants.swing * life.town[tick] - loss_mpa * (draw + leak) ** 2
            head = head - np.where(plants.shared, 0.004 * life.town[tick] ** 2, 0.0)
            head = np.where(tested & (plants.swing == 0.0), np.maximum(head, lifted), head)
            head = np.where(life.work[tick], at * 0.75, at + (head * acts.supply[tick] - at) * 0.5)
            at = np.clip(np.where(plants.jockey, held, head), 0.0, 2.5)
            on += np.maximum(running, main)
        trapped = np.clip(seen + acts.trapped_mpa_h[tick] * step_s / HOUR_S, 0.0, 2.5)
        seen = np.where(shut, trapped, at)
        used = (draw + np.where(plants.shared, 0.15 * life.town[tick], 0.0)) * step_s / 1000.0
        used = used + leak * step_s / 1000.0
        filling = (depth < plants.tank_m * 0.97) | (filling & (depth < plants.tank_m * 1.01))
        fill = filling * (acts.refill[tick] > 0.5) * 1.5e-3 * step_s
        depth = depth + (fill - used) / plants.tank_m2 - acts.tank_loss_m_h[tick] * step_s / HOUR_S
        depth = np.maximum(depth, 0.0)
        flow = draw + leak + np.where(plants.shared, 0.15 * life.town[tick], 0.0)
        for column, value in zip(out, (seen, depth, flow * ~shut, on / SUBSTEPS, at), strict=True):
            column[tick] = value
    return Water(*out)


_OUT = Water._fields
