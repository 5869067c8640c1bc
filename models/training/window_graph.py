"""The part of a model's graph that every model shares: windows in, features of each channel out.

Features are written as an ONNX graph, so that training and gateway compute the very same thing. Those of a
channel that is absent are NaN; trees send them where training found best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import ArrayLike

from models.session import Session, session_of
from models.training.filters import Look, matrices
from models.windows import Shape


@dataclass(frozen=True)
class Inputs:
    """What a graph takes: two windows, what is there, and who is near (-1: nobody), by the scorer's names."""

    fast: spox.Var
    slow: spox.Var
    have: spox.Var
    near: spox.Var
    neighbours: int

    def named(self) -> dict[str, spox.Var]:
        """The arguments by name; a model without neighbours does not take `near`."""
        named = {"fast": self.fast, "slow": self.slow, "have": self.have}
        return {**named, "near": self.near} if self.neighbours else named


def inputs(shape: Shape, channels: int, neighbours: int = 0) -> Inputs:
    """The arguments of a model of that shape."""
    return Inputs(
        fast=spox.argument(spox.Tensor(np.float32, (shape.fast, "detectors", channels))),
        slow=spox.argument(spox.Tensor(np.float32, (shape.slow, "detectors", channels))),
        have=spox.argument(spox.Tensor(np.bool_, ("detectors", channels))),
        near=spox.argument(spox.Tensor(np.int64, ("detectors", neighbours))),
        neighbours=neighbours,
    )


@dataclass(frozen=True)
class Seen:
    """What is seen of every channel; NaN where it is absent.

    `looks` are (looks, detectors, channels); the `rise` over the slow window's lowest and the `spread` of the
    last ticks are (detectors, channels).
    """

    looks: spox.Var
    rise: spox.Var
    spread: spox.Var
    rows: dict[str, int]

    def look(self, name: str) -> spox.Var:
        """One look at all channels, (detectors, channels)."""
        return op.gather(self.looks, const(np.int64(self.rows[name])), axis=0)

    def plain(self, channels: int) -> spox.Var:
        """All of it side by side, in the order of `plain_names`: (detectors, features)."""
        by_channel = op.reshape(op.transpose(self.looks, perm=[1, 2, 0]), ints(-1, channels * len(self.rows)))
        return op.concat([by_channel, self.rise, self.spread], axis=1)


def see(given: Inputs, shape: Shape, looks: Sequence[Look], channels: int, latest: str, recent: int) -> Seen:
    """Look at every channel; `latest` is the look at the present, `recent` ticks make the range."""
    fast, slow = matrices(list(looks))
    flat_fast = op.reshape(given.fast, ints(shape.fast, -1))
    flat_slow = op.reshape(given.slow, ints(shape.slow, -1))
    seen = op.add(op.matmul(const(fast), flat_fast), op.matmul(const(slow), flat_slow))
    seen = op.reshape(seen, ints(len(looks), -1, channels))
    rows = {look.name: place for place, look in enumerate(looks)}
    low = op.reduce_min(given.slow, ints(0), keepdims=0)
    now = op.gather(seen, const(np.int64(rows[latest])), axis=0)
    rise = op.max([op.sub(now, low), const(np.float32(0.0))])
    last = op.slice(given.fast, ints(-recent), ints(shape.fast), ints(0))
    spread = op.sub(op.reduce_max(last, ints(0), keepdims=0), op.reduce_min(last, ints(0), keepdims=0))
    nan = const(np.float32(np.nan))
    return Seen(
        looks=op.where(op.unsqueeze(given.have, ints(0)), seen, nan),
        rise=op.where(given.have, rise, nan),
        spread=op.where(given.have, spread, nan),
        rows=rows,
    )


def plain_names(channels: Sequence[str], looks: Sequence[Look]) -> list[str]:
    """The names of what `Seen.plain` gives, each beginning with its channel."""
    found = [f"{channel}: {look.name}" for channel in channels for look in looks]
    found += [f"{channel}: over its lowest" for channel in channels]
    return found + [f"{channel}: range" for channel in channels]


def feature_session(given: Inputs, features: spox.Var) -> Session:
    """The graph up to the features, for making examples."""
    model: onnx.ModelProto = spox.build(given.named(), {"features": features})
    return session_of(model.SerializeToString())


def const(value: ArrayLike) -> spox.Var:
    """A constant of the value's own type."""
    return op.const(np.asarray(value))


def ints(*values: int) -> spox.Var:
    """A constant row of whole numbers."""
    return op.const(np.array(values, dtype=np.int64))
