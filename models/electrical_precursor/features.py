"""From windows to features of a circuit, written as an ONNX graph.

The fast window is about two hours of ticks, the slow one eight days in blocks of three hours, so that the
same hours of yesterday and the same days of last week can be held against now. Which phase a cable is on
does not matter: cables are seen through the hottest, and through the one that departs most from the others.

Heat against load: with θ = T_cable - T_ambient and first-order heating, θ = k I² in a steady state. k is
fitted by least squares over the last day and over the days before; the logarithm of their ratio is how much
the joint's resistance has grown, whatever the load.
"""

from __future__ import annotations

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.electrical_precursor.channels import AMBIENT, CABLES, CHANNELS, LOAD, RESIDUAL
from models.training import window_graph, window_stats
from models.training.filters import Look, Looks
from models.training.window_graph import Inputs, const, ints
from models.training.window_stats import column, columns, highest_known, mean_known, of_channel, stacked
from models.windows import Shape

SHAPE = Shape(tick_s=120.0, fast=64, slow=64, slow_every=90)
#: Slow blocks of a day.
DAY = 8


def looks() -> list[Look]:
    """The linear looks, in the order of the features."""
    see = Looks(SHAPE)
    now, today = see.mean(0, 600, "now"), see.blocks(0, DAY)
    return [
        now,
        now.minus(see.mean(1800, 3000), "over 40 min"),
        now.minus(see.mean(6000, 7680), "over 2 h"),
        now.minus(see.blocks(DAY - 1, DAY), "over yesterday's hour"),
        today.minus(see.blocks(DAY, 2 * DAY), "day over yesterday"),
        today.minus(see.blocks(2 * DAY, 4 * DAY), "day over three days"),
        today.minus(see.blocks(7 * DAY, 8 * DAY), "day over last week"),
        see.blocks(0, 1).minus(see.blocks(7 * DAY, 7 * DAY + 1), "hour over last week's"),
        see.slow_slope(8 * DAY, "slope 8 d").times(86_400.0, "slope 8 d"),
    ]


LOOKS = looks()
_NAMES = [look.name for look in LOOKS]
_LOAD_LOOKS = ("now", "over 40 min", "over yesterday's hour", "day over last week")
_AIR_LOOKS = ("now", "day over last week")
_SPANS = ("lowest of day over before", "highest of day over before", "now over highest before")
#: What no instrument can tell from nothing: mA (or A of load); kelvin.
_MA, _KELVIN = 3.0, 2.0
_ALL = range(len(CABLES))


def names() -> tuple[str, ...]:
    """The features in the order of the columns."""
    found = [f"residual: {name}" for name in _NAMES]
    found += [f"hottest: {name}" for name in _NAMES]
    found += [f"apart: {name}" for name in _NAMES]
    found += [f"load: {name}" for name in _LOAD_LOOKS]
    found += [f"ambient: {name}" for name in _AIR_LOOKS]
    found += [f"{what}: {span}" for what in ("residual", "hottest", "apart") for span in _SPANS]
    found += ["residual: grown", "residual: restless", "residual: range", "hottest: range"]
    found += ["load: restless", "load: range", "load: now to highest before", "load: day to highest before"]
    return (*found, "hottest: over ambient", "joint: grown", "joint: grown apart", "joint: grown in hours")


#: What may only make a fault more likely as it grows: levels and rises of leakage, heat and resistance.
_RISING = {
    "now",
    "over 2 h",
    "day over yesterday",
    "day over three days",
    "day over last week",
    "slope 8 d",
    "lowest of day over before",
    "highest of day over before",
    "now over highest before",
    "grown",
    "grown apart",
}


def rising() -> NDArray[np.int64]:
    """1 for every feature that may only raise the probability, else 0: (features,)."""
    told = (name.split(": ", 1) for name in names())
    return np.array(
        [int(of in ("residual", "hottest", "apart", "joint") and what in _RISING) for of, what in told]
    )


def inputs() -> Inputs:
    """The arguments of the graph."""
    return window_graph.inputs(SHAPE, len(CHANNELS))


