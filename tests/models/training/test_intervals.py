"""Intervals of shares, counts and medians: known values, and order."""

import numpy as np
import pytest

from models.training import intervals
from models.training.cut import held


def test_a_share_has_wilsons_interval():
    low, high = intervals.share(8, 10)
    assert (low, high) == (pytest.approx(0.490, abs=0.001), pytest.approx(0.943, abs=0.001))
    assert intervals.share(0, 0) == (0.0, 1.0)


def test_fewer_independent_homes_make_a_wider_interval():
    alone, together = intervals.share(80, 100), intervals.share(80, 100, 20)
    assert together[0] < alone[0] < 0.8 < alone[1] < together[1]


def test_a_count_has_garwoods_interval():
    low, high = intervals.rate(3, 1.0)
    assert (low, high) == (pytest.approx(0.619, abs=0.001), pytest.approx(8.767, abs=0.001))
    assert intervals.rate(0, 10.0) == (0.0, pytest.approx(0.369, abs=0.001))


def test_a_median_is_drawn_by_whole_runs():
    low, high = intervals.median([1, 1, 1, 9, 9, 9], [0, 0, 0, 1, 1, 1])
    assert (low, high) == (1.0, 9.0)
    assert intervals.median([], []) is None


def test_gaps_are_held_and_what_begins_late_is_flat_before():
    nan = np.nan
    told = held(np.array([[nan, nan], [2.0, nan], [nan, nan], [5.0, nan]], dtype=np.float32))
    assert told[:, 0].tolist() == [2.0, 2.0, 2.0, 5.0]
    assert np.isnan(told[:, 1]).all()
