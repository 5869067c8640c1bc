"""From windows to features, written as an ONNX graph: training and gateway compute the very same thing.

Of each channel: how it stands, how it changed over seconds, minutes and half an hour, how fast it rises, how
it bends. Then what physics says of fires: how much heat, CO and moisture comes with the smoke, how much CO2
with the CO, and by what factor smoke, heat and CO grow. Then the same of the nearest other detectors.

The features of a channel that is absent are NaN; trees send it where training found best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.early_warning.channels import CHANNELS, CO, CO2, HEAT, HUMIDITY, SMOKE
from models.early_warning.experiments import NEIGHBOURS
from models.training import window_graph
from models.training.filters import Look, Looks
from models.training.window_graph import Inputs, Seen, const, ints
from models.windows import Shape

SHAPE = Shape(tick_s=1.0, fast=64, slow=64, slow_every=30)


def looks() -> list[Look]:
    """The linear looks at every channel, in the order of the features."""
    see = Looks(SHAPE)
    latest = see.mean(0, 1, "latest")
    now = see.mean(0, 4)
    half_minute = see.mean(26, 36)
    minute = see.mean(54, 64)
    return [
        latest,
        latest.minus(see.mean(2, 8), "step"),
        now.minus(see.mean(9, 16), "over 10 s"),
        now.minus(half_minute, "over 30 s"),
        now.minus(minute, "over 1 min"),
        now.minus(see.blocks(3, 6), "over 2 min"),
        now.minus(see.blocks(9, 13), "over 5 min"),
        now.minus(see.blocks(27, 34), "over 15 min"),
        now.minus(see.blocks(54, 64), "over 30 min"),
        see.slope(20, "slope 20 s"),
        see.slope(64, "slope 1 min"),
        see.slow_slope(10, "slope 5 min"),
        see.slow_slope(30, "slope 15 min"),
        now.minus(half_minute.times(2.0, ""), "").plus(minute, "bend"),
    ]


LOOKS = looks()
#: The range of a channel is taken over this many ticks.
_RECENT = 15


class Ratio(NamedTuple):
    """log((rise of `over` + its floor) / (rise of `under` + its floor)), over the half hour's lowest."""

    name: str
    over: int
    under: int


RATIOS = (
    Ratio("CO to smoke", CO, SMOKE),
    Ratio("heat to smoke", HEAT, SMOKE),
    Ratio("moisture to smoke", HUMIDITY, SMOKE),
    Ratio("CO2 to CO", CO2, CO),
    Ratio("CO to heat", CO, HEAT),
)
#: About what a sensor cannot tell from nothing, in the channel's unit.
FLOORS = np.array([0.03, 0.6, 2.0, 30.0, 1.0], dtype=np.float32)
GROWING = (SMOKE, HEAT, CO)
#: What is asked of neighbours: the rise of these over the half hour's lowest, and the slope of a minute.
_ASKED = (SMOKE, HEAT, CO)


def names() -> tuple[str, ...]:
    """The features in the order of the columns."""
    found = window_graph.plain_names([channel.name for channel in CHANNELS], LOOKS)
    found += [f"ratio: {ratio.name}" for ratio in RATIOS]
    found += [f"{CHANNELS[c].name}: grown in {span}" for span in ("30 s", "1 min") for c in GROWING]
    for what in ("rise", "slope"):
        for among in ("most", "nearest"):
            found += [f"neighbours: {among} {CHANNELS[c].name} {what}" for c in _ASKED]
    return tuple(found)


#: Looks that may only make a fire more likely as they grow.
_RISING = (
    "latest",
    "over 10 s",
    "over 30 s",
    "over 1 min",
    "over 2 min",
    "over 5 min",
    "over 15 min",
    "over 30 min",
    "over its lowest",
)


def rising() -> NDArray[np.int64]:
    """1 for every feature that may only raise the probability, else 0: (features,)."""
    found = []
    for name in names():
        channel, what = name.split(": ", 1)
        told = channel in ("smoke", "heat", "co") and what in _RISING
        beside = channel == "neighbours" and what.endswith("rise")
        found.append(int(told or beside))
    return np.array(found)


def inputs() -> Inputs:
    """The arguments of the graph."""
    return window_graph.inputs(SHAPE, len(CHANNELS), NEIGHBOURS)


def features(given: Inputs) -> spox.Var:
    """The features, (detectors, len(names()))."""
    seen = window_graph.see(given, SHAPE, LOOKS, len(CHANNELS), "latest", _RECENT)
    floored = op.add(seen.rise, const(FLOORS))
    over = op.gather(floored, ints(*(ratio.over for ratio in RATIOS)), axis=1)
    under = op.gather(floored, ints(*(ratio.under for ratio in RATIOS)), axis=1)
    ratios = op.log(op.div(over, under))
    grown = [_grown(floored, seen.look(name)) for name in ("over 30 s", "over 1 min")]
    return op.concat([seen.plain(len(CHANNELS)), ratios, *grown, *_near(given, seen)], axis=1)


def _grown(floored: spox.Var, change: spox.Var) -> spox.Var:
    """log of the factor by which the rise grew: now over what it was before the change, floors kept."""
    which = ints(*GROWING)
    now, back = op.gather(floored, which, axis=1), op.gather(change, which, axis=1)
    before = op.max([op.sub(now, back), const(FLOORS[list(GROWING)])])
    # A missing value must stay missing: Max may drop it.
    return op.add(op.log(op.div(now, before)), op.mul(back, const(np.float32(0.0))))


def _near(given: Inputs, seen: Seen) -> list[spox.Var]:
    """Of the neighbours: the highest and the nearest one's rise, the steepest and the nearest one's slope."""
    told = []
    some = op.greater_or_equal(given.near, const(np.int64(0)))
    index = op.max([given.near, const(np.int64(0))])
    nan, nobody = const(np.float32(np.nan)), const(np.float32(-1e9))
    for quantity in (seen.rise, seen.look("slope 1 min")):
        own = op.gather(quantity, ints(*_ASKED), axis=1)
        theirs = op.gather(own, index, axis=0)  # (detectors, neighbours, asked)
        known = op.and_(op.unsqueeze(some, ints(2)), op.not_(op.isnan(theirs)))
        most = op.reduce_max(op.where(known, theirs, nobody), ints(1), keepdims=0)
        told.append(op.where(op.less_or_equal(most, nobody), nan, most))
        told.append(op.where(_first(known), _first(theirs), nan))
    return told


def _first(of_neighbours: spox.Var) -> spox.Var:
    return op.gather(of_neighbours, const(np.int64(0)), axis=1)
