"""Training of the health model: the same bytes from the same seed, trees and graph alike, nothing leaks."""

import json

import numpy as np
import pytest

from models.detector_health import evaluate, series, train
from models.detector_health.examples import examples, truth
from models.detector_health.features import SHAPE, features, inputs
from models.detector_health.figures import over_drift, unchanged
from models.model_file import load
from models.training import making
from models.training.cut import FEATURES, Cutter, answers_at
from models.training.window_graph import feature_session
from models.windows import Windows
from simulators import ageing_types, sensor_ageing


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    folder = tmp_path_factory.mktemp("age") / "sites"
    sensor_ageing.write(folder, 10, 3, 8.0, train.TYPES, train.SITES)
    return folder


def test_a_quick_training_gives_the_same_bytes_twice_and_trees_and_graph_agree(sites, tmp_path):
    output = tmp_path / "model.onnx"
    assert train.main(["--quick", "--seed", "3", "--data", str(sites), "--output", str(output)]) == 0
    rows = examples(series.fleets(sites), 3, train.QUICK_EACH)
    raw, fitted = making.make(train.RECIPE, rows, train.TRAINED_ON, 3, train.RECIPE.quick)
    assert raw == output.read_bytes()
    told = examples(series.fleets(sites), 3, train.QUICK_EACH, model=load(output).session)
    assert np.allclose(told.features[:, 0], fitted.probability(rows.features), atol=1e-5)


def test_types_and_sites_that_judge_are_others_or_at_least_of_other_seeds_than_those_that_teach():
    for seed in (1, 2, 1000):
        known, other = evaluate.halves(seed)
        assert set(known[1]) <= set(train.TYPES)
        assert set(known[2]) <= set(train.SITES)
        assert not set(other[1]) & set(train.TYPES)
        assert not set(other[2]) & set(train.SITES)
        assert len({seed, known[3], other[3]}) == 3
    assert {*train.TYPES, *evaluate.OTHER_TYPES} == set(ageing_types.TYPES), "no type is left out"
    assert {*train.SITES, *evaluate.OTHER_SITES} == set(ageing_types.SITES), "no kind of site is left out"


def test_all_detectors_of_a_site_stay_on_one_side_of_the_split(tmp_path, monkeypatch):
    monkeypatch.setattr(sensor_ageing, "RUNS", 2)
    sensor_ageing.write(tmp_path / "sites", 4, 3, 4.0, train.TYPES, train.SITES)
    first, second = series.fleets(tmp_path / "sites")
    assert first.run.tolist() == [0] * 6 + [1] * 6
    assert second.run.tolist() == [2] * 6 + [3] * 6
    assert (first.run[first.near] == first.run[:, None]).all(), "neighbours are of the same site"
    rows = examples([first, second], 3, each=6)
    assert np.array_equal(rows.group, rows.run)
    assert set(rows.run) == set(range(4))


def test_a_healthy_detector_is_never_faulty_and_a_fault_never_before_it_begins(sites):
    for fleet in series.fleets(sites):
        fault, known = truth(fleet, fleet.values.shape[0])
        healthy = fleet.kind == "healthy"
        assert healthy.any()
        assert not healthy.all()
        assert not fault[:, healthy].any()
        assert known[:, healthy].all()
        assert fault[-1, ~healthy].all(), "a fault that began stays"
        seconds = np.arange(fleet.values.shape[0])[:, None] * fleet.step_s
        assert not fault[seconds < np.nan_to_num(fleet.event_s, nan=np.inf)].any()


def test_neighbours_of_a_moment_are_those_that_a_gateway_sees(sites):
    fleet = next(series.fleets(sites))
    values, near = fleet.values[:, :6], fleet.near[:6]
    given = inputs()
    session = feature_session(given, features(given))
    windows, cutter = Windows(SHAPE, 6, values.shape[2]), Cutter(values, SHAPE)
    for tick in range(900):
        windows.push(values[tick], ~np.isnan(values[tick]))
    real = {"fast": windows.fast, "slow": windows.slow, "have": windows.have, "near": near}
    (whole,) = session.run(["features"], real)
    cut = answers_at(session, FEATURES, cutter, np.full(6, 899), np.arange(6), near)
    assert np.allclose(cut, whole, rtol=1e-2, atol=2e-3, equal_nan=True)


def test_the_rules_beside_the_model_do_what_they_say():
    day = round(86_400 / SHAPE.tick_s)
    smoke = np.full((4 * day, 2), 0.1, dtype=np.float32)
    smoke[2 * day :, 0] = 0.4
    smoke[::5, 1] += 0.01
    drift = over_drift(smoke, np.array([0.5, 0.5]), SHAPE.tick_s)
    assert drift[:, 0].argmax() == 2 * day + day // 2 - 1
    assert not drift[:, 1].any()
    still = unchanged(smoke, SHAPE.tick_s)
    assert still[:, 0].argmax() == day
    assert not still[2 * day : 3 * day - 1, 0].any()
    assert not still[:, 1].any()


def test_the_evaluation_answers_in_json_and_writes_a_card(tmp_path, capsys):
    sensor_ageing.write(tmp_path / "sites", 2, 9, 3.0, evaluate.OTHER_TYPES, evaluate.OTHER_SITES)
    card = tmp_path / "card.md"
    assert evaluate.main(["--data", str(tmp_path / "sites"), "--json", "--card", str(card)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["all"]["detectors"] == 12
    assert said["model"]["sha256"] in card.read_text(encoding="utf-8")
    assert evaluate.main(["--data", str(tmp_path)]) == 2
