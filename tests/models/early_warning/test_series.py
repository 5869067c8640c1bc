from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest

from models.early_warning import series
from models.early_warning.channels import CO, CO2, HEAT, HUMIDITY, SMOKE
from models.early_warning.experiments import DataFault, each_second
from tests.models.early_warning import folder


def test_a_home_fire_is_told_each_second_with_what_its_stations_had(tmp_path: Path) -> None:
    (test,) = series.load(folder.nist(tmp_path))
    assert (test.name, test.truth, test.begins_s, test.ticks) == ("SDC99", "fire", 0.0, 201)
    assert test.detectors == ("A", "B")
    assert not np.isnan(test.values[:, 0, [SMOKE, HEAT, CO, CO2]]).any()
    assert np.isnan(test.values[:, 1, [CO, CO2, HUMIDITY]]).all(), "station B had no gas analyser"
    assert test.values[101, 0, CO] == test.values[100, 0, CO], "between two rows the last one holds"
    assert test.alarms["A"].photoelectric == (120.0,)
    assert "B" not in test.alarms


def test_a_zone_models_run_gets_the_lags_and_the_noise_of_detectors(tmp_path: Path) -> None:
    fire, toast = series.load(folder.cfast(tmp_path))
    assert (fire.truth, toast.truth) == ("fire", "nuisance")
    assert fire.begins_s == -60.0
    assert fire.outside == (False, False, False, True)
    quiet = fire.values[:55, 0, SMOKE]
    assert 0 < quiet.std() < 0.02, "noise, though the zone model has none"
    growing = slice(65, 120)
    bare = 10 * 0.003 * 0.0117 * (np.arange(65, 120) - 60.0) ** 2
    assert (fire.values[growing, 0, SMOKE] < bare + 0.02).mean() > 0.9, "smoke comes late into a chamber"
    again, _ = series.load(tmp_path)
    assert np.array_equal(again.values, fire.values, equal_nan=True), "the noise follows from the run's name"


def test_a_laboratory_room_has_heat_and_nothing_else(tmp_path: Path) -> None:
    (sofa,) = series.load(folder.fsri(tmp_path))
    assert (sofa.kind, sofa.begins_s) == ("furniture", -60.0)
    assert not np.isnan(sofa.values[:, :, HEAT]).any()
    assert np.isnan(sofa.values[:, :, SMOKE]).all()


def test_life_is_cut_into_pieces_that_overlap_by_their_warming_up(tmp_path: Path) -> None:
    first, second = series.load(folder.occupancy(tmp_path))
    assert (first.truth, first.warm_up_s, second.warm_up_s) == ("life", 0.0, series.WARM_UP_S)
    assert first.ticks == series.PIECE_S
    assert second.begins_s == series.PIECE_S - series.WARM_UP_S
    counted = sum(one.ticks - one.warm_up_s for one in (first, second))
    assert counted == 399 * 60 + 1, "every second is counted once"


def test_no_piece_of_life_is_warmed_up_by_another_day(tmp_path: Path) -> None:
    pieces = series.load(folder.occupancy(tmp_path, minutes=900, begins="2015-02-04 20:00:00"))
    assert {one.group for one in pieces} == {"occupancy 2015-02-04", "occupancy 2015-02-05"}
    second = [one for one in pieces if one.group.endswith("05")]
    assert [one.warm_up_s for one in second] == [0.0, series.WARM_UP_S, series.WARM_UP_S]
    assert second[0].begins_s == 4 * 3600.0, "it begins at midnight"


def test_times_without_a_zone_are_utc_wherever_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.occupancy(tmp_path, minutes=60, begins="2015-02-04 20:00:00")
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        groups = {one.group for one in series.load(tmp_path)}
    finally:
        monkeypatch.undo()
        time.tzset()
    assert groups == {"occupancy 2015-02-04"}


