"""What a model has seen survives a restart, and what cannot be read is left aside."""

from pathlib import Path

import numpy as np
import pytest

from edge_agent.early_warning.past import Past, Remembered
from models.windows import Shape, Windows

SHAPE = Shape(tick_s=60.0, fast=4, slow=3, slow_every=2)
CHANNELS = ("pressure", "level")
PARTS = ("pump-room", "roof")


def written(path: Path) -> Past:
    windows = Windows(SHAPE, 2, 2)
    for value in range(7):
        windows.push(np.full((2, 2), value, np.float32), np.ones((2, 2), bool))
    past = Past(path)
    past.write(CHANNELS, PARTS, {"value": np.full((2, 2), 6.0)}, windows.kept(), 1_700_000_000_000)
    return past


def found(past: Past, channels: tuple[str, ...] = CHANNELS, shape: Shape = SHAPE) -> Remembered | None:
    return past.read(channels, shape)


def test_what_was_seen_is_read_again(tmp_path: Path) -> None:
    remembered = found(written(tmp_path / "water.npz"))
    assert remembered is not None
    assert remembered.parts == PARTS
    assert remembered.ts == 1_700_000_000_000
    assert remembered.windows.fast[:, 0, 0].tolist() == [3, 4, 5, 6]
    assert remembered.inputs["value"].tolist() == [[6.0, 6.0], [6.0, 6.0]]


def test_nothing_is_found_where_nothing_was_written(tmp_path: Path) -> None:
    assert found(Past(tmp_path / "water.npz")) is None


def test_what_other_channels_or_windows_have_seen_is_left_aside(tmp_path: Path) -> None:
    past = written(tmp_path / "water.npz")
    assert found(past, channels=("pressure", "flow")) is None
    assert found(past, shape=Shape(60.0, 4, 5, 2)) is None


@pytest.mark.parametrize("keep", [0, 10, 300, -30])
def test_a_file_that_is_cut_off_is_left_aside(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "water.npz"
    past = written(path)
    path.write_bytes(path.read_bytes()[:keep])
    assert found(past) is None


def test_a_file_that_is_none_of_ours_is_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "water.npz"
    np.savez(path, about=np.array("{}"))
    assert found(Past(path)) is None


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "water.npz"
    past = written(path)
    (tmp_path / "water.npz.new").mkdir()
    past.write(CHANNELS, PARTS, {}, Windows(SHAPE, 2, 2).kept(), 0)
    assert found(past) is not None
