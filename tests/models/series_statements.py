"""What is stated of every model of slow series; the tests of each model call these with its own recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import model_file
from models.model_file import ModelFile
from models.scorer import Scorer
from models.session import session_of
from models.training import boosting, recipe, simulated
from models.training.boosting import Examples, Size
from models.training.recipe import Recipe
from models.training.window_graph import feature_session
from runtime.faults import PlainFault
from simulators import series_sweep
from simulators.series_sweep import Wish, World


def moment(made: Recipe, rows: int, seed: int = 0) -> dict[str, Any]:
    """Random windows of that many detectors, with some channels missing."""
    draw = np.random.default_rng(seed)
    channels = len(made.channels)
    fast = draw.gamma(2.0, 5.0, (made.graph.SHAPE.fast, rows, channels)).astype(np.float32)
    slow = draw.gamma(2.0, 5.0, (made.graph.SHAPE.slow, rows, channels)).astype(np.float32)
    return {"fast": fast, "slow": slow, "have": draw.random((rows, channels)) < 0.7}


_SMALL: dict[str, tuple[boosting.Fitted, Any]] = {}


def _small(made: Recipe) -> tuple[boosting.Fitted, Any]:
    """A few trees on the graph's own features of random windows, and these features; fitted once."""
    if made.name not in _SMALL:
        _SMALL[made.name] = _fitted(made)
    return _SMALL[made.name]


def _fitted(made: Recipe) -> tuple[boosting.Fitted, Any]:
    given = made.graph.inputs()
    (told,) = feature_session(given, made.graph.features(given)).run(["features"], moment(made, 400))
    draw = np.random.default_rng(1)
    positive = np.nan_to_num(told[:, 0]) + draw.normal(0.0, 5.0, 400) > 10.0
    kind = np.where(positive, np.arange(400) % (len(made.kinds) - 1), len(made.kinds) - 1)
    found = Examples(told, positive, kind, np.arange(400), np.arange(400))
    size = Size(trees=6, leaves=6, kind_trees=2, kind_leaves=4, least_rows=5, bins=8)
    return boosting.fit(found, made.graph.rising(), len(made.kinds), 1, size), told


def trees_and_file_agree(made: Recipe) -> None:
    """The graph gives what scikit-learn's trees give on the graph's own features."""
    fitted, told = _small(made)
    given = made.graph.inputs()
    session = session_of(boosting.build(fitted, given, made.graph.features(given)).SerializeToString())
    probability, kinds, again = session.run(["probability", "kind", "features"], moment(made, 400))
    np.testing.assert_array_equal(again, told)
    np.testing.assert_allclose(probability, fitted.probability(told), atol=2e-6)
    worth = probability >= fitted.kind_from
    np.testing.assert_allclose(kinds[worth], fitted.what.predict_proba(told)[worth], atol=2e-5)


def trees_keep_to_the_directions(made: Recipe) -> None:
    """More of a feature that may only raise the probability never lowers it, and the other way round."""
    fitted, told = _small(made)
    rows, rising = told[:60], made.graph.rising()
    before = fitted.probability(rows)
    for place in np.flatnonzero(rising):
        more = rows.copy()
        more[:, place] += 3.0
        known = ~np.isnan(rows[:, place])
        change = (fitted.probability(more) - before) * rising[place]
        assert (change[known] >= -1e-12).all(), made.graph.names()[place]


def training_twice_gives_the_same_bytes(made: Recipe, world: World, folder: Path) -> None:
    """A --quick training on the same series and seed."""
    sites, quick = tuple(made.learn_sites), made.quick
    learn = Wish(quick.faults, quick.normal, quick.days, sites, 3)
    series_sweep.write(world, folder / "learn", learn)
    series_sweep.write(world, folder / "tune", Wish(2, 2, 0.5, sites, 1003))
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


def no_run_is_in_two_sets(made: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulator is asked for sets of three seeds, and for a test at kinds of sites of its own."""
    asked: dict[str, tuple[str, set[str]]] = {}

    def run(module: str, *words: object) -> None:
        told = list(map(str, words))
        folder, seed = (told[told.index(option) + 1] for option in ("--output", "--seed"))
        asked[folder] = (seed, set(told[told.index("--sites") + 1 :]))

    monkeypatch.setattr(simulated, "run", run)
    for which in ("learn", "tune", "test"):
        recipe.draw(made, Path(which), which, 1, made.quick)
    assert len({seed for seed, _ in asked.values()}) == 3
    assert asked["learn"][1] == asked["tune"][1] == set(made.learn_sites)
    assert asked["test"][1]
    assert not asked["test"][1] & asked["learn"][1]


def the_last_limit_is_tried_too(made: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lowest limit that is calm enough is taken, be it the last; where none is, that is said."""
    told = recipe.described(made, recipe.limits(made, 0.5), 1, 1)
    for last in (recipe.GRID[0], recipe.GRID[7], recipe.GRID[-1]):
        monkeypatch.setattr(recipe, "_rare", lambda made, told, played, one, last=last: one.on >= last)
        assert recipe.choose(made, told, []).on == last
    monkeypatch.setattr(recipe, "_rare", lambda *given: False)
    with pytest.raises(PlainFault, match=f"{made.name}: even a limit of 0.9995 gives more than 0.05 false"):
        recipe.choose(made, told, [])


def first_warning(made: Recipe, values: np.ndarray[Any, Any]) -> tuple[int | None, str | None]:
    """The tick at which the shipped model first warns of `values` (ticks, channels), and of what."""
    model = model_file.shipped(made.name)
    scorer = Scorer(model, 1)
    for tick, row in enumerate(values.astype(np.float32)):
        scores = scorer.tick(row[None], ~np.isnan(row)[None])
        if scores.begins[0]:
            return tick, model.description.kinds[int(np.argmax(scores.kind[0, :-1]))]
    return None, None
