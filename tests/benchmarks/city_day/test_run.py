from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.city_day import command
from benchmarks.city_day.operators import Policy
from benchmarks.city_day.report import figures
from benchmarks.city_day.run import play
from simulators.city_day.day import Plan

PLAN = Plan(buildings=12, fires=2, flood=40, seed=5)


def test_a_small_city_s_fires_are_found_and_never_hidden_and_a_second_day_is_the_same(
    tmp_path: Path,
) -> None:
    tables = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        played = play(tmp_path / name, PLAN, Policy(seats=2), lambda _at: None)
        tables.append(figures(PLAN, Policy(seats=2), played))
        played.centre.close()
    first, second = tables
    assert (first["fires"]["found"], first["fires"]["missed"], first["fires"]["hidden from the top"]) == (
        2,
        0,
        0,
    )
    assert first["load"]["groups handed out"] < first["load"]["raw alarms in"]  # type: ignore[operator]
    first.pop("run")
    second.pop("run")
    assert first == second


@pytest.mark.parametrize("given", [["--buildings", "3"], ["--fires", "400"], ["--seats", "0"]])
def test_what_cannot_be_played_is_told_plainly(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(given) == 2
    assert given[0] in capsys.readouterr().err


def test_the_figures_come_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code = command.main(["--buildings", "10", "--fires", "1", "--flood", "20", "--seats", "1", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (code, told["city"]["real fires"], told["fires"]["missed"]) == (0, 1, 0)
