"""The test fires of EN 54-7 end about when the standard says, within a factor of about two."""

from __future__ import annotations

import numpy as np
import pytest

from simulators.fires import standard_fires
from simulators.fires.standard_fires import FIRES, Course


@pytest.fixture(scope="module")
def courses() -> dict[str, Course]:
    return standard_fires.courses()


@pytest.mark.parametrize("name", ["TF1", "TF2", "TF3", "TF4", "TF5"])
def test_the_end_of_test_is_reached_in_the_seconds_of_the_standard(
    courses: dict[str, Course], name: str
) -> None:
    early, late = FIRES[name].within_s
    assert early / 1.5 < standard_fires.end_s(name, courses[name]) < late * 1.5


@pytest.mark.parametrize("name", ["TF1", "TF4", "TF5"])
def test_flames_have_the_m_of_the_standard_when_y_is_six(courses: dict[str, Course], name: str) -> None:
    end = courses[name].times_s == standard_fires.end_s(name, courses[name])
    limits = FIRES[name].m_at_end
    assert limits is not None
    assert limits[0] / 1.5 < float(courses[name].m_db_m[end][0]) < limits[1] * 1.5


@pytest.mark.parametrize("name", ["TF2", "TF3"])
def test_smouldering_fires_do_not_warm_a_detector(courses: dict[str, Course], name: str) -> None:
    assert courses[name].excess_k.max() < 5


def test_spirits_are_hot_and_make_little_smoke(courses: dict[str, Course]) -> None:
    hot = courses["TF6"]
    assert 30 < hot.excess_k.max() < 120
    assert hot.excess_k.max() > 1.5 * courses["TF5"].excess_k.max()
    assert hot.m_db_m[np.argmax(hot.excess_k)] < courses["TF4"].m_db_m.max()
