"""The features as a graph: the table of columns, in ONNX, so that training and centre compute the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import spox
import spox.opset.ai.onnx.v21 as op

from models.fire_risk.columns import Feature, Way
from models.fire_risk.facts import NAMES, PLACE
from models.session import Session, session_of
from models.training.window_graph import const, ints

_YEAR_DAYS = 365.25


def argument() -> spox.Var:
    """What the graph takes: (sites, facts)."""
    return spox.argument(spox.Tensor(np.float32, ("sites", len(NAMES))))


def features(facts: spox.Var, table: Sequence[Feature]) -> spox.Var:
    """(sites, features) in the order of `table`; one operation for all features that follow one way."""
    ways: list[Way] = list(dict.fromkeys(one.way for one in table))
    groups = {way: [one for one in table if one.way == way] for way in ways}
    side_by_side = op.concat([_group(facts, way, groups[way]) for way in ways], axis=1)
    placed = [table.index(one) for way in ways for one in groups[way]]
    return op.gather(side_by_side, const(np.argsort(placed).astype(np.int64)), axis=1)


def session(table: Sequence[Feature]) -> Session:
    """The graph up to the features, for making examples."""
    given = argument()
    model: onnx.ModelProto = spox.build({"facts": given}, {"features": features(given, table)})
    return session_of(model.SerializeToString())


def _group(facts: spox.Var, way: Way, group: Sequence[Feature]) -> spox.Var:
    of = _columns(facts, [one.of for one in group])
    number = const(np.array([one.number for one in group], dtype=np.float32))
    one = const(np.float32(1.0))
    zero = const(np.float32(0.0))
    if way == "plain":
        return of
    if way == "log":
        return op.log(op.add(op.max([of, zero]), one))
    if way == "years":
        day = _columns(facts, ["day"])
        year = op.add(op.div(day, const(np.float32(_YEAR_DAYS))), const(np.float32(1970.0)))
        return op.max([op.sub(year, of), zero])
    if way == "ratio":
        return op.div(op.add(of, number), op.add(_columns(facts, [entry.over for entry in group]), one))
    if way == "exposed":
        days = op.min([_columns(facts, [entry.over for entry in group]), number])
        return op.div(op.mul(of, const(np.float32(_YEAR_DAYS))), op.add(days, const(np.float32(30.0))))
    if way == "is":
        return op.cast(op.equal(of, number), to=np.float32)
    turn = op.mul(of, const(np.float32(2 * np.pi / _YEAR_DAYS)))
    return op.sin(turn) if way == "sine" else op.cos(turn)


def _columns(facts: spox.Var, names: Sequence[str]) -> spox.Var:
    return op.gather(facts, ints(*(PLACE[name] for name in names)), axis=1)
