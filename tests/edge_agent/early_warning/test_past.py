"""What a model has seen survives a restart, and what cannot be read is left aside."""

from pathlib import Path

import numpy as np
import pytest

from edge_agent.early_warning.past import COLUMNS, Past
from edge_agent.early_warning.tasks import HEALTH, TASKS, WATER
from models import model_file
from models.model_file import ModelFile
from models.windows import Windows

PARTS = ("pump-room", "roof")


@pytest.fixture(scope="module")
def water() -> ModelFile:
    return model_file.shipped("water_supply")


def written(path: Path, model: ModelFile) -> Past:
    channels = len(model.description.channels)
    windows = Windows(model.description.shape, 2, channels)
    for value in range(7):
        windows.push(np.full((2, channels), value, np.float32), np.ones((2, channels), bool))
    told = {name: np.full((2, channels), 6.0) for name in COLUMNS}
    past = Past(path)
    past.write(TASKS[model.description.model], model, PARTS, told, windows, 1_700_000_000_000)
    return past


def test_what_was_seen_is_read_again(tmp_path: Path, water: ModelFile) -> None:
    remembered = written(tmp_path / "water.npz", water).read(WATER, water)
    assert remembered is not None
    assert remembered.parts == PARTS
    assert remembered.ts == 1_700_000_000_000
    assert remembered.windows.fast[-4:, 0, 0].tolist() == [3, 4, 5, 6]
    assert (remembered.inputs["value"] == 6.0).all()


def test_nothing_is_found_where_nothing_was_written(tmp_path: Path, water: ModelFile) -> None:
    assert Past(tmp_path / "water.npz").read(WATER, water) is None


def test_what_another_model_has_seen_is_left_aside(tmp_path: Path, water: ModelFile) -> None:
    past = written(tmp_path / "water.npz", water)
    assert past.read(HEALTH, model_file.shipped("detector_health")) is None


@pytest.mark.parametrize("keep", [0, 10, 300, -30])
def test_a_file_that_is_cut_off_is_left_aside(tmp_path: Path, water: ModelFile, keep: int) -> None:
    path = tmp_path / "water.npz"
    past = written(path, water)
    path.write_bytes(path.read_bytes()[:keep])
    assert past.read(WATER, water) is None


def test_a_file_that_is_none_of_ours_is_left_aside(tmp_path: Path, water: ModelFile) -> None:
    path = tmp_path / "water.npz"
    np.savez(path, about=np.array("{}"))
    assert Past(path).read(WATER, water) is None


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path: Path, water: ModelFile) -> None:
    path = tmp_path / "water.npz"
    past = written(path, water)
    (tmp_path / "water.npz.new").mkdir()
    past.write(WATER, water, PARTS, {}, Windows(water.description.shape, 2, 5), 0)
    assert past.read(WATER, water) is not None


def test_a_past_with_what_is_no_number_is_left_aside(tmp_path: Path, water: ModelFile) -> None:
    windows = Windows(water.description.shape, 2, 5)
    windows.push(np.full((2, 5), np.nan, np.float32), np.ones((2, 5), bool))
    past = Past(tmp_path / "water.npz")
    past.write(WATER, water, PARTS, {name: np.zeros((2, 5)) for name in COLUMNS}, windows, 0)
    assert past.read(WATER, water) is None
