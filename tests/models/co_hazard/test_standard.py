"""EN 50291-1 as a dose: the standard's own table."""

import numpy as np
import pytest

from models.co_hazard.standard import TABLE, alarms, cohb, first_s, standing

STEP_S = 10.0


def constant(ppm: float, hours: float = 8.0) -> np.ndarray:
    return np.full(int(hours * 3600 / STEP_S), ppm, dtype=np.float32)


@pytest.mark.parametrize(("ppm", "after_min", "before_min"), TABLE)
def test_the_alarm_condition_meets_every_row_of_the_table(ppm, after_min, before_min):
    at = float(first_s(alarms(constant(ppm), STEP_S), STEP_S)) / 60 + STEP_S / 60
    if before_min is None:
        assert np.isnan(at) or at >= after_min
    else:
        assert after_min <= at <= before_min


def test_clean_air_and_a_busy_road_never_come_to_the_alarm():
    for ppm in (0.0, 9.0, 25.0):
        assert not alarms(constant(ppm, 24), STEP_S).any()


def test_more_co_comes_to_the_alarm_no_later():
    times = [
        float(first_s(alarms(constant(ppm), STEP_S), STEP_S)) for ppm in (50, 70, 100, 150, 200, 300, 1000)
    ]
    assert times == sorted(times, reverse=True)


def test_blood_clears_after_the_danger_by_its_half_life():
    rises = np.concatenate([constant(100, 0.5), constant(0, 6)])
    dose = cohb(rises, STEP_S)
    peak = int(dose.argmax())
    assert dose[peak + int(320 * 60 / STEP_S)] == pytest.approx(dose[peak] / 2, rel=1e-6)


def test_a_limit_stands_only_when_it_is_not_interrupted():
    co = constant(80, 0.1)
    co[5::6] = 0.0
    assert not standing(co, 60.0, 60.0, STEP_S).any()
    assert standing(constant(80, 0.1), 60.0, 60.0, STEP_S).argmax() == 5


def test_several_series_are_judged_side_by_side_as_alone():
    both = np.stack([constant(60, 2), constant(120, 2)], axis=1)
    together = alarms(both, STEP_S)
    for place in range(2):
        assert np.array_equal(together[:, place], alarms(both[:, place], STEP_S))
