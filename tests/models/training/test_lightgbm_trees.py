"""LightGBM's trees as arrays and as ONNX: the same sums, the same reasons, gaps and all."""

from __future__ import annotations

import numpy as np
import pytest
import spox

from models.session import session_of
from models.training import lightgbm_trees
from models.training.lightgbm_trees import Size, Table, arrays
from models.training.trees import raw_scores
from models.tree_shap import TreeShap
from models.trees import joined
from runtime.faults import PlainFault

try:
    lightgbm_trees.library()
except PlainFault as fault:
    pytest.skip(str(fault), allow_module_level=True)

SIZE = Size(trees=12, leaves=8, depth=4, rate=0.2, least_rows=20)


@pytest.fixture(scope="module")
def made():
    draw = np.random.default_rng(0)
    features = draw.normal(size=(3_000, 6)).astype(np.float32)
    features[draw.random(features.shape) < 0.1] = np.nan
    features[:, 3] = np.round(np.nan_to_num(features[:, 3]))  # never missing in training
    odds = np.nan_to_num(features[:, 0]) + np.nan_to_num(features[:, 1] * features[:, 2]) - features[:, 3]
    told = draw.random(3_000) < 1 / (1 + np.exp(-odds))
    table = Table(features, told, [1, 0, 0, -1, 0, 0], seed=1)
    booster = table.boosted(np.arange(0, 3_000, 2), SIZE, seed=1, threads=1)
    asked = features[:400].copy()
    asked[::5, 3] = np.nan  # missing where it never was
    return booster, arrays(booster), asked, table


def test_onnx_gives_what_lightgbm_gives(made) -> None:
    booster, trees, asked, _ = made
    given = spox.argument(spox.Tensor(np.float32, ("rows", 6)))
    graph = spox.build({"x": given}, {"y": raw_scores(joined([trees, trees]), given)})
    (sums,) = session_of(graph.SerializeToString()).run(None, {"x": asked})
    assert sums.shape == (400, 2)
    assert np.allclose(sums[:, 0], booster.predict(asked, raw_score=True), atol=1e-5)
    assert np.array_equal(sums[:, 0], sums[:, 1])


def test_reasons_are_lightgbms_own(made) -> None:
    booster, trees, asked, _ = made
    shap = TreeShap(trees, 6)
    theirs = booster.predict(asked, pred_contrib=True)
    assert np.allclose(shap.values(asked)[:, 0], theirs[:, :-1], atol=1e-6)
    assert shap.expected[0] == pytest.approx(theirs[0, -1], abs=1e-6)


def test_training_twice_gives_the_same_trees(made) -> None:
    _, trees, _, table = made
    again = arrays(table.boosted(np.arange(0, 3_000, 2), SIZE, seed=1, threads=1))
    assert trees.packed() == again.packed()


def test_what_may_only_raise_never_lowers(made) -> None:
    booster, _, asked, _ = made
    more = asked.copy()
    more[:, 0] += 1.0
    seen = ~np.isnan(asked[:, 0])
    rise = booster.predict(more[seen], raw_score=True) - booster.predict(asked[seen], raw_score=True)
    assert (rise >= 0).all()
    assert rise.max() > 0.1
