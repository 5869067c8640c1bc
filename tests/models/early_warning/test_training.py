from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.early_warning import features, series
from models.early_warning.blocks import of_experiments
from models.early_warning.card import card
from models.early_warning.channels import CHANNELS, CO, HEAT, SMOKE
from models.early_warning.evaluate import evaluated
from models.early_warning.examples import session
from models.early_warning.judging import play
from models.early_warning.kinds import KINDS
from models.early_warning.thresholds import THRESHOLDS
from models.early_warning.trade_offs import DEFAULT
from models.early_warning.train import main
from models.early_warning.training import FOLDS, Gathered, folds, model_bytes, on_unseen
from models.model_file import ModelFile, load
from models.training import simulated
from models.training.blocks import BlockFault
from models.training.boosting import Examples, Fitted, Size, fit
from models.windows import Windows
from simulators.fires import blocks
from simulators.fires import kinds as scenarios
from tests.models.early_warning import folder

CHANNEL_COUNT = len(CHANNELS)
SMALL = Size(trees=6, leaves=6, kind_trees=1, kind_leaves=4, bins=8)


def made_examples(rows: int = 600) -> Examples:
    draw = np.random.default_rng(5)
    told = draw.standard_normal((rows, len(features.names()))).astype(np.float32)
    told[draw.random(told.shape) < 0.3] = np.nan
    positive = np.nan_to_num(told[:, 0]) + draw.normal(0, 0.5, rows) > 0.3
    return Examples(
        told, positive, draw.integers(0, len(KINDS), rows), np.arange(rows) // 20, np.arange(rows) // 20
    )


@pytest.fixture(scope="module")
def trees() -> Fitted:
    return fit(made_examples(), features.rising(), len(KINDS), 3, SMALL)


@pytest.fixture(scope="module")
def model(trees: Fitted, tmp_path_factory: pytest.TempPathFactory) -> ModelFile:
    path = tmp_path_factory.mktemp("model") / "model.onnx"
    path.write_bytes(model_bytes(trees, "made", 3))
    return load(path)


def windows_of(draw: np.random.Generator, detectors: int) -> Windows:
    windows = Windows(features.SHAPE, detectors, CHANNEL_COUNT)
    have = draw.random((detectors, CHANNEL_COUNT)) < 0.8
    for _ in range(400):
        windows.push(draw.gamma(2.0, 3.0, (detectors, CHANNEL_COUNT)).astype(np.float32), have)
    return windows


def test_the_graph_says_what_the_trees_said(model: ModelFile, trees: Fitted) -> None:
    windows = windows_of(np.random.default_rng(1), 300)
    near = np.random.default_rng(2).integers(-1, 300, (300, features.NEIGHBOURS))
    inputs = {"fast": windows.fast, "slow": windows.slow, "have": windows.have, "near": near}
    probability, kind, told = model.session.run(["probability", "kind", "features"], inputs)
    assert np.abs(probability - trees.probability(told)).max() < 1e-5
    likely = probability >= model.description.kind_from
    assert np.abs(kind[likely] - trees.what.predict_proba(told[likely])).max() < 1e-5
    assert not kind[~likely].any()


def test_features_are_what_their_names_say() -> None:
    windows = Windows(features.SHAPE, 1, CHANNEL_COUNT)
    have = np.zeros((1, CHANNEL_COUNT), dtype=bool)
    have[0, [SMOKE, HEAT]] = True
    for second in range(2400):
        smoke = max(second - 2100, 0) * 0.001
        tick = np.full((1, CHANNEL_COUNT), np.nan, dtype=np.float32)
        tick[0, SMOKE], tick[0, HEAT] = smoke, 20 + smoke * 10
        windows.push(tick, have)
    nobody = np.full((1, features.NEIGHBOURS), -1)
    inputs = {"fast": windows.fast, "slow": windows.slow, "have": windows.have, "near": nobody}
    (row,) = session().run(None, inputs)[0]
    told = dict(zip(features.names(), row, strict=True))
    assert told["smoke: latest"] == pytest.approx(0.299, abs=1e-4)
    assert told["smoke: slope 1 min"] == pytest.approx(0.001, rel=1e-3)
    assert told["smoke: over 30 s"] == pytest.approx(0.0295, abs=1e-3)
    assert told["smoke: over its lowest"] == pytest.approx(0.299, abs=1e-3)
    assert told["ratio: heat to smoke"] == pytest.approx(np.log((2.99 + 0.6) / (0.299 + 0.03)), abs=0.01)
    assert np.isnan(
        [told["co: latest"], told["ratio: CO to smoke"], told["neighbours: most smoke rise"]]
    ).all()


