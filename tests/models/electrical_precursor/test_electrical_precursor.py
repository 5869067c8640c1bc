from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models import model_file
from models.electrical_precursor import features
from models.electrical_precursor.channels import CHANNELS, LOAD, RESIDUAL
from models.electrical_precursor.limits import RESIDUAL_MA
from models.electrical_precursor.making import RECIPE
from models.training.window_graph import feature_session
from simulators.circuits.sweep import WORLD
from tests.models import series_statements as say

DAY = 720


def test_trees_and_file_agree() -> None:
    say.trees_and_file_agree(RECIPE)


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    say.training_twice_gives_the_same_bytes(RECIPE, WORLD, tmp_path)


def test_any_channels_may_be_missing() -> None:
    say.any_channels_may_be_missing(RECIPE)


def test_no_run_is_in_two_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    say.no_run_is_in_two_sets(RECIPE, monkeypatch)


def test_the_last_limit_is_tried_too(monkeypatch: pytest.MonkeyPatch) -> None:
    say.the_last_limit_is_tried_too(RECIPE, monkeypatch)


def _ordinary(days: int, seed: int = 4) -> np.ndarray:
    """A circuit of an office: load by day, heat after it, some leakage of filters."""
    draw = np.random.default_rng(seed)
    hour = np.arange(days * DAY) / 30.0 % 24.0
    load = 12.0 + 40.0 * ((hour > 8) & (hour < 18)) + draw.normal(0.0, 1.0, hour.size)
    air = 21.0 + 1.5 * np.cos((hour - 15.0) / 24.0 * 2 * np.pi)
    warm = np.convolve(load, np.ones(15) / 15, mode="same")
    heat = air + 14.0 * (warm / 60.0) ** 2
    values = np.stack([22.0 + 0.2 * warm, heat, heat + 0.4, heat - 0.3, heat - 4.0, air, load], axis=1)
    return values + draw.normal(0.0, 0.2, values.shape)


def test_a_drift_is_found_days_before_the_fixed_limit_and_the_ordinary_days_before_it_are_not() -> None:
    values = _ordinary(20)
    since = np.maximum(np.arange(values.shape[0]) - 9 * DAY, 0) / DAY
    values[:, RESIDUAL] = np.hypot(values[:, RESIDUAL], 28.0 * since)
    limit = int(np.argmax(values[:, RESIDUAL] >= RESIDUAL_MA))
    tick, kind = say.first_warning(RECIPE, values)
    assert tick is not None
    assert 9 * DAY < tick < limit - 3 * DAY
    # Insulation either way: from one circuit's first days a steep drift and a step look alike.
    assert kind in ("drift", "step")


def test_more_leakage_and_heat_only_raise_the_trees_score() -> None:
    rising = features.rising()
    assert {features.names()[place] for place in np.flatnonzero(rising == 1)} >= {
        "residual: now", "hottest: now", "residual: day over last week", "joint: grown"
    }  # fmt: skip
    say.trees_keep_to_the_directions(RECIPE)


def test_a_residual_that_is_higher_throughout_never_lowers_the_probability() -> None:
    model = model_file.shipped(RECIPE.name)
    values = _ordinary(9)
    last = []
    for extra in (0.0, 50.0, 100.0, 200.0, 400.0):
        fast = np.repeat(values[-64:, None], 1, axis=1).astype(np.float32)
        slow = values[: 64 * 90].reshape(64, 90, 7).mean(axis=1)[:, None].astype(np.float32)
        fast[:, :, RESIDUAL] += extra
        (probability,) = model.session.run(
            ["probability"], {"fast": fast, "slow": slow, "have": np.array([[True] + [False] * 6])}
        )
        last.append(float(probability[0]))
    assert last == sorted(last)
    assert last[-1] > 0.9


def test_a_joint_that_heats_more_for_the_same_load_shows_whatever_the_load() -> None:
    given = features.inputs()
    session = feature_session(given, features.features(given))
    slow = np.full((64, 1, len(CHANNELS)), 20.0, dtype=np.float32)
    slow[:, :, LOAD] = np.where(np.arange(64)[:, None] % 8 < 4, 20.0, 80.0)
    slow[:, :, 1:5] += (slow[:, :, LOAD] / 20.0)[:, :, None] ** 2
    slow[56:, :, 1] += 2.0 * (slow[56:, :, LOAD] / 20.0) ** 2
    fast = np.repeat(slow[-1:], 64, axis=0)
    have = np.ones((1, len(CHANNELS)), dtype=bool)
    (told,) = session.run(["features"], {"fast": fast, "slow": slow, "have": have})
    grown = told[0, features.names().index("joint: grown")]
    assert 0.7 < grown < np.log(3.0) + 0.1
    assert told[0, features.names().index("joint: grown apart")] > 0.5
