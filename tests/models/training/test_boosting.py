"""Fitting: whole groups calibrate, and features that nobody has are no trouble."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.boosting import Examples, Size, fit, weights
from runtime.faults import PlainFault

SMALL = Size(trees=3, leaves=4, kind_trees=1, kind_leaves=3, least_rows=3, bins=6)
RISING = np.array([1, 0, 0])


def made(rows: int = 240, kinds: int = 2) -> Examples:
    """Runs of ten rows, two of each group; the last feature is known to nobody."""
    draw = np.random.default_rng(1)
    features = draw.normal(size=(rows, 3)).astype(np.float32)
    features[:, 2] = np.nan
    positive = features[:, 0] > 0.0
    run = np.arange(rows) // 10
    return Examples(features, positive, np.where(positive, 0, kinds - 1), run, run // 2)


def test_all_runs_of_a_group_are_held_back_or_none() -> None:
    examples = made()
    for seed in range(5):
        held = examples.held(seed)
        assert 0 < held.sum() < len(examples)
        assert not set(examples.group[held]) & set(examples.group[~held])
        assert not set(examples.run[held]) & set(examples.run[~held])


def test_a_feature_that_no_example_has_changes_nothing() -> None:
    examples = made()
    fitted = fit(examples, RISING, 2, 1, SMALL)
    other = examples.features.copy()
    other[:, 2] = 5.0
    assert np.array_equal(fitted.probability(examples.features), fitted.probability(other))
    assert fitted.probability(examples.features)[examples.positive].min() > 0.5


def test_a_kind_without_examples_is_said_by_its_number() -> None:
    with pytest.raises(PlainFault, match=r"kinds \[0, 2\], all of 0\.\.2 are needed; draw more runs"):
        fit(made(kinds=3), RISING, 3, 1, SMALL)


def test_kinds_that_were_all_held_back_are_learnt_from_all_and_that_is_said() -> None:
    examples = made(kinds=3)
    rare = examples.group == examples.group[examples.held(1)][0]
    some = Examples(
        examples.features, examples.positive, np.where(rare, 1, examples.kind), examples.run, examples.group
    )
    assert not fit(some, RISING, 3, 1, SMALL).kinds_apart
    assert fit(made(), RISING, 2, 1, SMALL).kinds_apart


def test_rows_without_any_danger_have_weights_all_the_same() -> None:
    examples = made()
    safe = Examples(examples.features, examples.positive & False, examples.kind, examples.run, examples.group)
    assert weights(safe) == pytest.approx(np.ones(len(safe)))
