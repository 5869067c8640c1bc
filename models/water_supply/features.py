"""From windows to features of a fire-water site, written as an ONNX graph.

The fast window is an hour of minutes, the slow one four days in blocks of 90 min. Pressure is seen in MPa and
as a share of what is usual at the place, since a basement and a roof differ tenfold; so is the level. What
must move and does not (a pressure that neither saws nor dips) is seen by its restlessness against the usual.
"""

from __future__ import annotations

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.training import window_graph, window_stats
from models.training.filters import Look, Looks
from models.training.window_graph import Inputs, const
from models.training.window_stats import column, columns, of_channel, stacked
from models.water_supply.channels import AMBIENT, CHANNELS, FLOW, LEVEL, PRESSURE, PUMP
from models.windows import Shape

SHAPE = Shape(tick_s=60.0, fast=64, slow=64, slow_every=90)
#: Slow blocks of a day.
DAY = 16


def looks() -> list[Look]:
    """The linear looks, in the order of the features."""
    see = Looks(SHAPE)
    now, today = see.mean(0, 300, "now"), see.blocks(0, DAY)
    return [
        now,
        now.minus(see.mean(600, 1200), "over 15 min"),
        now.minus(see.mean(3000, 3840), "over 1 h"),
        now.minus(see.blocks(2, 4), "over 4 h"),
        now.minus(see.blocks(DAY - 1, DAY), "over yesterday's hour"),
        see.blocks(0, 3).minus(see.blocks(DAY, DAY + 3), "hours over yesterday's"),
        today.minus(see.blocks(DAY, 2 * DAY), "day over yesterday"),
        today.minus(see.blocks(2 * DAY, 4 * DAY), "day over days before"),
        see.slope(3840, "slope 1 h").times(3600.0, "slope 1 h"),
        see.slow_slope(4, "slope 6 h").times(3600.0, "slope 6 h"),
        see.slow_slope(DAY, "slope 1 d").times(3600.0, "slope 1 d"),
    ]


LOOKS = looks()
_NAMES = [look.name for look in LOOKS]
_PUMP_LOOKS = ("now", "hours over yesterday's", "day over yesterday", "day over days before")
_FLOW_LOOKS = ("now", "over 4 h", "day over yesterday", "day over days before")
_AIR_LOOKS = ("now", "day over yesterday")
_SPANS = (
    "highest of hour",
    "lowest of hour",
    "highest of 6 h",
    "range of 6 h",
    "range of day",
    "range of before",
)
_USUAL = ("now to usual", "hour to usual", "6 h to usual", "lowest of day to lowest before")
#: What no instrument can tell from nothing: MPa or m, added under shares.
_FLOOR = 0.02


def names() -> tuple[str, ...]:
    """The features in the order of the columns."""
    found = [f"{what}: {name}" for what in ("pressure", "level") for name in _NAMES]
    found += [f"pump: {name}" for name in _PUMP_LOOKS] + [f"flow: {name}" for name in _FLOW_LOOKS]
    found += [f"ambient: {name}" for name in _AIR_LOOKS] + ["ambient: lowest of day", "ambient: lowest"]
    found += [f"{what}: {span}" for what in ("pressure", "level") for span in _SPANS]
    found += [f"{what}: {share}" for what in ("pressure", "level") for share in _USUAL]
    found += ["pressure: restless", "pressure: range to usual", "pressure: moves to usual"]
    found += ["pump: starts in an hour", "pump: on in a day", "flow: lowest of day over before"]
    return (
        *found,
        "pressure: under lowest before",
        "pressure: over highest before",
        "pump: silent while low",
    )


#: Falling pressure and level may only raise the probability; so may a pump that works harder.
_FALLING = {
    "pressure: now",
    "pressure: now to usual",
    "pressure: highest of hour",
    "level: now to usual",
    "level: 6 h to usual",
    "level: lowest of day to lowest before",
}
_RISING = {"pump: day over days before", "flow: lowest of day over before", "pump: silent while low"}


def rising() -> NDArray[np.int64]:
    """1 where a feature may only raise the probability, -1 where only lower it, else 0: (features,)."""
    return np.array([int(name in _RISING) - int(name in _FALLING) for name in names()])


def inputs() -> Inputs:
    """The arguments of the graph."""
    return window_graph.inputs(SHAPE, len(CHANNELS))


