"""Figures against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from models.fire_risk import judging
from models.fire_risk.judging import Told


def drawn(seed: int, rows: int = 800) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    said = np.round(draw.beta(1, 8, rows), 2)  # with ties
    return said, draw.random(rows) < said


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_auc_and_pr_auc_are_those_of_the_textbook(seed: int) -> None:
    said, happened = drawn(seed)
    told = judging.figures(Told(said, happened, np.arange(800), np.full(800, 0.1)))
    assert told["auc"] == pytest.approx(roc_auc_score(happened, said))
    assert told["pr_auc"] == pytest.approx(average_precision_score(happened, said))


def test_capture_is_the_share_of_events_among_the_likeliest() -> None:
    said = np.linspace(0, 1, 1_000)
    happened = np.zeros(1_000, dtype=bool)
    happened[[5, 905, 955, 999]] = True
    told = judging.figures(Told(said, happened, np.arange(1_000), np.full(1_000, 0.004)))
    assert [told[f"capture_{part}pct"] for part in (5, 10, 20)] == [0.5, 0.75, 0.75]


def test_probabilities_twice_too_high_are_told_by_the_calibration_error() -> None:
    said, _ = drawn(3, 40_000)
    happened = np.random.default_rng(4).random(40_000) < said
    assert judging.ece(said, happened) < 0.01
    assert judging.ece(np.minimum(2 * said, 1), happened) > 0.08


def test_the_limit_of_any_model_is_the_truths_own_and_a_poorer_order_lies_below() -> None:
    draw = np.random.default_rng(0)
    truth = draw.beta(1, 20, 200_000)
    happened = draw.random(200_000) < truth
    assert judging.expected_auc(truth) == pytest.approx(roc_auc_score(happened, truth), abs=0.006)
    blurred = truth * np.exp(draw.normal(size=truth.size))
    assert judging.expected_auc(truth, blurred) < judging.expected_auc(truth) - 0.05


def test_deviance_prefers_the_truth_to_its_mean() -> None:
    said, happened = drawn(5, 20_000)
    assert judging.deviance(said, happened) < judging.deviance(np.full(20_000, happened.mean()), happened)


def test_intervals_hold_the_figure_and_are_wider_where_sites_come_again() -> None:
    said, happened = drawn(6, 4_000)
    alone = judging.figures(Told(said, happened, np.arange(4_000), said, said))
    low, high = alone["intervals"]["auc"]
    assert low < alone["auc"] < high
    order = np.argsort(happened, kind="stable")
    clustered = judging.figures(Told(said[order], happened[order], np.arange(4_000) // 40, said, said))
    wide = clustered["intervals"]["pr_auc"]
    assert wide[1] - wide[0] > 1.2 * (alone["intervals"]["pr_auc"][1] - alone["intervals"]["pr_auc"][0])


def test_where_nothing_happened_there_is_no_order_to_judge() -> None:
    told = judging.figures(
        Told(np.full(50, 0.01), np.zeros(50, dtype=bool), np.arange(50), np.full(50, 0.01))
    )
    assert np.isnan(told["auc"])
    assert told["events"] == 0
