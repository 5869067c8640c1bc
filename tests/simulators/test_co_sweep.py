"""Hours of CO in homes: the same bytes from a seed, whole folders only, hazards that are dangerous."""

import numpy as np
import pytest

from simulators import co_scenes, co_sweep, series_folder


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        co_sweep.write(tmp_path / name, 10, seed=5, hours=1.0)
    one, two = ((tmp_path / name / "blocks" / "000.npz").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("keep")
    assert co_sweep.main(["--output", str(tmp_path), "--runs", "2"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert "empty" in capsys.readouterr().err


def test_nothing_half_written_is_left_behind(tmp_path):
    def fails(number: int) -> series_folder.Block:
        if number:
            raise OSError("the disk is full")
        return {"values": np.zeros(3)}

    with pytest.raises(series_folder.PlainFault, match="the disk is full"):
        series_folder.write(tmp_path / "new", 2, fails)
    assert list(tmp_path.iterdir()) == []


def test_every_scene_comes_by_its_share():
    names = co_sweep.kinds(1000)
    for name, scene in co_scenes.SCENES.items():
        assert (
            abs(names.count(name) - 1000 * scene.share / sum(s.share for s in co_scenes.SCENES.values())) < 12
        )


def test_hazards_bring_more_co_than_a_home_without():
    block = co_sweep.draw(["generator", "life"] * 8, co_scenes.HOMES, [4, 0], hours=6.0)
    peak = block["values"][:, :, 0, co_sweep.CHANNELS.index("co")].max(axis=0)
    hazard = block["kind"] == "generator"
    assert np.median(peak[hazard]) > 60
    assert np.median(peak[hazard]) > 4 * np.median(peak[~hazard])
    assert np.isfinite(block["values"]).all()
    assert np.isnan(block["event_s"][~hazard]).all()
