from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from runtime.faults import PlainFault
from simulators.fires import sweep
from simulators.fires.kinds import KINDS, counts

SHORT = ["flaming", "liquid", "toast"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sweep") / "drawn"
    asked = ["--runs", "8", "--life-hours", "2", "--seed", "3", "--kinds", *SHORT]
    assert sweep.main(["--output", str(made), *asked]) == 0
    return made


def test_every_run_has_its_row_and_its_column(folder: Path) -> None:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 9
    for row in rows:
        block = np.load(folder / "blocks" / f"{row['block']}.npz")
        assert block["kind"][int(row["column"])] == row["kind"]
        assert block["room"][int(row["column"])] == row["room"]


def test_blocks_have_the_shape_the_trainer_reads(folder: Path) -> None:
    for path in sorted((folder / "blocks").iterdir()):
        block = np.load(path)
        ticks, runs, detectors, channels = block["values"].shape
        assert (detectors, channels) == (5, 5)
        assert list(block["where"]) == ["near", "mid", "far", "corridor", "beyond"]
        assert block["hrr_kw"].shape == (ticks, runs)
        assert block["distance_m"].shape == (runs, detectors)
        assert block["values"].dtype == block["hrr_kw"].dtype == np.float32
        assert float(block["step_s"]) == 2.0
        assert np.isnan(block["ignition_s"]).tolist() == (block["kind"] == "life").tolist()


def test_values_are_physical(folder: Path) -> None:
    for path in (folder / "blocks").iterdir():
        values = np.load(path)["values"]
        assert np.isfinite(values).all()
        assert values[..., 0].min() >= 0
        assert values[..., 0].max() <= 100
        assert values[..., 1].min() > -40
        assert values[..., 1].max() < 950
        assert values[..., 2].min() >= 0
        assert values[..., 3].min() >= 415
        assert values[..., 4].min() >= 0
        assert values[..., 4].max() <= 100


def test_three_minutes_of_quiet_come_first(folder: Path) -> None:
    for path in (folder / "blocks").iterdir():
        block = np.load(path)
        if block["kind"][0] != "life":
            assert block["ignition_s"].min() >= 180
            assert block["hrr_kw"][:90].max() == 0
            assert block["values"][:90, :, :, 0].max() < 2


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    sweep.write(tmp_path / "again", 8, 2.0, 3, SHORT)
    for path in [*sorted((folder / "blocks").iterdir()), folder / "manifest.csv"]:
        assert (tmp_path / "again" / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_another_seed_gives_other_runs() -> None:
    task = sweep.Task(["candle"], 500.0)
    assert not np.array_equal(sweep.draw(task, 1, 0).values, sweep.draw(task, 2, 0).values)


def test_a_folder_that_holds_something_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    assert sweep.main(["--output", str(tmp_path), "--runs", "1", "--life-hours", "0"]) == 2
    assert "empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_a_sweep_that_breaks_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "draw", broken)
    with pytest.raises(KeyboardInterrupt):
        sweep.write(tmp_path / "drawn", 1, 0.0, 1)
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_draw_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match="nothing to draw"):
        sweep.write(tmp_path / "drawn", 0, 0.0, 1)


@pytest.mark.parametrize("runs", [1, 14, 100, 3000])
def test_every_run_is_given_to_a_kind(runs: int) -> None:
    assert sum(counts(runs).values()) == runs
    if runs >= 100:
        assert min(counts(runs).values()) >= 1


def test_hours_of_life_are_all_drawn() -> None:
    for hours in (1, 60, 700, 9600):
        drawn = sum(len(task.kinds) * task.length_s * 5 / 3600 for task in sweep.tasks(0, hours))
        assert drawn == pytest.approx(hours, abs=1)


def test_no_block_is_larger_than_256_runs_and_all_of_it_is_as_long() -> None:
    for task in sweep.tasks(3000, 0):
        assert len(task.kinds) <= 256
        assert {KINDS[kind].length_s for kind in task.kinds} == {task.length_s}
