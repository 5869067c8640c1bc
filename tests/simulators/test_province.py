from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from simulators import province
from simulators.province import Amounts
from telemetry.areas import COUNTIES

FEW = Amounts(organisations=515, buildings=900, gateways=400, points=3000)


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_files_hold_what_was_asked_for_and_say_that_it_is_made_up(tmp_path: Path) -> None:
    written = province.write(tmp_path, FEW, seed=3)
    assert list(written.values()) == [515, 900, 400, 3000]
    assert {row["备注"] for row in read(tmp_path / "organisations.csv")} == {"模拟数据"}


def test_counties_have_their_share_by_population(tmp_path: Path) -> None:
    province.write(tmp_path, FEW)
    areas = [row["区划"] for row in read(tmp_path / "organisations.csv")]
    most = max(COUNTIES, key=lambda county: county[3])[0]
    assert max(set(areas), key=areas.count) == most
    assert {area[:4] for area in areas} == {code[:4] for code, *_ in COUNTIES}


def test_the_same_seed_makes_the_same_province(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        province.write(tmp_path / name, FEW, seed)
    files = [(tmp_path / name / "organisations.csv").read_bytes() for name in "abc"]
    assert files[0] == files[1] != files[2]


def test_long_lists_are_split_and_nothing_is_lost_between_the_files(tmp_path: Path) -> None:
    written = province.write(tmp_path, FEW, rows_a_file=1000)
    assert [file.name for file in written if "points" in file.name] == [
        "points.csv",
        "points-2.csv",
        "points-3.csv",
    ]
    parts = {(row["网关号"], row["部件号"]) for file in tmp_path.glob("points*") for row in read(file)}
    assert len(parts) == 3000


def test_excel_files_hold_the_same(tmp_path: Path) -> None:
    province.write(tmp_path, FEW, excel=True)
    sheet = openpyxl.load_workbook(tmp_path / "organisations.xlsx", read_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows()) == 516


def test_counts_that_cannot_be_are_refused_in_plain_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert province.main(["--to", str(tmp_path), "--organisations", "10", "--buildings", "5"]) == 2
    assert "correct the counts" in capsys.readouterr().err
