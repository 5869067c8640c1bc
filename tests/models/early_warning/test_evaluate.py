from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from models.early_warning.evaluate import main
from models.graph_file import shipped_hash
from models.model_file import MANIFEST, shipped
from tests.models.early_warning import folder

NAMES_OTHERS_RELY_ON = {
    "fires",
    "fires_found",
    "median_lead_over_threshold_s",
    "median_time_ratio",
    "later_than_threshold",
    "nuisances",
    "nuisances_called_fire",
    "detector_days",
    "false_warnings",
}


def test_it_prints_the_names_that_others_rely_on_in_all_and_by_experiment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for write in (folder.nist, folder.cfast, folder.fsri, folder.occupancy):
        write(tmp_path)
    assert main(["--data", str(tmp_path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) >= NAMES_OTHERS_RELY_ON
    assert len(said["experiments"]) == 6
    for one in said["experiments"]:
        assert set(one) >= NAMES_OTHERS_RELY_ON
    assert (said["fires"], said["nuisances"]) == (3, 1)
    assert said["fires_found"] == 3
    assert said["detector_days"] > 0.2
    assert set(said["trade_offs"]) == {"early", "balanced", "cautious"}
    assert said["model"]["sha256"] == shipped("early_warning").sha256


def test_a_folder_of_one_set_is_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    folder.occupancy(tmp_path, minutes=200)
    assert main(["--data", str(tmp_path)]) == 0
    assert "false warnings per 100 detector-days" in capsys.readouterr().out


def test_pictures_lie_beside_the_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.nist(tmp_path)
    assert main(["--data", str(tmp_path), "--json", "--pictures", str(tmp_path / "drawn")]) == 0
    drawn = {path.name for path in (tmp_path / "drawn").glob("*.svg")}
    assert drawn == {"times.svg", "reliability.svg", "SDC99.svg"}
    assert "阈值" in (tmp_path / "drawn" / "times.svg").read_text(encoding="utf-8")
    capsys.readouterr()


def test_a_station_that_told_nothing_is_null_and_not_nan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curves = folder.nist(tmp_path) / "nist_smoke_alarms" / "curves.csv"
    told = [
        line if ",A," in line or "test" in line else _emptied(line) for line in curves.read_text().split()
    ]
    curves.write_text("\n".join(told) + "\n")
    assert main(["--data", str(tmp_path), "--json"]) == 0
    text = capsys.readouterr().out
    assert "NaN" not in text
    (test,) = json.loads(text)["experiments"]
    assert [one["highest_probability"] is None for one in test["detectors"]] == [False, True]


def _emptied(line: str) -> str:
    test, station, second, *rest = line.split(",")
    return ",".join([test, station, second, *[""] * len(rest)])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--data", "nowhere"], "none of nist_smoke_alarms"),
        (["--data", "{data}", "--model", "{data}/none.onnx"], "none.onnx"),
        (["--data", "{data}", "--thresholds", "{data}/none.toml"], "none.toml"),
    ],
)
def test_what_cannot_be_used_is_said_and_ends_with_2(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.nist(tmp_path)
    assert main([word.format(data=tmp_path) for word in arguments]) == 2
    assert told in capsys.readouterr().err.replace("\n", "")


def test_the_models_that_ship_are_small() -> None:
    every = json.loads(MANIFEST.read_text(encoding="utf-8"))
    told = {name: entry for name, entry in every.items() if "fire_risk" not in name}  # the centre's
    assert sum(entry["bytes"] for entry in told.values()) <= 5_000_000
    for name in told:
        path, sha256 = shipped_hash(name)
        raw = path.read_bytes()
        assert len(raw) == told[name]["bytes"]
        assert hashlib.sha256(raw).hexdigest() == sha256
        card = path.with_name("card.md")
        assert card.is_file(), f"{name} has no card"
        assert sha256 in card.read_text(encoding="utf-8"), "the card is of another file"
