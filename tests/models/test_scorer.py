"""Many detectors through one model."""

from pathlib import Path

import numpy as np
import pytest

from models import model_file
from models.decision import Limits
from models.early_warning.channels import HEAT, RINGS, SMOKE
from models.model_file import ModelFile
from models.scorer import Scorer
from tests.models.tiny import SHAPE, tiny, values, written


@pytest.fixture
def model(tmp_path: Path) -> ModelFile:
    return model_file.load(written(tmp_path, tiny()).path)


def test_a_rise_of_one_detector_warns_of_that_one(model: ModelFile) -> None:
    scorer = Scorer(model, 3)
    told, have = values(3)
    assert not scorer.tick(told, have).begins.any()
    told[1, 1] = 40.0
    scores = scorer.tick(told, have)
    assert scores.begins.tolist() == [False, True, False]
    assert scores.probability[1] > 0.99 > 0.1 > scores.probability[0]
    assert scores.kind[1].argmax() == 0


def test_stale_inputs_raise_nothing_and_end_nothing(model: ModelFile) -> None:
    scorer = Scorer(model, 1)
    scorer.tick(*values(1))
    assert scorer.tick(*values(1, heat=40.0)).begins.all()
    told, have = values(1)
    for _ in range(10):
        scores = scorer.tick(told, np.zeros_like(have))
        assert np.isnan(scores.probability).all()
    assert scorer.decision.raised.all()


def test_one_stale_channel_lowers_nothing_but_confidence(model: ModelFile) -> None:
    scorer = Scorer(model, 1)
    scorer.tick(*values(1))
    whole = scorer.tick(*values(1, heat=28.0, co=5.0)).probability[0]
    told, have = values(1, heat=28.0)
    have[0, 2] = False
    without = scorer.tick(told, have).probability[0]
    assert 0.0 < without < whole


def test_neighbours_add_to_what_a_detector_sees(model: ModelFile) -> None:
    near = np.array([[1, -1], [0, -1]])
    alone, beside = Scorer(model, 2), Scorer(model, 2, near)
    for scorer in (alone, beside):
        scorer.tick(*values(2))
    told, have = values(2, heat=26.0)
    told[1, 1] = 45.0
    assert beside.tick(told, have).probability[0] > alone.tick(told, have).probability[0]


def test_another_scorer_goes_on_with_windows_and_warnings(model: ModelFile) -> None:
    first = Scorer(model, 1)
    for _ in range(SHAPE.fast):
        first.tick(*values(1))
    first.tick(*values(1, heat=40.0))
    second = Scorer(model, 1, windows=first.windows, decision=first.decision)
    scores = second.tick(*values(1, heat=40.0))
    assert scores.probability[0] > 0.99
    assert not scores.begins.any()
    assert second.decision.raised.all()


BESIDE = Limits(on=0.6, sure=0.99, off=0.2, confirm=50, calm=3, beside=0.4)


@pytest.mark.parametrize(("shy", "begins"), [(0.1, False), (0.0, True)])
def test_a_threshold_that_rings_on_the_same_values_asks_for_less(
    tmp_path: Path, shy: float, begins: bool
) -> None:
    ringing = model_file.load(written(tmp_path, tiny(rings=True)).path)
    scorer = Scorer(ringing, 1, limits=BESIDE)
    heat = RINGS[HEAT]
    assert heat is not None
    scorer.tick(*values(1, heat=heat - 8.0))
    scores = scorer.tick(*values(1, heat=heat - shy))
    assert BESIDE.beside < scores.probability[0] < BESIDE.on  # type: ignore[operator]
    assert scores.begins.tolist() == [begins]


def test_a_threshold_rings_only_on_values_that_are_there(tmp_path: Path) -> None:
    ringing = model_file.load(written(tmp_path, tiny(rings=True)).path)
    scorer = Scorer(ringing, 2, limits=BESIDE)
    told, have = values(2, heat=48.0)
    scorer.tick(told, have)
    told[:, HEAT], told[:, SMOKE] = 56.0, 5.0
    have[1, SMOKE] = True
    assert scorer.tick(told, have).begins.tolist() == [False, True]
