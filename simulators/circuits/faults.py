"""What goes wrong with a circuit, and how it grows. One row of the table a kind.

Sources: insulation resistance falls as ageing and dirt go on, and damp surfaces conduct exponentially more
(IEC 60664-1, pollution degrees; IEEE 43 on why a reading without its humidity says little). A bad joint heats
by I²R, its heat oxidises it, and its resistance grows ever faster (Braunovic, Konchits, Myshkin, Electrical
Contacts, 2006, ch. 7). A series arc is intermittent at first: the current flickers, and through imbalance so
does the residual current.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.series_blocks import DAY_S, Array
from simulators.wandering import switched

CABLES = 4


@dataclass
class Course:
    """What a fault adds over the ticks of one run.

    `leak_ma` of resistive leakage at 50 % humidity, `damp` its exponent per 10 % of humidity, `joint` the
    contact resistance of each cable's joint as a multiple of the cable's own heating, `extra` load as a share
    of the rated current, `flicker` the share of a tick's current that is lost to arcing.
    """

    leak_ma: Array
    joint: Array
    extra: Array
    flicker: Array
    damp: float = 0.0

    @classmethod
    def none(cls, ticks: int) -> Course:
        """Nothing goes wrong."""
        return cls(np.zeros(ticks), np.zeros((ticks, CABLES)), np.zeros(ticks), np.zeros(ticks))


Draw = np.random.Generator
#: since (ticks,) is days since the event, 0 before; busy (ticks,) the load as a share of rated.
Fault = Callable[[Draw, Course, Array, Array, NDArray[np.bool_]], None]


def _growth(draw: Draw, since: Array, least_days: float, most_days: float) -> Array:
    """From 0 to 1 in that many days, ever faster, and on to at most 1.6."""
    length = float(np.exp(draw.uniform(np.log(least_days), np.log(most_days))))
    bend = draw.uniform(0.3, 4.0)
    return np.asarray(np.minimum(np.expm1(bend * since / length) / np.expm1(bend), 1.6))


def drift(draw: Draw, course: Course, since: Array, busy: Array, on: NDArray[np.bool_]) -> None:
    """Ageing: resistive leakage creeps towards 0.3 A, more on damp days."""
    course.leak_ma += draw.uniform(260.0, 420.0) * _growth(draw, since, 4.0, 30.0)
    course.damp = draw.uniform(0.05, 0.35)


def step(draw: Draw, course: Course, since: Array, busy: Array, on: NDArray[np.bool_]) -> None:
    """A damaged cable or wet box: leakage that is there at once, in four of ten runs off and on."""
    size = float(np.exp(draw.uniform(np.log(35.0), np.log(450.0))))
    there = on.copy()
    if draw.random() < 0.4:
        there &= switched(draw, on.size, np.array([0.6]), draw.uniform(30.0, 300.0))[:, 0]
    grows = 1.0 + draw.uniform(0.0, 0.15) * since
    course.leak_ma += size * there * np.minimum(grows, 3.0)
    course.damp = draw.uniform(0.0, 0.2)


def contact(draw: Draw, course: Course, since: Array, busy: Array, on: NDArray[np.bool_]) -> None:
    """One joint's resistance grows until it adds some 60 K at the usual peak load."""
    peak = max(float(np.quantile(busy, 0.97)), 0.15)
    full = 60.0 / (30.0 * peak**2)
    course.joint[:, draw.integers(0, CABLES - 1)] += full * _growth(draw, since, 2.0, 22.0)


def overload(draw: Draw, course: Course, since: Array, busy: Array, on: NDArray[np.bool_]) -> None:
    """More is connected than the circuit is made for, in the hours of work."""
    peak = max(float(np.quantile(busy, 0.97)), 0.15)
    aim = draw.uniform(1.12, 1.7)
    grown = np.minimum(since / draw.uniform(0.02, 6.0), 1.0)
    course.extra += grown * (aim - peak) * np.clip(busy / peak, 0.0, 1.05)


def arc(draw: Draw, course: Course, since: Array, busy: Array, on: NDArray[np.bool_]) -> None:
    """A loose joint arcs in bursts that become more frequent; it also heats a little."""
    share = np.where(on, 0.05 + 0.5 * _growth(draw, since, 1.0, 14.0), 0.0)
    bursts = switched(draw, on.size, share[:, None].clip(0.0, 0.85), draw.uniform(8.0, 40.0))[:, 0] & on
    course.flicker += bursts * draw.uniform(0.05, 0.35, on.size) * draw.uniform(0.5, 1.0)
    course.joint[:, draw.integers(0, CABLES - 1)] += bursts * draw.uniform(0.2, 1.0)


FAULTS: dict[str, Fault] = {
    "drift": drift,
    "step": step,
    "contact": contact,
    "overload": overload,
    "arc": arc,
}
#: When a fault begins, days from the first tick; before it the circuit is as it always was.
EARLIEST_DAY, LATEST_SHARE = 8.5, 0.62


def begins_s(draw: Draw, days: float) -> float:
    """A random moment; a short run begins at its middle."""
    latest = LATEST_SHARE * days
    return float(draw.uniform(min(EARLIEST_DAY, 0.5 * days), max(latest, 0.5 * days)) * DAY_S)
