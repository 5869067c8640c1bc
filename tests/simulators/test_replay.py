from __future__ import annotations

from pathlib import Path

import pytest

from simulators import replay
from simulators.documents import DocumentError
from tests.simulators.places import write

DESCRIBED = """\
file: curve.csv
rows: {test: T1, station: A}
columns: {smoke: od, temperature: t, co: co, co_unit: volpct}
ambient_c: 20
"""
CURVE = """\
test,station,time_s,od,t,co
T1,A,0,0.0,20,0
T1,B,0,9,9,9
T1,A,2,0.1,,0.01
T1,A,4,0.2,60,0.02
"""


def curve(folder: Path, text: str = CURVE, described: str = DESCRIBED) -> replay.Curve:
    write(folder / "curve.csv", text)
    return replay.load(write(folder / "curve.yaml", described))


def test_the_chosen_rows_become_what_a_detector_sees(tmp_path: Path) -> None:
    seen = curve(tmp_path)
    assert seen.smoke_db_m == pytest.approx([0.0, 1.0, 2.0])
    assert seen.co_ppm == pytest.approx([0.0, 100.0, 200.0])
    assert seen.obscuration[1] == pytest.approx(20.567, abs=0.001)


def test_a_gap_is_bridged(tmp_path: Path) -> None:
    assert curve(tmp_path).heat_k == pytest.approx([0.0, 20.0, 40.0])


def test_between_rows_it_is_interpolated_and_after_them_it_is_over(tmp_path: Path) -> None:
    seen = curve(tmp_path)
    assert seen.at(1.0) == pytest.approx((0.5, 10.0, 50.0))
    assert seen.at(-1.0) == seen.at(5.0) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("T1,A,4,0.2", "T1,A,4,x", r"curve\.csv:5: column od: 'x' is no number; correct the cell"),
        ("T1,A,4,0.2", "T1,A,4,inf", r"curve\.csv:5: column od: inf is not finite"),
        ("T1,A,4", "T1,A,1", "column time_s: time does not rise; name one series"),
        ("T1,A,4", "T1,A,", "column time_s: empty cells"),
        ("T1,A", "T2,A", r"0 rows with test = T1, station = A; correct `rows`"),
        ("od", "smoke", r"curve\.csv:1: there is no column 'od'; it has test, station"),
    ],
)
def test_a_fault_is_told_with_file_line_and_column(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(DocumentError, match=told):
        curve(tmp_path, CURVE.replace(before, after))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"curve\.csv: cannot be read"):
        replay.load(write(tmp_path / "curve.yaml", DESCRIBED))


def test_smoke_in_percent_and_in_decibels(tmp_path: Path) -> None:
    percent = curve(
        tmp_path,
        "time_s,s\n0,0\n1,20.567\n",
        "file: curve.csv\ncolumns: {smoke: s, smoke_unit: obscuration}\n",
    )
    decibels = curve(
        tmp_path, "time_s,s\n0,0\n1,1\n", "file: curve.csv\ncolumns: {smoke: s, smoke_unit: db}\n"
    )
    assert percent.smoke_db_m == pytest.approx(decibels.smoke_db_m, abs=1e-3)