def test_neighbours_are_seen_and_those_without_the_channel_are_not() -> None:
    windows = Windows(features.SHAPE, 3, CHANNEL_COUNT)
    have = np.zeros((3, CHANNEL_COUNT), dtype=bool)
    have[:, HEAT] = True
    have[1, CO] = True
    for second in range(200):
        tick = np.full((3, CHANNEL_COUNT), 20.0, dtype=np.float32)
        tick[1, CO] = second
        windows.push(tick, have)
    near = np.array([[2, 1, -1], [0, 2, -1], [0, -1, -1]])
    inputs = {"fast": windows.fast, "slow": windows.slow, "have": windows.have, "near": near}
    rows = session().run(None, inputs)[0]
    most = features.names().index("neighbours: most co rise")
    nearest = features.names().index("neighbours: nearest co rise")
    assert rows[0, most] == pytest.approx(199.0)
    assert np.isnan(rows[0, nearest]), "the nearest has no CO cell"
    assert np.isnan(rows[1:, most]).all()


def test_more_heat_co_or_smoke_never_makes_a_fire_less_likely(trees: Fitted) -> None:
    rows = made_examples(100).features
    for place in np.flatnonzero(features.rising()):
        more = rows.copy()
        more[:, place] += 1.0
        assert (trees.probability(more) >= trees.probability(rows) - 1e-12)[~np.isnan(rows[:, place])].all()


def test_rooms_tests_and_days_are_in_one_fold_each(tmp_path: Path) -> None:
    for write in (folder.nist, folder.cfast, folder.fsri, folder.occupancy):
        write(tmp_path)
    groups = [one.group for one in series.load(tmp_path)]
    of = folds([*groups, "simulated 000 1"])
    assert set(of) == set(groups), "what the simulator made is in no fold"
    assert set(of.values()) <= set(range(FOLDS))
    rooms = folds([f"cfast room {number}" for number in range(8)])
    assert sorted(rooms.values()) == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep with one short run of every scenario."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "blocks").mkdir()
    blocks.eventful(list(scenarios.KINDS), 1100.0, [1]).save(folder / "blocks" / "000.npz")
    blocks.life(1, 800.0, [2]).save(folder / "blocks" / "001.npz")
    return folder


