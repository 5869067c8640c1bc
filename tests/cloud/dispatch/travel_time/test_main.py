"""The command line: one unit's way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloud.dispatch.travel_time.__main__ import main
from tests.cloud.dispatch.travel_time.drawing import CROSS_NODES, Way, drawn

WAYS = [Way(number, (number, 5), {"highway": "primary"}) for number in (1, 2, 3, 4)]


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    return ["--osm", str(drawn(tmp_path / "map.osm", CROSS_NODES, WAYS)), "--data", str(tmp_path / "roads")]


def test_seconds_metres_and_ways_for_programs_and_for_people(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--from", "40.0,111.005", "--to", "40.005,111.01"]
    assert main([*options, *places, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["way_ids"] == [1, 2]
    assert said["seconds"] == pytest.approx(said["metres"] / (60 / 3.6), rel=1e-3)
    assert main([*options, *places]) == 0
    assert capsys.readouterr().out.splitlines()[2].split() == ["way_ids", "1", "2"]
    assert main([*options, *places, "--hour", "15", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["seconds"] == pytest.approx(1.05 * said["seconds"], rel=1e-3)


def test_without_roads_the_curve_answers_with_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--from", "-40.0,111.0", "--to", "-40.0,111.02", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["seconds"] == pytest.approx(3.76 * said["metres"] ** 0.567, rel=1e-3)
    assert said["error_s"] == 61.0
    assert said["way_ids"] == []


def test_where_no_way_leads_exit_code_1(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*options, "--from", "10,10", "--to", "40.0,111.005"]) == 1
    assert "no way leads there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "why"),
    [("Hohhot", "is no place"), ("40.0", "is no place"), ("111.0,40.0", "latitude comes first")],
)
def test_a_place_that_is_none_is_said_with_its_cure(
    place: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--from", place, "--to", "40.0,111.0"]) == 2
    assert why in capsys.readouterr().err
    assert main(["--osm", "gone.pbf", "--from", "40,111", "--to", "40.0,111.0"]) == 2
    assert "gone.pbf" in capsys.readouterr().err
