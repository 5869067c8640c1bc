"""The judging of attendance from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.travel_time.__main__ import main
from benchmarks.travel_time.judging import apart, split, unseen
from models.travel_time import fires
from tests.models.travel_time import files


def figures(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    assert main([*map(str, arguments), "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_file_alone_is_split_by_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = files.written(tmp_path / "fires.csv", files.fires(600))
    said = figures(capsys, "--fires", file, "--stations", files.stations(tmp_path / "s.csv"))
    assert said["train"]["to"] < said["judged"]["from"]
    assert said["n"] + said["train"]["n"] == 600
    assert said["mae_s"] < said["curve_mae_s"] < said["region_mae_s"]
    assert said["within_60s"] > 0.95
    assert said["mae_s_interval"][0] < said["mae_s"] < said["mae_s_interval"][1]
    assert sum(one["n"] for one in said["by_hour"].values()) == said["n"]
    assert sum(one["n"] for one in said["by_distance_m"].values()) == said["n"]


def test_other_stations_and_regions_are_judged_without_having_been_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = files.fires(600)
    train = files.written(tmp_path / "train.csv", [row for row in rows if row["BoroughName"] != "Croydon"])
    other = files.written(tmp_path / "other.csv", [row for row in rows if row["BoroughName"] == "Croydon"])
    said = figures(
        capsys, "--train", train, "--fires", other, "--stations", files.stations(tmp_path / "s.csv")
    )
    assert said["n"] == said["fires_of_unseen_stations"] == 200
    assert said["fires_of_unplaced_stations"] == 0
    without = figures(capsys, "--train", train, "--fires", other)
    assert without["fires_of_unplaced_stations"] == 200


def test_regions_can_be_kept_out_of_the_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = files.written(tmp_path / "fires.csv", files.fires(600))
    told = fires.read(file)
    before, after = split(told)
    train, judged = apart(before, after, 2)
    regions = sorted(set(told.region.tolist()))
    assert set(judged.region.tolist()) == set(regions[::2])
    assert set(train.region.tolist()) == set(regions[1::2])
    said = figures(capsys, "--fires", file, "--regions-apart", "2")
    assert (said["n"], said["train"]["n"]) == (len(judged), len(train))


def test_a_fire_that_is_judged_is_never_learnt_from(tmp_path: Path) -> None:
    told = fires.read(files.written(tmp_path / "fires.csv", files.fires(300)))
    before, after = split(told)
    assert before.day.max() < after.day.min()
    assert len(unseen(told, after)) == len(before)
    assert np.array_equal(unseen(before, after).seconds, before.seconds)


def test_what_cannot_be_used_is_told_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = files.fires(300)
    one_day = files.written(tmp_path / "day.csv", [{**row, "DateOfCall": "2009-01-01"} for row in rows])
    assert main(["--fires", str(one_day)]) == 2
    assert "cannot be split by date" in capsys.readouterr().err
    rows[7]["Easting_m"] = "?"
    assert main(["--fires", str(files.written(tmp_path / "bad.csv", rows))]) == 2
    assert "bad.csv, line 9, Easting_m" in capsys.readouterr().err


def test_people_are_shown_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--fires", str(files.written(tmp_path / "fires.csv", files.fires(300)))]) == 0
    assert "one-line curve" in capsys.readouterr().out
