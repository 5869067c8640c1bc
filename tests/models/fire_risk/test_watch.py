"""Calibration watched over outcomes, and champion against challenger."""

from __future__ import annotations

import numpy as np
import pytest

from models.fire_risk import promotion, watch


def outcomes(rows: int = 40_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    truth = draw.beta(1, 40, rows)
    return truth, draw.random(rows) < truth


def test_a_model_that_is_right_is_hardly_ever_called_wrong() -> None:
    levels = [watch.calibration(*outcomes(8_000, seed)).level for seed in range(60)]
    assert levels.count("alert") <= 1


@pytest.mark.parametrize("factor", [0.6, 1.6])
def test_probabilities_that_no_longer_hold_are_an_alert_in_both_languages(factor: float) -> None:
    truth, happened = outcomes()
    found = watch.calibration(np.clip(truth * factor, 0, 1), happened)
    assert found.level == "alert"
    assert "重新校准" in found.zh
    assert "calibrate again" in found.en


def test_too_few_outcomes_say_nothing() -> None:
    found = watch.calibration(np.full(100, 0.01), np.arange(100) < 2)
    assert found.level == "unknown"
    assert "2 confirmed fires" in found.en


def test_the_stability_index_is_0_of_the_same_and_grows_both_ways() -> None:
    assert watch.psi([0.5, 0.5], [0.5, 0.5]) == 0
    assert watch.psi([0.5, 0.5], [0.9, 0.1]) == pytest.approx(0.4 * np.log(9))
    assert watch.psi([1.0, 0.0], [0.0, 1.0]) < 20, "an empty bin is not infinite"


def verdict(champion: np.ndarray, challenger: np.ndarray, happened: np.ndarray) -> promotion.Verdict:
    rows = np.arange(happened.size)
    return promotion.compare(champion, challenger, happened, rows // 2, rows % 3)


def test_a_surely_better_challenger_is_promoted_and_never_the_other_way() -> None:
    truth, happened = outcomes()
    blurred = np.clip(truth * np.exp(np.random.default_rng(1).normal(size=truth.size) - 0.5), 1e-6, 0.9)
    assert verdict(blurred, truth, happened).promoted
    back = verdict(truth, blurred, happened)
    assert not back.promoted
    assert any("AUC" in reason for reason in back.en)
    assert len(back.zh) == len(back.en)


def test_an_equal_challenger_is_not_promoted() -> None:
    truth, happened = outcomes()
    found = verdict(truth, truth.copy(), happened)
    assert not found.promoted
    assert "not all above 0" in found.en[0]


def test_a_challenger_that_is_wrong_about_one_category_stays_out() -> None:
    truth, happened = outcomes()
    blurred = np.clip(truth * np.exp(np.random.default_rng(1).normal(size=truth.size) - 0.5), 1e-6, 0.9)
    group = np.arange(truth.size) % 12 == 0
    skewed = np.where(group, truth / 3, truth)
    found = promotion.compare(blurred, skewed, happened, np.arange(truth.size), group.astype(int))
    assert happened[group].sum() >= 30
    assert not found.promoted
    assert any("category 1" in reason for reason in found.en)


def test_without_events_the_champion_stays() -> None:
    found = verdict(np.full(100, 0.1), np.full(100, 0.2), np.zeros(100, dtype=bool))
    assert not found.promoted
    assert found.en == ("0 confirmed fires, fewer than 50",)


def test_points_of_a_right_model_hold_what_was_said_and_lose_no_row() -> None:
    rng = np.random.default_rng(7)
    said = rng.beta(1, 40, 20_000)
    happened = rng.random(said.size) < said
    found = watch.points(said, happened)
    assert sum(one.rows for one in found) == said.size
    assert sum(one.events for one in found) == happened.sum()
    assert [one.said for one in found] == sorted(one.said for one in found)
    assert all(one.said * one.rows >= 1 for one in found)
    assert sum(one.low <= one.said <= one.high for one in found) >= len(found) - 1
    assert not any(one.low <= 3 * one.said <= one.high for one in found[3:])


def test_few_sites_with_little_chance_are_one_point_and_none_is_none() -> None:
    (one,) = watch.points(np.full(30, 0.001), np.zeros(30, dtype=bool))
    assert (one.rows, one.events, one.low) == (30, 0, 0.0)
    assert 0.05 < one.high < 0.2
    assert watch.points(np.empty(0), np.empty(0, dtype=bool)) == []
