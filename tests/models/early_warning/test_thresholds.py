from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from models.early_warning import fleet
from models.early_warning.channels import CHANNELS, HEAT, RINGS, SLOWEST_S, SMOKE, smoke_db_m
from models.early_warning.experiments import DataFault
from models.early_warning.thresholds import THRESHOLDS, Threshold, read

SMOKE_12, HEAT_57, RISE, _ = THRESHOLDS


def told(channel: int, values: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    ticks = np.full((len(values), len(CHANNELS)), np.nan, dtype=np.float32)
    ticks[:, channel] = values
    return ticks


def test_twelve_per_cent_a_metre_is_0_555_db_a_metre() -> None:
    assert float(smoke_db_m(12.0)) == pytest.approx(0.5551733, abs=1e-7)
    assert RINGS[SMOKE] == float(smoke_db_m(SMOKE_12.limit))
    assert RINGS[HEAT] == HEAT_57.limit
    assert SMOKE_12.crossed(told(SMOKE, [0.5, 0.56, 0.6])) == 1


def test_the_slowest_detector_is_the_slowest_of_training() -> None:
    assert fleet._PERIODS.max() == SLOWEST_S


def test_a_detector_without_the_channel_never_crosses() -> None:
    assert SMOKE_12.crossed(told(HEAT, [20.0, 90.0])) is None
    assert HEAT_57.crossed(told(HEAT, [20.0, 90.0])) == 1


def test_a_rise_is_measured_over_the_last_minute() -> None:
    slow = told(HEAT, [20 + second * 0.1 for second in range(300)])
    fast = told(HEAT, [20 + second * 0.2 for second in range(300)])
    assert RISE.crossed(slow) is None, "6 K a minute is no alarm"
    assert RISE.crossed(fast) == 42, "8.3 K within less than a minute is one"


def test_the_table_can_be_replaced_and_says_what_is_wrong_with_another(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[threshold]]\nname = "heat-70"\nchannel = "heat"\nlimit = 70\n')
    assert read(path) == (Threshold("heat-70", "heat", 70),)
    path.write_text('[[threshold]]\nname = "x"\nchannel = "light"\nlimit = 1\n')
    with pytest.raises(DataFault, match="channel 'light'; one of co, co2"):
        read(path)
    for wrong, told in (
        ("[[threshold]]\nnom = 3\n", "[[threshold]] 1: no channel, no limit, no name, unknown 'nom'"),
        ('[[threshold]]\nname = "x"\nchannel = "co"\nlimit = "60"\n', "limit is '60'; give a number"),
        ("threshold = 3\n", "there is no [[threshold]]"),
        ("[[", "this is no TOML"),
    ):
        path.write_text(wrong)
        with pytest.raises(DataFault, match=re.escape(told)):
            read(path)
