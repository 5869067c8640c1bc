"""What is stated of every model of slow series; the tests of each model call these with its own recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models import model_file
from models.model_file import ModelFile
from models.scorer import Scorer
from models.session import session_of
from models.training import boosting, recipe
from models.training.boosting import Examples, Size
from models.training.recipe import SEEDS, Recipe, Runs
from models.training.window_graph import feature_session


def moment(made: Recipe, rows: int, seed: int = 0) -> dict[str, Any]:
    """Random windows of that many detectors, with some channels missing."""
    draw = np.random.default_rng(seed)
    channels = len(made.channels)
    fast = draw.gamma(2.0, 5.0, (made.shape.fast, rows, channels)).astype(np.float32)
    slow = draw.gamma(2.0, 5.0, (made.shape.slow, rows, channels)).astype(np.float32)
    return {"fast": fast, "slow": slow, "have": draw.random((rows, channels)) < 0.7}


def trees_and_file_agree(made: Recipe) -> None:
    """The graph gives what scikit-learn's trees give on the graph's own features."""
    given = made.inputs()
    graph = feature_session(given, made.features(given))
    windows = moment(made, 400)
    (told,) = graph.run(["features"], windows)
    draw = np.random.default_rng(1)
    positive = np.nan_to_num(told[:, 0]) + draw.normal(0.0, 5.0, 400) > 10.0
    kind = np.where(positive, np.arange(400) % (len(made.kinds) - 1), len(made.kinds) - 1)
    found = Examples(told, positive, kind, np.arange(400), np.arange(400))
    size = Size(trees=8, leaves=6, kind_trees=3, kind_leaves=4, least_rows=5, bins=12)
    fitted = boosting.fit(found, made.rising(), len(made.kinds), 1, size)
    given = made.inputs()
    session = session_of(boosting.build(fitted, given, made.features(given)).SerializeToString())
    probability, kinds, again = session.run(["probability", "kind", "features"], windows)
    np.testing.assert_array_equal(again, told)
    np.testing.assert_allclose(probability, fitted.probability(told), atol=2e-6)
    worth = probability >= fitted.kind_from
    np.testing.assert_allclose(kinds[worth], fitted.what.predict_proba(told)[worth], atol=2e-5)


def training_twice_gives_the_same_bytes(made: Recipe, folder: Path) -> None:
    """A --quick training on the same series and seed."""
    recipe.draw(made, folder / "learn", "learn", 3, made.quick)
    recipe.draw(made, folder / "tune", "tune", 3, Runs(faults=2, normal=2, days=0.5))
    first, second = (recipe.train(made, folder, 3, True, lambda words: None) for _ in range(2))
    assert first == second
    assert ModelFile(folder / "model.onnx", first, None).description.model == made.name


def any_channels_may_be_missing(made: Recipe) -> None:
    """Every single channel, and coming and going: between 0 and 1 each time; of nothing told, no number."""
    model = model_file.shipped(made.name)
    channels = len(made.channels)
    sets = np.concatenate([np.eye(channels, dtype=bool), np.zeros((1, channels), dtype=bool)])
    scorer = Scorer(model, sets.shape[0])
    draw = np.random.default_rng(2)
    for _ in range(8):
        values = np.where(sets, draw.random(sets.shape), np.nan).astype(np.float32)
        have = sets & (draw.random(sets.shape) < 0.8)
        scores = scorer.tick(values, have)
        told = have.any(axis=1)
        assert ((scores.probability[told] >= 0) & (scores.probability[told] <= 1)).all()
        assert np.isnan(scores.probability[~told]).all()


def no_run_is_in_two_sets(made: Recipe) -> None:
    """Kinds of sites of the test are not those of learning; no two sets share a seed."""
    assert not set(made.learn_sites) & set(made.test_sites)
    assert len(set(SEEDS.values())) == len(SEEDS)


def first_warning(made: Recipe, values: np.ndarray[Any, Any]) -> tuple[int | None, str | None]:
    """The tick at which the shipped model first warns of `values` (ticks, channels), and of what."""
    model = model_file.shipped(made.name)
    scorer = Scorer(model, 1)
    for tick, row in enumerate(values.astype(np.float32)):
        scores = scorer.tick(row[None], ~np.isnan(row)[None])
        if scores.begins[0]:
            return tick, model.description.kinds[int(np.argmax(scores.kind[0, :-1]))]
    return None, None
