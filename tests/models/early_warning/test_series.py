from __future__ import annotations

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


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("", "none of nist_smoke_alarms"),
        ("column", "there is no column 'od_upper_per_m'"),
        ("number", "curves.csv, from line 2, column 'ceiling_tc_C'"),
        ("alarm", "alarm_times.csv:2"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_place(tmp_path: Path, spoil: str, told: str) -> None:
    if spoil:
        folder.nist(tmp_path)
        curves = tmp_path / "nist_smoke_alarms" / "curves.csv"
        alarms = tmp_path / "nist_smoke_alarms" / "alarm_times.csv"
        if spoil == "column":
            curves.write_text(curves.read_text().replace("od_upper_per_m", "od"))
        if spoil == "number":
            curves.write_text(curves.read_text().replace("22.00", "warm"))
        if spoil == "alarm":
            alarms.write_text("test,device,type,station,t_alarm_s\nSDC99,Ion1A,Ion,A,soon\n")
    with pytest.raises(DataFault, match=told.replace(".", r"\.")):
        series.load(tmp_path)


def test_a_gap_is_bridged_and_a_late_column_stays_empty_until_it_begins() -> None:
    times = np.array([0.0, 2.0, 4.0, 6.0])
    columns = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, 5.0], [4.0, np.nan]])
    begins, told = each_second(times, columns)
    assert begins == 0.0
    assert told[:, 0].tolist() == [1, 1, 1, 1, 3, 3, 4]
    assert np.isnan(told[:4, 1]).all()
    assert told[4:, 1].tolist() == [5, 5, 5]