def features(given: Inputs) -> spox.Var:
    """The features, (detectors, len(names()))."""
    seen = window_graph.see(given, SHAPE, LOOKS, len(CHANNELS), "now", 30)
    nan = const(np.float32(np.nan))

    def there(values: spox.Var) -> spox.Var:
        return op.where(given.have, values, nan)

    def span(youngest: int, oldest: int) -> tuple[spox.Var, spox.Var]:
        low = window_stats.lowest(given, SHAPE, youngest, oldest)
        return there(low), there(window_stats.highest(given, SHAPE, youngest, oldest))

    now = seen.look("now")
    hour_low = there(window_stats.fast_lowest(given, SHAPE, 60))
    hour_high = there(window_stats.fast_highest(given, SHAPE, 60))
    (low, high), (day_low, day_high), (old_low, old_high) = span(0, 4), span(0, DAY), span(DAY, 4 * DAY)
    usual = there(window_stats.mean(given, SHAPE, DAY, 4 * DAY))
    hour = there(op.reduce_mean(given.fast, const(np.array([0])), keepdims=0))
    recent = there(window_stats.mean(given, SHAPE, 0, 4))
    spans = [
        hour_high,
        hour_low,
        high,
        op.sub(high, low),
        op.sub(day_high, day_low),
        op.sub(old_high, old_low),
    ]
    shares = [_share(now, usual), _share(hour, usual), _share(recent, usual), _share(day_low, old_low)]
    restless = there(window_stats.restless(given, SHAPE))
    moves = op.div(_steps(given, 0, 6), op.add(_steps(given, DAY, 4 * DAY), const(np.float32(5e-4))))
    pumping = [window_stats.climbs(given, SHAPE), window_stats.mean(given, SHAPE, 0, DAY)]
    stack, rates = stacked(*spans), stacked(*shares)
    departs = stacked(op.sub(hour_low, old_low), op.sub(hour_high, old_high))
    return op.concat(
        [
            *(of_channel(seen.looks, what) for what in (PRESSURE, LEVEL)),
            *(
                of_channel(columns(seen.looks, *(seen.rows[name] for name in wanted), axis=0), what)
                for wanted, what in ((_PUMP_LOOKS, PUMP), (_FLOW_LOOKS, FLOW), (_AIR_LOOKS, AMBIENT))
            ),
            of_channel(stacked(day_low, op.min([day_low, old_low])), AMBIENT),
            *(of_channel(stack, what) for what in (PRESSURE, LEVEL)),
            *(of_channel(rates, what) for what in (PRESSURE, LEVEL)),
            of_channel(
                stacked(restless, _share(seen.spread, op.sub(old_high, old_low)), there(moves)), PRESSURE
            ),
            of_channel(stacked(*(there(one) for one in pumping)), PUMP),
            column(op.sub(day_low, old_low), FLOW),
            of_channel(departs, PRESSURE),
            _silent(given, usual, hour_high),
        ],
        axis=1,
    )


def _share(part: spox.Var, whole: spox.Var) -> spox.Var:
    return op.div(part, op.add(whole, const(np.float32(_FLOOR))))


def _steps(given: Inputs, youngest: int, oldest: int) -> spox.Var:
    """The mean step from slow block to slow block, without its sign."""
    first, last = SHAPE.slow - oldest, SHAPE.slow - youngest
    zero = const(np.array([0]))
    later = op.slice(given.slow, const(np.array([first + 1])), const(np.array([last])), zero)
    sooner = op.slice(given.slow, const(np.array([first])), const(np.array([last - 1])), zero)
    return op.reduce_mean(op.abs(op.sub(later, sooner)), zero, keepdims=0)


def _silent(given: Inputs, usual: spox.Var, hour_high: spox.Var) -> spox.Var:
    """By how much the pressure stays below the usual for an hour in which no pump ran; 0 where one did."""
    ran = op.reduce_max(given.fast, const(np.array([0])), keepdims=0)
    low = op.max([op.sub(column(usual, PRESSURE), column(hour_high, PRESSURE)), const(np.float32(0.0))])
    silent = op.where(op.greater(column(ran, PUMP), const(np.float32(0.5))), const(np.float32(0.0)), low)
    known = op.and_(column(given.have, PUMP), column(given.have, PRESSURE))
    return op.where(known, silent, const(np.float32(np.nan)))
