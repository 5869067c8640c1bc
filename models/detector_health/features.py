"""From windows to features, as an ONNX graph: levels over weeks, how lively values are, and neighbours.

Dust is a floor that rises over days; a stuck value has no life at all; noise is change from tick to tick that
leaves no trace in the means; a blocked chamber is calmer than its neighbours when these see something.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.detector_health.channels import CHANNELS, HEAT, NAMES, NEIGHBOURS, SMOKE
from models.training import window_graph
from models.training.filters import Look, Looks
from models.training.window_graph import Inputs, const, ints
from models.windows import Shape

#: Four hours tick by tick (five minutes), sixteen days in blocks of six hours.
SHAPE = Shape(tick_s=300.0, fast=48, slow=64, slow_every=72)
_HOUR = 3600.0


def looks() -> list[Look]:
    """The linear looks at every channel, in the order of the features."""
    see = Looks(SHAPE)
    now, today = see.mean(0, _HOUR), see.blocks(0, 4)
    return [
        see.mean(0, SHAPE.tick_s, "latest"),
        now.minus(see.mean(3 * _HOUR, 4 * _HOUR), "over 3 h"),
        now.minus(see.blocks(0, 2), "over 9 h"),
        see.blocks(0, 4, "mean of a day"),
        today.minus(see.blocks(4, 8), "over 1 day"),
        today.minus(see.blocks(12, 16), "over 3 days"),
        today.minus(see.blocks(28, 32), "over 7 days"),
        today.minus(see.blocks(60, 64), "over 15 days"),
        see.slow_slope(12, "slope 3 days"),
        see.slow_slope(28, "slope 7 days"),
        see.slow_slope(64, "slope 16 days"),
    ]


LOOKS = looks()
#: Channels of which nothing but these looks is asked; battery's days, humidity's hours.
_PLAIN = [
    (place, name)
    for place, name in enumerate(window_graph.plain_names(NAMES, LOOKS))
    if name.split(": ")[0] in ("smoke", "heat") or name.split(": ")[1] in ("latest", "over 3 h", "range")
]
#: Of smoke and heat: how lively they are, over four hours and over days of blocks.
_LIVELY = (
    "step by step",
    "share of steps",
    "range 4 h",
    "peak over mean 4 h",
    "block by block 1 day",
    "block by block 4 days",
    "block by block 16 days",
    "range 1 day",
    "range 3 days",
    "range 16 days",
    "largest block step of 16 days",
    "floor over lowest block",
    "lowest block of 2 days over lowest of 16",
)
_ASKED = (SMOKE, HEAT)
#: Of neighbours' smoke: these, their highest; and how ours compares with it.
_BESIDE = ("range 4 h", "block by block 1 day", "block by block 4 days", "range 3 days", "step by step")
#: Smoke's life of late against that of the whole window, ours and the neighbours' liveliest.
_FADED = (("block by block 4 days", "block by block 16 days"), ("range 3 days", "range 16 days"))
_FLOOR_DB_M = 0.001


def names() -> tuple[str, ...]:
    """The features in the order of the columns."""
    found = [name for _, name in _PLAIN]
    found += [f"{NAMES[channel]}: {name}" for name in _LIVELY for channel in _ASKED]
    found += [f"neighbours: most smoke {name}" for name in _BESIDE]
    found += [f"beside neighbours: smoke {name}" for name in _BESIDE]
    found += [f"smoke: {late} against {long}" for late, long in _FADED]
    return (*found, *(f"neighbours: most smoke {late} against {long}" for late, long in _FADED))


def rising() -> NDArray[np.int64]:
    """1 for what may only raise the probability: a floor that rose; else 0: (features,)."""
    raising = {"smoke: floor over lowest block", "smoke: lowest block of 2 days over lowest of 16"}
    return np.array([int(name in raising) for name in names()])


def inputs() -> Inputs:
    """The arguments of the graph."""
    return window_graph.inputs(SHAPE, len(CHANNELS), NEIGHBOURS)


def features(given: Inputs) -> spox.Var:
    """The features, (detectors, len(names()))."""
    seen = window_graph.see(given, SHAPE, LOOKS, len(CHANNELS), "latest", SHAPE.fast)
    plain = op.gather(seen.plain(len(CHANNELS)), ints(*(place for place, _ in _PLAIN)), axis=1)
    lively = _lively(given)
    own = _smoke(lively, _BESIDE)
    most = _most(given, own)
    faded = _log_ratio(
        _smoke(lively, [late for late, _ in _FADED]), _smoke(lively, [long for _, long in _FADED])
    )
    columns = [op.gather(lively[name], ints(*_ASKED), axis=1) for name in _LIVELY]
    return op.concat([plain, *columns, most, _log_ratio(own, most), faded, _most(given, faded)], axis=1)


def _smoke(lively: dict[str, spox.Var], asked: Sequence[str]) -> spox.Var:
    """These of smoke side by side: (detectors, asked)."""
    return op.concat([op.gather(lively[name], ints(SMOKE), axis=1) for name in asked], axis=1)


def _log_ratio(over: spox.Var, under: spox.Var) -> spox.Var:
    floor = const(np.float32(_FLOOR_DB_M))
    return op.log(op.div(op.add(over, floor), op.add(under, floor)))


def _lively(given: Inputs) -> dict[str, spox.Var]:
    """Each of `_LIVELY` as (detectors, channels); NaN where the channel is absent."""
    fast, slow = given.fast, given.slow
    steps = op.abs(op.sub(_part(fast, 1, SHAPE.fast), _part(fast, 0, SHAPE.fast - 1)))
    moved = op.cast(op.greater(steps, const(np.float32(1e-6))), to=np.float32)
    blocks = op.abs(op.sub(_part(slow, 1, SHAPE.slow), _part(slow, 0, SHAPE.slow - 1)))
    low, mean, high = _low(fast), op.reduce_mean(fast, ints(0), keepdims=0), _high(fast)
    found = [
        op.reduce_mean(steps, ints(0), keepdims=0),
        op.reduce_mean(moved, ints(0), keepdims=0),
        op.sub(high, low),
        op.sub(high, mean),
        *(op.reduce_mean(_last(blocks, count), ints(0), keepdims=0) for count in (4, 16, SHAPE.slow - 1)),
        *(op.sub(_high(_last(slow, count)), _low(_last(slow, count))) for count in (4, 12, SHAPE.slow)),
        _high(blocks),
        op.sub(low, _low(slow)),
        op.sub(_low(_last(slow, 8)), _low(slow)),
    ]
    nan = const(np.float32(np.nan))
    return {name: op.where(given.have, of, nan) for name, of in zip(_LIVELY, found, strict=True)}


def _most(given: Inputs, own: spox.Var) -> spox.Var:
    """The highest of each column among the neighbours, NaN where there is none: (detectors, columns)."""
    some = op.greater_or_equal(given.near, const(np.int64(0)))
    theirs = op.gather(own, op.max([given.near, const(np.int64(0))]), axis=0)
    known = op.and_(op.unsqueeze(some, ints(2)), op.not_(op.isnan(theirs)))
    nobody = const(np.float32(-1e9))
    most = op.reduce_max(op.where(known, theirs, nobody), ints(1), keepdims=0)
    return op.where(op.less_or_equal(most, nobody), const(np.float32(np.nan)), most)


def _part(values: spox.Var, first: int, end: int) -> spox.Var:
    return op.slice(values, ints(first), ints(end), ints(0))


def _last(values: spox.Var, count: int) -> spox.Var:
    return op.slice(values, ints(-count), ints(1_000_000), ints(0))


def _low(values: spox.Var) -> spox.Var:
    return op.reduce_min(values, ints(0), keepdims=0)


def _high(values: spox.Var) -> spox.Var:
    return op.reduce_max(values, ints(0), keepdims=0)