def features(given: Inputs) -> spox.Var:
    """The features, (detectors, len(names()))."""
    seen = window_graph.see(given, SHAPE, LOOKS, len(CHANNELS), "now", 15)
    nan = const(np.float32(np.nan))

    def there(values: spox.Var) -> spox.Var:
        return op.where(given.have, values, nan)

    low = there(window_stats.lowest(given, SHAPE, 0, DAY))
    high = there(window_stats.highest(given, SHAPE, 0, DAY))
    low_before = there(window_stats.lowest(given, SHAPE, DAY, 8 * DAY))
    high_before = there(window_stats.highest(given, SHAPE, DAY, 8 * DAY))
    now = seen.look("now")
    spans = stacked(op.sub(low, low_before), op.sub(high, high_before), op.sub(now, high_before))
    loads = columns(seen.looks, *(seen.rows[name] for name in _LOAD_LOOKS), axis=0)
    airs = columns(seen.looks, *(seen.rows[name] for name in _AIR_LOOKS), axis=0)
    floor = const(np.float32(_MA))
    leak, before = column(low, RESIDUAL), column(low_before, RESIDUAL)
    restless = there(window_stats.restless(given, SHAPE))
    restlessness = stacked(_share(restless, now), _share(seen.spread, now))
    loaded = stacked(_share(now, high_before), _share(high, high_before))
    return op.concat(
        [
            *_of_all(seen.looks),
            of_channel(loads, LOAD),
            of_channel(airs, AMBIENT),
            *_of_all(spans),
            op.log(op.div(op.add(leak, floor), op.add(before, floor))),
            of_channel(restlessness, RESIDUAL),
            highest_known(stacked(seen.spread), *CABLES),
            of_channel(restlessness, LOAD),
            of_channel(loaded, LOAD),
            *_joint(given, now),
        ],
        axis=1,
    )


def _of_all(stack: spox.Var) -> tuple[spox.Var, spox.Var, spox.Var]:
    """Of the residual current, of the hottest cable, and of the one that stands out over the mean of all."""
    hottest = highest_known(stack, *CABLES)
    return of_channel(stack, RESIDUAL), hottest, op.sub(hottest, mean_known(stack, *CABLES))


def _share(part: spox.Var, whole: spox.Var) -> spox.Var:
    return op.div(part, op.add(whole, const(np.float32(_MA))))


def _joint(given: Inputs, now: spox.Var) -> list[spox.Var]:
    """Over ambient now; log of how much heat per I² has grown: of the worst cable, apart from the others."""
    nan = const(np.float32(np.nan))
    over_now = highest_known(stacked(op.sub(columns(now, *CABLES), column(now, AMBIENT))), *_ALL)
    rises = op.sub(columns(given.slow, *CABLES, axis=2), columns(given.slow, AMBIENT, axis=2))
    load = columns(given.slow, LOAD, axis=2)
    squared = op.mul(load, load)
    recent, before = _fit(rises, squared, 0, DAY), _fit(rises, squared, DAY, 8 * DAY)
    hours = _fit(rises, squared, 0, 2)
    both = op.and_(columns(given.have, AMBIENT), columns(given.have, LOAD))
    known = op.and_(columns(given.have, *CABLES), both)
    grown = stacked(op.where(known, op.log(op.div(recent, before)), nan))
    fresh = stacked(op.where(known, op.log(op.div(hours, before)), nan))
    worst = highest_known(grown, *_ALL)
    apart = op.sub(worst, mean_known(grown, *_ALL))
    return [over_now, worst, apart, highest_known(fresh, *_ALL)]


def _fit(rises: spox.Var, squared: spox.Var, youngest: int, oldest: int) -> spox.Var:
    """k of θ = k I² by least squares through nothing, with floors, over blocks: (detectors, cables)."""
    ends = ints(SHAPE.slow - oldest), ints(SHAPE.slow - youngest), ints(0)
    theta, load = op.slice(rises, *ends), op.slice(squared, *ends)
    over = op.reduce_sum(op.mul(op.max([theta, const(np.float32(0.0))]), load), ints(0), keepdims=0)
    under = op.reduce_sum(op.mul(load, load), ints(0), keepdims=0)
    rows = np.float32(oldest - youngest)
    # A kelvin or two at ten amperes is what no instrument can tell from nothing.
    over = op.add(over, const(np.float32(_KELVIN * 100.0) * rows))
    return op.div(over, op.add(under, const(np.float32(1e4) * rows)))
