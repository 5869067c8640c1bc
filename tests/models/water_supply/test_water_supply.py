from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models import model_file
from models.training.blocks import Block
from models.water_supply import features, limits
from models.water_supply.channels import PRESSURE, PUMP
from models.water_supply.making import RECIPE
from simulators.waterworks.sweep import WORLD
from tests.models import series_statements as say

DAY = 1440


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


def _site(days: int) -> np.ndarray:
    """A pressure pump that saws between 0.60 and 0.67 MPa every four hours; a tank that stands."""
    draw = np.random.default_rng(3)
    minute = np.arange(days * DAY)
    values = np.full((minute.size, 5), np.nan)
    values[:, PRESSURE] = 0.67 - 0.07 * (minute % 240) / 240.0 + draw.normal(0.0, 0.001, minute.size)
    values[:, 1] = 2.0 + draw.normal(0.0, 0.005, minute.size)
    values[:, PUMP] = 0.0
    return values


def test_ordinary_days_with_a_pump_test_and_a_draw_are_not_warned_of() -> None:
    values = _site(6)
    values[4 * DAY : 4 * DAY + 15, PRESSURE] = 0.78
    values[4 * DAY : 4 * DAY + 15, PUMP] = 1.0
    values[5 * DAY : 5 * DAY + 8, PRESSURE] -= 0.05
    assert say.first_warning(RECIPE, values) == (None, None)


def test_a_pump_that_does_not_start_is_found_before_the_pressure_is_at_the_limit() -> None:
    values = _site(8)
    minutes = np.arange(3 * DAY)
    values[5 * DAY :, PRESSURE] = np.maximum(0.67 - 0.07 * minutes / 240.0, 0.0)
    limit = int(np.argmax(values[:, PRESSURE] < limits.PRESSURE_MPA))
    tick, _ = say.first_warning(RECIPE, values)
    assert tick is not None
    assert 5 * DAY < tick < limit - 120


def test_less_pressure_and_water_only_raise_the_trees_score() -> None:
    rising = dict(zip(features.names(), features.rising(), strict=True))
    assert rising["pressure: now"] == rising["level: now to usual"] == -1
    assert rising["pump: day over days before"] == 1
    assert rising["pressure: slope 1 h"] == 0
    say.trees_keep_to_the_directions(RECIPE)


def test_an_empty_tank_is_likely_wrong_and_a_full_one_the_least() -> None:
    model = model_file.shipped(RECIPE.name)
    told = []
    for level in (2.0, 1.6, 1.0, 0.5, 0.0):
        fast = np.full((64, 1, 5), level, dtype=np.float32)
        slow = np.full((64, 1, 5), 2.0, dtype=np.float32)
        have = np.array([[False, True, False, False, False]])
        (probability,) = model.session.run(["probability"], {"fast": fast, "slow": slow, "have": have})
        told.append(float(probability[0]))
    assert told[-1] > 0.9
    assert told[0] == min(told)


def test_a_fixed_limit_speaks_only_after_five_minutes() -> None:
    values = np.full((600, 1, 5), 0.5, dtype=np.float32)
    values[100:104, 0, PRESSURE] = 0.02
    values[300:310, 0, PRESSURE] = 0.02
    block = Block(values, 60.0, np.array([np.nan]), ("normal",), ("x",), np.zeros((600, 1), dtype=np.float32))
    assert np.flatnonzero(limits.crossed(block)[:, 0]).tolist() == list(range(304, 310))
