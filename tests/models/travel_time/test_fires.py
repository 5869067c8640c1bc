"""Files of fires: what is read, and what is said of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.travel_time import fires
from models.travel_time.british_grid import grid
from runtime.faults import PlainFault
from tests.models.travel_time import files


def test_the_grid_is_the_ordnance_surveys() -> None:
    # Its guide's own example of both steps: Caister water tower, to the 5 m the shift promises.
    assert grid(52 + 39 / 60 + 28.7182 / 3600, 1 + 42 / 60 + 57.7871 / 3600) == pytest.approx(
        (651_409.9, 313_177.3), abs=5
    )


def test_rows_are_read_in_order_and_those_without_an_engine_are_counted(tmp_path: Path) -> None:
    rows = files.fires(5)
    rows[2]["FirstPumpArriving_AttendanceTime"] = "NULL"
    told = fires.read(files.written(tmp_path / "fires.csv", rows))
    assert len(told) == 4
    assert told.unattended == 1
    assert list(told.ground) == ["Acton", "Barking", "Acton", "Barking"]
    assert told.day[0] == 14_245


@pytest.mark.parametrize(
    "text", ["1230768000.0", "2009-01-01", "01 Jan 2009", "01/01/2009", "2009-01-01 00:00:00"]
)
def test_days_in_any_form_they_are_published_in(tmp_path: Path, text: str) -> None:
    row = {**files.fires(1)[0], "DateOfCall": text}
    assert list(fires.read(files.written(tmp_path / "fires.csv", [row])).day) == [14_245]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("DateOfCall", "yesterday"),
        ("DateOfCall", ""),
        ("TimeOfCall", "25:00:00"),
        ("Easting_m", "east"),
        ("Northing_m", "-4"),
        ("FirstPumpArriving_AttendanceTime", "soon"),
        ("FirstPumpArriving_AttendanceTime", "99999"),
        ("FirstPumpArriving_AttendanceTime", "-3"),
    ],
)
def test_a_bad_value_is_told_with_file_line_field_and_cure(tmp_path: Path, field: str, text: str) -> None:
    rows = files.fires(3)
    rows[1][field] = text
    with pytest.raises(PlainFault, match=rf"fires\.csv, line 3, {field}: '{text}' is not .*; mend or drop"):
        fires.read(files.written(tmp_path / "fires.csv", rows))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    rows = files.fires(3)
    for row in rows:
        del row["Easting_m"], row["TimeOfCall"]
    with pytest.raises(
        PlainFault, match=r"line 1: no column TimeOfCall, Easting_m; the first line must name"
    ):
        fires.read(files.written(tmp_path / "fires.csv", rows))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "line 1: no column"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (",".join(fires.COLUMNS).encode() + b"\n", "no fire with an attendance time"),
        (",".join(fires.COLUMNS).encode() + b"\n1,2\n", "line 2: fewer fields"),
        (",".join(fires.COLUMNS).encode() + b"\n" + b"1," * 9 + b"\n", "line 2: more fields"),
    ],
)
def test_what_is_no_such_file_says_so(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "fires.csv").write_bytes(content)
    with pytest.raises(PlainFault, match=why):
        fires.read(tmp_path / "fires.csv")
    with pytest.raises(PlainFault, match=r"gone\.csv: No such file"):
        fires.read(tmp_path / "gone.csv")


def test_a_station_without_a_place_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "Station_Name,Station_Latitude,Station_Longitude\nActon,51.5,-0.2\nBow,,0\n"
    )
    with pytest.raises(PlainFault, match=r"s\.csv, line 3, Station_Latitude: '' is not degrees"):
        fires.stations(tmp_path / "s.csv")
