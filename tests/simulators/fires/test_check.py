"""The check against CFAST and NIST, where STEPPEWATCH_DATA names the folder of the series."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulators.fires.check import __main__ as check
from simulators.fires.check import cfast, nist
from simulators.fires.check.compared import Compared, first, summed
from tests.series import series


def test_home_fires_keep_their_ratios_within_a_factor_of_two() -> None:
    rows = summed(nist.compared(series(nist.FOLDER / "curves.csv").parents[1]))
    medians = {row.quantity: row.median for row in rows}
    assert len(medians) == 5
    assert all(0.5 < median < 2.0 for median in medians.values()), medians


def test_rooms_agree_with_cfast_in_the_median() -> None:
    rows = summed(cfast.compared(series(cfast.FOLDER / "manifest.csv").parents[1], longest_s=1100))
    assert len(rows) == 9
    for row in rows:
        # Smoke of CFAST has no transport and no entry lag: our detectors may be later, or earlier by the jet.
        wide = row.quantity in ("s to 12 %/m, near", "s to 12 %/m, far")
        assert (0.5 if wide else 0.75) < row.median < (2.5 if wide else 1.33), row


def test_a_quantity_that_one_side_never_reaches_is_counted_apart() -> None:
    nan = float("nan")
    one, two, three = (Compared("x", "r", "t", *pair) for pair in ((2.0, 1.0), (nan, 1.0), (1.0, nan)))
    (row,) = summed([one, two, three])
    assert (row.cases, row.median, row.only_ours, row.only_theirs) == (1, 2.0, 1, 1)


def test_the_first_time_is_counted_from_the_beginning_of_the_fire() -> None:
    times = np.array([0.0, 2.0, 4.0])
    assert first(times, np.array([0.0, 5.0, 9.0]), 5.0, 1.0) == 1.0
    assert np.isnan(first(times, np.zeros(3), 5.0))


def test_a_folder_without_the_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["--data", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err
