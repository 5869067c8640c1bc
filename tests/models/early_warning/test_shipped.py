"""What the model that ships does with plain cases; its figures are in its card."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.early_warning.channels import CHANNELS, CO, HEAT, SMOKE
from models.early_warning.thresholds import THRESHOLDS
from models.model_file import ModelFile, shipped
from models.scorer import Scorer
from models.windows import Floats

#: What a detector's room is like when nothing happens.
AMBIENT = np.array([0.02, 21.0, 0.5, 500.0, 40.0])


@pytest.fixture(scope="module")
def model() -> ModelFile:
    return shipped("early_warning")


def warned(
    model: ModelFile, seconds: int, curve: Callable[[int], dict[int, float]], channels: tuple[int, ...]
) -> tuple[int | None, Floats]:
    """When one detector is first warned of, and the ticks it was told: quiet for 20 minutes, then `curve`."""
    draw = np.random.default_rng(3)
    noise = np.array([0.006, 0.06, 0.4, 6.0, 0.2])
    scorer = Scorer(model, 1)
    have = np.zeros((1, len(CHANNELS)), dtype=bool)
    have[0, list(channels)] = True
    ticks = []
    first = None
    for second in range(-1200, seconds):
        values = AMBIENT + draw.normal(0.0, noise)
        if second >= 0:
            for channel, more in curve(second).items():
                values[channel] += more
        ticks.append(np.maximum(values, 0.0))
        scores = scorer.tick(np.array([ticks[-1]], dtype=np.float32), have)
        if scores.begins[0] and first is None:
            first = second
    return first, np.array(ticks, dtype=np.float32)


def test_a_growing_fire_is_warned_of_before_either_threshold(model: ModelFile) -> None:
    def flames(second: int) -> dict[int, float]:
        heat = 0.012 * max(second - 5, 0) ** 2
        return {SMOKE: heat * 0.01, HEAT: heat**0.67 * 0.9, CO: heat * 0.15}

    first, ticks = warned(model, 240, flames, (SMOKE, HEAT, CO))
    smoke, heat = (entry.crossed(ticks) for entry in THRESHOLDS[:2])
    assert first is not None
    assert smoke is not None
    assert heat is not None
    assert first < min(smoke, heat) - 1200


def test_a_smouldering_fire_is_warned_of_long_before_the_threshold(model: ModelFile) -> None:
    def glow(second: int) -> dict[int, float]:
        return {SMOKE: 0.6 * (second / 900) ** 2, CO: 45 * (second / 900) ** 2, HEAT: second / 900}

    first, ticks = warned(model, 1200, glow, (SMOKE, HEAT, CO))
    crossed = THRESHOLDS[0].crossed(ticks)
    assert first is not None
    assert crossed is not None
    assert first < 0.8 * (crossed - 1200)


def test_quiet_hours_stay_quiet(model: ModelFile) -> None:
    first, _ = warned(model, 3600, lambda second: {HEAT: 2 * np.sin(second / 600)}, tuple(range(5)))
    assert first is None


def test_a_door_opened_to_winter_is_no_fire(model: ModelFile) -> None:
    def cold(second: int) -> dict[int, float]:
        return {HEAT: -14.0 * np.exp(-(((second - 120) / 60) ** 2))}

    first, _ = warned(model, 900, cold, (SMOKE, HEAT))
    assert first is None


def test_a_detector_that_comes_back_hot_is_seen_at_once(model: ModelFile) -> None:
    scorer = Scorer(model, 1)
    have = np.zeros((1, len(CHANNELS)), dtype=bool)
    have[0, [SMOKE, HEAT]] = True
    hot = np.array([[2.0, 70.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    raised = [bool(scorer.tick(hot, have).begins[0]) for _ in range(30)]
    assert any(raised), "there was no past to compare with, and it is hot all the same"
