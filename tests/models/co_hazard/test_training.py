"""Training of the CO model: the same bytes from the same seed, trees and graph alike, nothing leaks."""

import json

import numpy as np
import pytest

from models.co_hazard import evaluate, series, train
from models.co_hazard.channels import CO
from models.co_hazard.examples import examples, truth
from models.co_hazard.features import SHAPE
from models.co_hazard.kinds import HAZARDS, KINDS
from models.model_file import load
from models.training import making
from models.training.cut import Cutter
from models.windows import Windows
from simulators import co_scenes, co_sweep


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("co") / "homes"
    co_sweep.write(folder, 70, seed=3, homes=train.HOMES)
    return folder


def test_a_quick_training_gives_the_same_bytes_twice_and_trees_and_graph_agree(homes, tmp_path):
    output = tmp_path / "model.onnx"
    assert train.main(["--quick", "--seed", "3", "--data", str(homes), "--output", str(output)]) == 0
    rows = examples(series.homes(homes, 3), 3, train.QUICK_EACH)
    raw, fitted = making.make(train.RECIPE, rows, train.TRAINED_ON, 3, train.RECIPE.quick)
    assert raw == output.read_bytes()
    told = examples(series.homes(homes, 3), 3, train.QUICK_EACH, model=load(output).session)
    assert np.allclose(told.features[:, 0], fitted.probability(rows.features), atol=1e-5)


def test_a_folder_without_homes_is_told_plainly(tmp_path, capsys):
    assert train.main(["--quick", "--data", str(tmp_path), "--output", str(tmp_path / "model.onnx")]) == 2
    assert "simulators.co_sweep" in capsys.readouterr().err


def test_homes_that_judge_are_of_other_kinds_or_at_least_of_other_seeds_than_homes_that_teach():
    for seed in (1, 2, 1000):
        known, other = evaluate.halves(seed)
        assert set(known[1]) <= set(train.HOMES)
        assert not set(other[1]) & set(train.HOMES)
        assert len({seed, known[2], other[2]}) == 3
    assert {*train.HOMES, *evaluate.OTHER_HOMES} == set(co_scenes.HOMES), "no kind is left out"


def test_all_detectors_of_a_home_stay_on_one_side_of_the_split(tmp_path, monkeypatch):
    monkeypatch.setattr(co_sweep, "RUNS", 3)
    co_sweep.write(tmp_path / "homes", 6, seed=3, hours=1.0)
    homes = {}
    for one in series.homes(tmp_path / "homes", 3):
        homes.setdefault(one.name.rpartition("-")[0], set()).add(one.run)
    assert len(homes) == 6, "two blocks of three"
    assert sorted(run for runs in homes.values() for run in runs) == list(range(6)), "a number each"
    rows = examples(series.homes(tmp_path / "homes", 3), 3, each=10)
    assert np.array_equal(rows.group, rows.run)
    assert set(rows.run) == set(range(6))


def test_danger_is_what_the_standard_says_of_the_air(homes):
    for one in series.homes(homes, 3):
        danger, known = truth(one)
        if one.kind not in HAZARDS:
            assert not danger.any()
        assert not danger[
            np.arange(danger.size) * SHAPE.tick_s < np.nan_to_num(one.event_s, nan=np.inf)
        ].any()
        assert known.shape == one.values[:, CO].shape
        assert one.kind in KINDS


def test_windows_cut_out_of_a_series_are_those_that_a_gateway_keeps(homes):
    some = list(series.homes(homes, 3))[:6]
    values = np.stack([one.values for one in some], axis=1)
    windows, cutter = Windows(SHAPE, 6, values.shape[2]), Cutter(values, SHAPE)
    who = np.arange(6)
    for tick in range(700):
        windows.push(values[tick], ~np.isnan(values[tick]))
        if tick in (0, 44, 45, 300, 699):
            fast, slow, have = cutter.at(np.full(6, tick), who)
            assert np.array_equal(have, windows.have)
            assert np.allclose(fast[:, have], windows.fast[:, have])
            assert np.allclose(slow[:, have], windows.slow[:, have], rtol=1e-4, atol=1e-3)


def test_the_evaluation_answers_in_json_and_writes_a_card(tmp_path, capsys):
    co_sweep.write(tmp_path / "homes", 6, seed=9, hours=2.0)
    card = tmp_path / "card.md"
    assert evaluate.main(["--data", str(tmp_path / "homes"), "--json", "--card", str(card)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["homes"]["all"]["detectors"] == 18
    assert said["model"]["sha256"] in card.read_text(encoding="utf-8")
    assert evaluate.main(["--data", str(tmp_path), "--homes", "0"]) == 2