@pytest.fixture
def small_sweep(sweep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small sweep in the place of the large one that the simulator would be run for."""

    def drawn(module: str, option: str, folder: Path, *others: object) -> None:
        assert (module, option) == ("simulators.fires.sweep", "--output")
        shutil.copytree(sweep, folder)

    monkeypatch.setattr(simulated, "run", drawn)


@pytest.mark.usefixtures("small_sweep")
def test_training_twice_gives_the_same_file(tmp_path: Path) -> None:
    data = folder.nist(tmp_path / "data")
    for name in ("one", "two"):
        asked = ["--quick", "--seed", "4", "--data", str(data), "--output", str(tmp_path / f"{name}.onnx")]
        assert main(asked) == 0
    one, two = ((tmp_path / f"{name}.onnx").read_bytes() for name in ("one", "two"))
    assert one == two
    description = load(tmp_path / "one.onnx").description
    assert "nist_smoke_alarms" in description.trained_on
    assert description.seed == 4


def test_a_quick_model_does_not_ship(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick"]) == 2
    assert "name a file with --output" in capsys.readouterr().err


def test_an_absent_channel_and_a_lonely_detector_are_no_trouble(model: ModelFile) -> None:
    given = {
        "fast": np.zeros((features.SHAPE.fast, 2, CHANNEL_COUNT), dtype=np.float32),
        "slow": np.zeros((features.SHAPE.slow, 2, CHANNEL_COUNT), dtype=np.float32),
        "have": np.zeros((2, CHANNEL_COUNT), dtype=bool),
        "near": np.full((2, features.NEIGHBOURS), -1),
    }
    probability, kind = model.session.run(["probability", "kind"], given)
    assert ((probability > 0) & (probability < 1)).all()
    assert kind.shape == (2, len(KINDS))
    stale = given | {name: given[name] + np.float32(50.0) for name in ("fast", "slow")}
    (again,) = model.session.run(["probability"], stale)
    assert np.array_equal(again, probability), "what stands in the windows of absent channels is not read"


def gathered(copies: int = 2) -> Gathered:
    """Runs of the simulator, and experiments in a few copies each, of five rows a run."""
    told = made_examples(600)
    run = np.arange(600) // 5
    names = [
        f"simulated 000 {place}" if place < 60 else f"cfast room {(place - 60) // copies}"
        for place in range(120)
    ]
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    group = np.array([number[name] for name in names])[run]
    return Gathered(replace(told, run=run, group=group), tuple(names))


def test_copies_of_an_experiment_calibrate_together_or_not_at_all() -> None:
    of = gathered()
    held = of.examples.held(3)
    calibrates = {of.groups[run] for run in of.examples.run[held]}
    assert any(name.startswith("cfast") for name in calibrates)
    assert not calibrates & {of.groups[run] for run in of.examples.run[~held]}


def test_figures_of_the_unseen_are_of_simulated_runs_that_fitted_nothing(trees: Fitted) -> None:
    of = gathered()
    said = on_unseen(trees, of, 3)
    held = of.examples.held(3)
    simulated_runs = {run for run in of.examples.run[held] if of.groups[run].startswith("simulated")}
    assert said["runs"] == len(simulated_runs) > 0
    assert sum(row["moments"] for row in said["kinds"]) == 5 * len(simulated_runs) < held.sum()
    assert sum(row["rows"] for row in said["reliability"]) == 5 * len(simulated_runs)
    assert (said["groups"], said["calibrated_rows"]) == (90, held.sum())


def test_the_card_counts_its_sets_and_keeps_measured_and_simulated_fires_apart(
    model: ModelFile, trees: Fitted, tmp_path: Path
) -> None:
    for write in (folder.nist, folder.cfast, folder.fsri):
        write(tmp_path)
    experiments = series.load(tmp_path)
    said = evaluated(model, play(model, experiments), THRESHOLDS, DEFAULT)
    page = card(model, said, on_unseen(trees, gathered(), 3), "by a test")
    assert "Measured: 1 NIST home fires, 1 UL FSRI room fires. Simulated: 2 runs of NIST CFAST and" in page
    assert "every fire found, measured, no burners | " in page
    assert "every fire found, simulated (CFAST) | " in page
    assert "every measured fire flamed" in page
    assert "of 90 groups, held back at random with all their copies" in page
    alone = card(model, None, on_unseen(trees, gathered(), 3), "by a test")
    assert "Measured: nothing. Simulated: this project's fire simulator." in alone
    assert "measured, no burners" not in alone


def test_an_experiment_of_an_unknown_kind_is_told_by_its_name(tmp_path: Path) -> None:
    (sofa,) = series.load(folder.fsri(tmp_path))
    with pytest.raises(BlockFault, match=r"fsri_compartments .*_1: the kind joke is unknown; one of "):
        list(of_experiments([replace(sofa, kind="joke")], {"fsri_compartments": 1}))


def test_a_burner_is_no_measured_fire_of_the_aims(model: ModelFile, tmp_path: Path) -> None:
    (sofa,) = series.load(folder.fsri(tmp_path))
    played = play(model, [sofa, replace(sofa, name="burner_1", kind="burner")])
    said = evaluated(model, played, THRESHOLDS, DEFAULT)
    assert (said["fires"], said["parts"]["measured"]["fires"], said["parts"]["simulated"]["fires"]) == (
        2,
        1,
        0,
    )