_CURVES, _ALARMS = "nist_smoke_alarms/curves.csv", "nist_smoke_alarms/alarm_times.csv"
_MANIFEST, _RUN = "cfast_sweep/manifest.csv", "cfast_sweep/runs/r00_flaming.csv"
_OFFICE = "occupancy/datatraining.txt"


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (
            _CURVES,
            "od_upper_per_m",
            "od",
            "there is no column 'od_upper_per_m'; it has test, station, time_s",
        ),
        (_CURVES, "24.70", "warm", "curves.csv:32, column 'ceiling_tc_C': 'warm' is no number"),
        (_CURVES, "SDC99,B,4,", "SDC99,B,,", "curves.csv:7, column 'time_s': is empty"),
        (_CURVES, "SDC99,B,4,", "SDC99,B,1,", "curves.csv:7, column 'time_s': 1 after 2; sort"),
        (_ALARMS, "A,90", "A,soon", "alarm_times.csv:2, column 't_alarm_s': 'soon' is no number"),
        (_ALARMS, ",Ion,A,90", "", "alarm_times.csv:2: 2 cells where the header has 5"),
        (
            _MANIFEST,
            "ignition_s",
            "started",
            "manifest.csv: there is no column 'ignition_s'; it has run, label",
        ),
        (_MANIFEST, "2.6,60,", "2.6,,", "manifest.csv:2, column 'ignition_s': is empty; give a number"),
        (_MANIFEST, "0.8,1.5", "0.8,", "manifest.csv:2, column 'd_mid': is empty; give a number"),
        (_MANIFEST, "nuisance,n", "joke,n", "manifest.csv:3, column 'label': 'joke' is unknown; one of"),
        (_RUN, "\n4,", "\n,", "r00_flaming.csv:4, column 'time_s': is empty; give a number"),
        (_RUN, "time_s", "seconds", "r00_flaming.csv: there is no column 'time_s'"),
        (
            _OFFICE,
            "2015-02-04 08:01:00",
            "yesterday",
            "datatraining.txt:3, column 'date': 'yesterday' is no time",
        ),
        (_OFFICE, '"CO2"', '"gas"', "datatraining.txt: there is no column 'CO2'"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_line_and_column_with_its_cure(
    tmp_path: Path, file: str, before: str, after: str, told: str
) -> None:
    for write in (folder.nist, folder.cfast, folder.occupancy):
        write(tmp_path)
    spoilt = tmp_path / file
    text = spoilt.read_text(encoding="utf-8")
    assert before in text
    spoilt.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataFault, match=re.escape(told)):
        series.load(tmp_path)


def test_a_folder_without_any_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="none of nist_smoke_alarms"):
        series.load(tmp_path)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "there are no rows below its header"),
        (b"test,station,time_s\n", "there are no rows below its header"),
        ("test,station,time_s\nä,ö,1\n".encode("latin-1"), "curves.csv:2: this is no UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_said(tmp_path: Path, raw: bytes, told: str) -> None:
    (folder.nist(tmp_path) / _CURVES).write_bytes(raw)
    with pytest.raises(DataFault, match=re.escape(told)):
        series.load(tmp_path)


def test_a_byte_order_mark_and_missing_gases_are_no_fault(tmp_path: Path) -> None:
    curves = folder.nist(tmp_path) / _CURVES
    curves.write_text("\ufeff" + curves.read_text().replace("co_volpct", "x").replace("co2_volpct", "y"))
    (test,) = series.load(tmp_path)
    assert np.isnan(test.values[:, :, [CO, CO2]]).all()
    assert not np.isnan(test.values[:, :, SMOKE]).any()


def test_an_empty_cell_of_an_office_is_held_and_not_a_fault(tmp_path: Path) -> None:
    path = folder.occupancy(tmp_path) / _OFFICE
    path.write_text(path.read_text().replace(",27.3,0,503,", ",27.3,0,,", 1))
    first, *_ = series.load(tmp_path)
    assert first.values[180, 0, CO2] == first.values[179, 0, CO2] == 502.0


def test_an_empty_cell_of_a_run_costs_that_moment_and_not_the_run(tmp_path: Path) -> None:
    whole, _ = series.load(folder.cfast(tmp_path))
    run = tmp_path / _RUN
    lines = run.read_text().splitlines()
    cells = lines[1].split(",")
    lines[1] = ",".join([cells[0], "", *cells[2:6], "", *cells[7:]])
    run.write_text("\n".join(lines) + "\n")
    holed, _ = series.load(tmp_path)
    assert np.isfinite(holed.values[:, :, [SMOKE, HEAT, CO]]).all()
    assert np.array_equal(holed.values[60:], whole.values[60:], equal_nan=True)


def test_a_gap_is_bridged_and_a_late_column_stays_empty_until_it_begins() -> None:
    times = np.array([0.0, 2.0, 4.0, 6.0])
    columns = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, 5.0], [4.0, np.nan]])
    begins, told = each_second(times, columns)
    assert begins == 0.0
    assert told[:, 0].tolist() == [1, 1, 1, 1, 3, 3, 4]
    assert np.isnan(told[:4, 1]).all()
    assert told[4:, 1].tolist() == [5, 5, 5]
