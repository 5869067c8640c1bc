"""A very small model of early warning, so that tests rest on no trained one: what rises is a fire.

log-odds = per_kelvin * rise of heat + 0.2 * rise of CO + 0.1 * most a neighbour's heat rose - 4; a rise is
the latest value over the lowest block of the slow window.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import spox
import spox.opset.ai.onnx.v21 as op
from numpy.typing import NDArray

from models.decision import Limits
from models.early_warning.channels import CHANNELS, CO, HEAT, RINGS
from models.early_warning.kinds import KINDS
from models.model_file import LAYOUT, Description
from models.training import window_graph
from models.training.description import described
from models.training.window_graph import const, ints
from models.windows import Flags, Floats, Shape

SHAPE = Shape(tick_s=0.02, fast=16, slow=64, slow_every=10)
LIMITS = Limits(on=0.6, sure=0.99, off=0.2, confirm=2, calm=3)
NEIGHBOURS = 2


def description(version: str = "1", **more: object) -> Description:
    channels = CHANNELS
    told: dict[str, object] = {
        "layout": LAYOUT,
        "model": "early_warning",
        "version": version,
        "channels": channels,
        "shape": SHAPE,
        "neighbours": NEIGHBOURS,
        "kinds": KINDS,
        "features": tuple(f"{channel.name}: over 10 s" for channel in CHANNELS),
        "limits": LIMITS,
        "kind_from": 0.1,
        "trained_on": "nothing",
        "seed": 0,
    }
    return Description(**(told | more))  # type: ignore[arg-type]


@functools.cache
def tiny(
    version: str = "1",
    per_kelvin: float = 0.5,
    shape: Shape = SHAPE,
    gather: int = 0,
    ranges: bool = False,
    rings: bool = False,
) -> bytes:
    """The model as bytes; with `gather` it fails on every row beyond that number of rows.

    With `rings` fixed thresholds stay on beside it, those of the model that ships.
    """
    given = window_graph.inputs(shape, len(CHANNELS), NEIGHBOURS)
    now = op.gather(given.fast, const(np.int64(shape.fast - 1)), axis=0)
    over = op.sub(now, op.reduce_min(given.slow, ints(0), keepdims=0))
    rise = op.where(given.have, over, const(np.float32(0.0)))
    index = op.max([given.near, const(np.int64(0))])
    beside = op.gather(op.gather(rise, const(np.int64(HEAT)), axis=1), index, axis=0)
    beside = op.where(op.greater_or_equal(given.near, const(np.int64(0))), beside, const(np.float32(0.0)))
    weights = np.zeros((len(CHANNELS), 1), dtype=np.float32)
    weights[HEAT], weights[CO] = per_kelvin, 0.2
    own = op.squeeze(op.matmul(rise, const(weights)), ints(1))
    odds = op.add(own, op.mul(op.reduce_max(beside, ints(1), keepdims=0), const(np.float32(0.1))))
    probability = op.sigmoid(op.sub(odds, const(np.float32(4.0))))
    if gather:
        probability = op.add(probability, op.gather(const(np.zeros(gather, np.float32)), _last(given.have)))
    first = np.zeros((1, len(KINDS)), dtype=np.float32)
    first[0, 0] = 1.0
    kind = op.matmul(op.unsqueeze(probability, ints(1)), const(first))
    features = op.where(given.have, over, const(np.float32(np.nan)))
    answers = {"probability": probability, "kind": kind, "features": features}
    graph: onnx.ModelProto = spox.build(given.named(), answers)
    more: dict[str, object] = {"shape": shape}
    if ranges:
        more["ranges"] = ((0.0, 1.0), (10.0, 40.0), (0.0, 50.0), (300.0, 2000.0), (0.0, 100.0))
    if rings:
        more["rings"] = RINGS
    return described(graph, description(version, **more))


def _last(have: spox.Var) -> spox.Var:
    """The number of the last row."""
    return op.sub(op.gather(op.shape(have), const(np.int64(0))), const(np.int64(1)))


class File(NamedTuple):
    path: Path
    sha256: str


def written(folder: Path, raw: bytes, name: str = "model.onnx") -> File:
    path = folder / name
    path.write_bytes(raw)
    return File(path, hashlib.sha256(raw).hexdigest())


def values(count: int, heat: float = 20.0, co: float = 0.0) -> tuple[Floats, Flags]:
    """One tick of detectors that tell heat and CO."""
    told: NDArray[np.float32] = np.zeros((count, len(CHANNELS)), dtype=np.float32)
    have = np.zeros((count, len(CHANNELS)), dtype=bool)
    told[:, HEAT], told[:, CO] = heat, co
    have[:, [HEAT, CO]] = True
    return told, have
