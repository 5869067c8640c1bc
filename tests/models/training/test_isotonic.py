"""A rising line of calibration: it rises, it says what was, and its graph says the same."""

from __future__ import annotations

import numpy as np
import pytest
import spox
from hypothesis import given, settings
from hypothesis import strategies as st

from models.session import session_of
from models.training import isotonic
from runtime.faults import PlainFault


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.3, 3.0), st.floats(-2.0, 1.0))
def test_it_rises_and_its_graph_agrees(seed: int, slope: float, offset: float) -> None:
    draw = np.random.default_rng(seed)
    raw = draw.normal(size=2_000)
    happened = draw.random(2_000) < 1 / (1 + np.exp(-(slope * raw + offset)))
    line = isotonic.fit(raw, happened)
    asked = np.sort(draw.normal(size=50) * 3)
    assert (np.diff(line(asked)) > 0).all(), "no two rows are put on one step"
    given_ = spox.argument(spox.Tensor(np.float32, ("rows", 1)))
    graph = spox.build({"x": given_}, {"y": isotonic.graph(line, given_)})
    (told,) = session_of(graph.SerializeToString()).run(None, {"x": asked[:, None].astype(np.float32)})
    assert np.allclose(told[:, 0], line(asked), atol=1e-4)


def test_what_is_said_is_what_was() -> None:
    draw = np.random.default_rng(1)
    raw = draw.normal(size=60_000)
    truth = 1 / (1 + np.exp(-(1.6 * raw + 0.3 * np.sin(2 * raw) - 3)))
    line = isotonic.fit(raw[:30_000], draw.random(30_000) < truth[:30_000])
    told = 1 / (1 + np.exp(-line(raw[30_000:])))
    for tenth in np.array_split(np.argsort(raw[30_000:]), 10):
        assert told[tenth].mean() == pytest.approx(truth[30_000:][tenth].mean(), rel=0.25, abs=0.004)


def test_too_few_events_are_refused() -> None:
    with pytest.raises(PlainFault, match="3 of 100 rows"):
        isotonic.fit(np.arange(100.0), np.arange(100) < 3)
