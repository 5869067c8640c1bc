"""What is seen of windows beyond linear looks: lowest and highest of spans, restlessness. ONNX, all channels.

Every function gives (detectors, channels), or what remains of it after columns were taken; nothing here masks
what is absent.
"""

from __future__ import annotations

import numpy as np
import spox
import spox.opset.ai.onnx.v21 as op

from models.training.window_graph import Inputs, const, ints
from models.windows import Shape


def lowest(given: Inputs, shape: Shape, youngest: int, oldest: int) -> spox.Var:
    """The lowest slow block from `youngest` to before `oldest`, counted back from now."""
    return op.reduce_min(_blocks(given, shape, youngest, oldest), ints(0), keepdims=0)


def highest(given: Inputs, shape: Shape, youngest: int, oldest: int) -> spox.Var:
    """The highest slow block, counted as `lowest` does."""
    return op.reduce_max(_blocks(given, shape, youngest, oldest), ints(0), keepdims=0)


def mean(given: Inputs, shape: Shape, youngest: int, oldest: int) -> spox.Var:
    """The mean of slow blocks, counted as `lowest` does."""
    return op.reduce_mean(_blocks(given, shape, youngest, oldest), ints(0), keepdims=0)


def fast_lowest(given: Inputs, shape: Shape, ticks: int) -> spox.Var:
    """The lowest of the last ticks."""
    return op.reduce_min(_ticks(given, shape, ticks), ints(0), keepdims=0)


def fast_highest(given: Inputs, shape: Shape, ticks: int) -> spox.Var:
    """The highest of the last ticks."""
    return op.reduce_max(_ticks(given, shape, ticks), ints(0), keepdims=0)


def restless(given: Inputs, shape: Shape) -> spox.Var:
    """The mean step from tick to tick, without its sign."""
    return op.reduce_mean(op.abs(_steps(given, shape)), ints(0), keepdims=0)


def climbs(given: Inputs, shape: Shape) -> spox.Var:
    """The sum of all steps upwards; of a channel of 0 and 1, how often it went on."""
    return op.reduce_sum(op.max([_steps(given, shape), const(np.float32(0.0))]), ints(0), keepdims=0)


def column(values: spox.Var, place: int) -> spox.Var:
    """One column of (rows, columns), kept as a column."""
    return op.gather(values, ints(place), axis=1)


def columns(values: spox.Var, *places: int, axis: int = 1) -> spox.Var:
    """Some columns, in that order."""
    return op.gather(values, ints(*places), axis=axis)


def of_channel(stack: spox.Var, place: int) -> spox.Var:
    """One channel of (looks, detectors, channels), side by side: (detectors, looks)."""
    return op.transpose(op.gather(stack, const(np.int64(place)), axis=2))


def highest_known(stack: spox.Var, *places: int) -> spox.Var:
    """Of (looks, detectors, channels) the highest of some channels that is not NaN; NaN where all are.

    Side by side: (detectors, looks).
    """
    values, nothing = columns(stack, *places, axis=2), const(np.float32(-1e9))
    most = op.reduce_max(op.where(op.isnan(values), nothing, values), ints(2), keepdims=0)
    return op.transpose(op.where(op.less_or_equal(most, nothing), const(np.float32(np.nan)), most))


def mean_known(stack: spox.Var, *places: int) -> spox.Var:
    """The mean as `highest_known` takes the highest."""
    values = columns(stack, *places, axis=2)
    known = op.not_(op.isnan(values))
    total = op.reduce_sum(op.where(known, values, const(np.float32(0.0))), ints(2), keepdims=0)
    count = op.reduce_sum(op.cast(known, to=np.float32), ints(2), keepdims=0)
    return op.transpose(op.div(total, count))


def stacked(*values: spox.Var) -> spox.Var:
    """Several (detectors, channels) as (looks, detectors, channels)."""
    return op.concat([op.unsqueeze(one, ints(0)) for one in values], axis=0)


def _blocks(given: Inputs, shape: Shape, youngest: int, oldest: int) -> spox.Var:
    return op.slice(given.slow, ints(shape.slow - oldest), ints(shape.slow - youngest), ints(0))


def _ticks(given: Inputs, shape: Shape, ticks: int) -> spox.Var:
    return op.slice(given.fast, ints(shape.fast - ticks), ints(shape.fast), ints(0))


def _steps(given: Inputs, shape: Shape) -> spox.Var:
    later = op.slice(given.fast, ints(1), ints(shape.fast), ints(0))
    return op.sub(later, op.slice(given.fast, ints(0), ints(shape.fast - 1), ints(0)))
