from __future__ import annotations

from pathlib import Path

import pytest

from cloud.imports import command
from simulators import province
from simulators.province import Amounts


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "cloud.toml"
    file.write_text(
        '[database]\npath = "c.sqlite3"\n[timeseries]\npath = "r.duckdb"\n'
        '[mqtt]\nhost = "127.0.0.1"\nport = 1883\nclient_id = "x"\n'
    )
    return file


def place(tmp_path: Path, config: Path, name: str, *more: str) -> int:
    return command.main(["places", str(tmp_path / name), "--config", str(config), *more])


def test_a_simulated_province_goes_in_whole(
    tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province.write(tmp_path, Amounts(206, 300, 180, 400), rows_a_file=300)
    assert place(tmp_path, config, "organisations.csv", "--dry-run") == 0
    assert "created 0" in capsys.readouterr().err.replace("\n", " ")
    for name in ("organisations", "buildings", "gateways", "points", "points-2"):
        assert place(tmp_path, config, f"{name}.csv") == 0, capsys.readouterr().err


def test_faults_are_shown_and_nothing_is_written(
    tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "organisations.csv").write_text("单位编号,单位名称,类别,区划\nn-1,x,城堡,150102\n")
    assert place(tmp_path, config, "organisations.csv") == 1
    assert "城堡" in capsys.readouterr().err
    assert place(tmp_path, config, "nowhere.csv") == 2
