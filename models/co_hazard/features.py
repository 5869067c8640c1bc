"""From windows to features, as an ONNX graph: how CO stands and changes, what comes with it, how it lasts.

More CO at the present tick only ever raises the features that `rising` names and lowers those it marks -1,
and no other feature depends on it: so the model, held to these directions, never takes more CO for less
danger.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.co_hazard.channels import CHANNELS, CO, CO2, HEAT, HUMIDITY, NAMES, SMOKE
from models.training import window_graph
from models.training.filters import Look, Looks
from models.training.window_graph import Inputs, const, ints
from models.windows import Shape

#: Ten minutes tick by tick, eight hours in blocks of seven and a half minutes.
SHAPE = Shape(tick_s=10.0, fast=60, slow=64, slow_every=45)
#: The range of a channel is taken over this many ticks.
_RECENT = 30
_LEVELS = ("mean 10 min", "mean 1 h", "mean 4 h")


def looks() -> list[Look]:
    """The linear looks at every channel, in the order of the features."""
    see = Looks(SHAPE)
    now = see.mean(0, 30)
    return [
        see.mean(0, 10, "latest"),
        now.minus(see.mean(50, 80), "over 1 min"),
        now.minus(see.mean(170, 210), "over 3 min"),
        now.minus(see.mean(540, 600), "over 10 min"),
        now.minus(see.blocks(3, 5), "over 30 min"),
        now.minus(see.blocks(7, 10), "over 1 h"),
        now.minus(see.blocks(15, 20), "over 2 h"),
        now.minus(see.blocks(32, 40), "over 4 h"),
        now.minus(see.blocks(54, 64), "over 8 h"),
        see.slope(120, "slope 2 min"),
        see.slope(600, "slope 10 min"),
        see.slow_slope(8, "slope 1 h"),
        see.slow_slope(24, "slope 3 h"),
        see.mean(0, 600, _LEVELS[0]),
        see.blocks(0, 8, _LEVELS[1]),
        see.blocks(0, 32, _LEVELS[2]),
    ]


LOOKS = looks()


class Ratio(NamedTuple):
    """log((rise of `over` + its floor) / (rise of `under` + its floor)), over the lowest of eight hours."""

    name: str
    over: int
    under: int


RATIOS = (
    Ratio("CO to smoke", CO, SMOKE),
    Ratio("CO to heat", CO, HEAT),
    Ratio("CO2 to CO", CO2, CO),
    Ratio("moisture to CO", HUMIDITY, CO),
)
#: About what a sensor cannot tell from nothing, in the channel's unit.
FLOORS = np.array([2.0, 0.6, 0.03, 30.0, 1.0], dtype=np.float32)
_PLAIN = window_graph.plain_names(NAMES, LOOKS)


def _kept(name: str) -> bool:
    """Levels only of CO; the range of all but CO, since it may fall where CO rises."""
    channel, what = name.split(": ")
    return (what != "range") if channel == "co" else (what not in _LEVELS)


_COLUMNS = [place for place, name in enumerate(_PLAIN) if _kept(name)]


def names() -> tuple[str, ...]:
    """The features in the order of the columns."""
    return (*(_PLAIN[place] for place in _COLUMNS), *(f"ratio: {ratio.name}" for ratio in RATIOS))


def rising() -> NDArray[np.int64]:
    """1 for every feature that may only raise the probability, -1 lower it, 0 either: (features,)."""
    found = [int(_PLAIN[place].startswith("co: ")) for place in _COLUMNS]
    found += [(ratio.over == CO) - (ratio.under == CO) for ratio in RATIOS]
    return np.array(found)


def inputs() -> Inputs:
    """The arguments of the graph."""
    return window_graph.inputs(SHAPE, len(CHANNELS))


def features(given: Inputs) -> spox.Var:
    """The features, (detectors, len(names()))."""
    seen = window_graph.see(given, SHAPE, LOOKS, len(CHANNELS), "latest", _RECENT)
    floored = op.add(seen.rise, const(FLOORS))
    over = op.gather(floored, ints(*(ratio.over for ratio in RATIOS)), axis=1)
    under = op.gather(floored, ints(*(ratio.under for ratio in RATIOS)), axis=1)
    plain = op.gather(seen.plain(len(CHANNELS)), ints(*_COLUMNS), axis=1)
    return op.concat([plain, op.log(op.div(over, under))], axis=1)
