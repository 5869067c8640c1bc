"""What detectors last told, and when that is too old to count."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles.finding import Finding, Sample
from edge_agent.early_warning.inputs import Inputs, Pace, Present, _moved, _moved_one
from edge_agent.intake.observation import Columns, CurveGroup, Observation
from models.early_warning.channels import CO as CO_COLUMN
from models.early_warning.channels import HEAT, smoke_db_m
from models.early_warning.channels import SMOKE as SMOKE_COLUMN
from tests.edge_agent.early_warning.gateway import CO, HUMID, SMOKE, part
from tests.edge_agent.early_warning.gateway import HEAT as HEAT_CODE

WATCHED = {f"room/{number}": part(f"room/{number}").part for number in range(200)} | {
    "pump": part("pump", 91).part
}


def told(name: str, code: int, value: float, *, retained: bool = False) -> Observation:
    return Observation(name, Finding(samples=(Sample(code, value),)), retained=retained)


def inputs() -> Inputs:
    return Inputs(WATCHED.get)


def present(
    found: Inputs, now: float, stale_after_s: float | None = None, *, warned: bool = False
) -> Present:
    nobody = np.zeros(len(found.parts), dtype=bool)
    return found.now(now, stale_after_s, nobody, nobody | warned)


def have(found: Inputs, now: float, stale_after_s: float | None = None, *, warned: bool = False) -> bool:
    return bool(present(found, now, stale_after_s, warned=warned).have[0, HEAT])


PACE = Pace(shortest=60.0, longest=900.0, largest=300.0, seldom=90.0)


def telling(*seconds: float, name: str = "room/1", found: Inputs | None = None) -> Inputs:
    """A detector that tells its temperature at these moments."""
    found = found or inputs()
    for second in seconds:
        found.hear([told(name, HEAT_CODE, 20.0)], (), second)
    return found


def test_a_row_is_made_when_a_part_first_tells_of_the_air() -> None:
    found = inputs()
    found.hear([told("room/1", 128, 5.0), told("room/2", HEAT_CODE, 21.0)], (), 0.0)
    found.hear([told("nobody", HEAT_CODE, 20.0), told("room/3", 131, 90.0)], (), 0.0)
    assert found.parts == ["room/1", "room/2"]
    assert present(found, 0.0).values[0, SMOKE_COLUMN] == pytest.approx(float(smoke_db_m(5.0)))


@pytest.mark.parametrize("order", list(itertools.permutations([HEAT_CODE, HUMID, CO])))
def test_the_temperature_of_a_pump_is_none_of_the_air_whatever_it_tells_first(order: list[int]) -> None:
    reports, columns = inputs(), inputs()
    reports.hear([told("pump", code, 40.0) for code in order], (), 0.0)
    group = CurveGroup([("pump", Sample(code, 0.0)) for code in order])
    columns.hear((), [Columns(group, np.full(3, 40.0))], 0.0)
    for found in (reports, columns):
        assert found.parts == ["pump"]
        assert np.flatnonzero(present(found, 0.0).have[0]).tolist() == [CO_COLUMN]


def test_a_value_is_stale_after_three_of_its_usual_intervals() -> None:
    found = telling(*range(0, 500, 50))
    assert have(found, 450.0 + 149)
    assert not have(found, 450.0 + 151)


def test_no_value_is_stale_within_a_minute() -> None:
    quick = telling(*range(10))
    assert have(quick, 9.0 + 59)
    assert not have(quick, 9.0 + 61)


@pytest.mark.parametrize(
    ("every_s", "used"), [(60, True), (75, True), (120, False), (600, False), (3600, False)]
)
def test_who_tells_less_than_once_a_minute_is_not_looked_at_and_is_counted(every_s: int, used: bool) -> None:
    found = telling(*range(0, 20 * every_s, every_s))
    last = 19.0 * every_s
    assert have(found, last) is used
    assert present(found, last).seldom == (not used)
    assert present(found, last).stale == 0.0


def test_a_detector_that_tells_one_thing_often_counts_with_that() -> None:
    found = telling(*range(0, 3600, 10))
    for second in range(0, 3600, 600):
        found.hear([told("room/1", CO, 1.0)], (), float(second))
    known = present(found, 3590.0)
    assert known.have[0].tolist() == [False, True, False, False, False]
    assert known.seldom == 0


def test_a_report_that_is_lost_now_and_then_disturbs_nobody() -> None:
    found = telling(*(60.0 * minute for minute in range(60) if minute % 10))
    assert have(found, 59 * 60.0)


def test_of_what_was_told_once_the_time_since_counts() -> None:
    found = telling(0.0)
    assert have(found, 89.0)
    assert not have(found, 91.0)
    assert present(found, 91.0).seldom == 1


def test_a_slow_detector_that_is_warned_of_is_looked_at_until_the_warning_ends() -> None:
    slow = telling(*range(0, 36000, 3600))
    assert not have(slow, 32400.0)
    assert have(slow, 32400.0 + 899, warned=True)
    assert not have(slow, 32400.0 + 901, warned=True)


def test_a_slow_detector_that_was_excited_is_not_taken_for_a_quick_one_at_once() -> None:
    slow = telling(*range(0, 3600, 600), *range(3600, 3610))
    assert not have(slow, 3609.0)
    assert have(telling(*range(3610, 3660), found=slow), 3659.0)


def test_a_detector_that_was_excited_goes_back_to_its_slow_pace_unharmed() -> None:
    found = telling(*range(0, 500, 50), *range(500, 510))
    assert have(found, 509.0 + 90)


def test_a_detector_that_was_out_of_reach_comes_back_at_its_own_pace() -> None:
    found = telling(*range(10), *range(5000, 5003))
    assert have(found, 5002.0)
    assert have(found, 5002.0 + 59)
    assert not have(found, 5002.0 + 61)


@given(st.one_of(st.floats(0, 300), st.just(math.nan)), st.one_of(st.floats(0, 1e6), st.just(math.inf)))
def test_one_value_moves_its_usual_interval_as_a_column_does(usual: float, gap: float) -> None:
    (column,) = _moved(np.array([usual]), np.array([gap]), PACE).tolist()
    assert _moved_one(usual, gap, PACE) == pytest.approx(column, nan_ok=True)


def test_the_settings_may_say_when_a_value_is_stale() -> None:
    found = inputs()
    found.hear([told("room/1", HEAT_CODE, 20.0)], (), 0.0)
    assert have(found, 10.0, stale_after_s=10.0)
    assert not have(found, 10.5, stale_after_s=10.0)


@pytest.mark.parametrize(
    "doubtful",
    [
        told("room/1", HEAT_CODE, 9000.0),
        told("room/1", HEAT_CODE, float("nan")),
        told("room/1", HEAT_CODE, 20.0, retained=True),
    ],
)
def test_what_is_not_good_is_absent_and_keeps_no_odd_value(doubtful: Observation) -> None:
    found = inputs()
    found.hear([told("room/1", HEAT_CODE, 21.0)], (), 0.0)
    found.hear([doubtful], (), 1.0)
    assert not have(found, 1.0)
    assert present(found, 1.0).values[0, HEAT] == 21.0
    found.hear([told("room/1", HEAT_CODE, 22.0)], (), 2.0)
    assert have(found, 2.0)


def test_who_is_offline_is_absent_and_counts_as_stale() -> None:
    found = inputs()
    found.hear([told("room/1", HEAT_CODE, 21.0), told("room/2", HEAT_CODE, 21.0)], (), 0.0)
    known = found.now(0.0, None, np.array([True, False]), np.zeros(2, bool))
    assert known.have[:, HEAT].tolist() == [False, True]
    assert known.stale == 0.5


def test_columns_and_reports_come_to_the_same() -> None:
    rows = [(f"room/{number}", Sample(HEAT_CODE, 0.0)) for number in range(150)]
    rows += [("room/1", Sample(131, 0.0)), ("room/1", Sample(SMOKE, 0.0))]
    group = CurveGroup(rows)
    found, other = inputs(), inputs()
    values = np.array([*np.linspace(10, 60, 149), np.nan, 50.0, 3.0])
    found.hear((), [Columns(group, values)], 5.0)
    found.hear((), [Columns(group, values + 1.0)], 6.0)
    for (name, sample), value in zip(rows, (values + 1.0).tolist(), strict=True):
        other.hear([told(name, sample.analog_type, value)], (), 6.0)
    one, two = present(found, 6.0), present(other, 6.0)
    assert np.array_equal(one.values, two.values)
    assert np.array_equal(one.have, two.have)
    assert not one.have[149].any()


def test_those_that_stay_keep_their_values() -> None:
    watched = {f"room/{number}": WATCHED[f"room/{number}"] for number in range(5)}
    found = Inputs(lambda name: watched.get(name))
    found.hear([told(f"room/{number}", HEAT_CODE, float(number)) for number in range(5)], (), 0.0)
    for name in ("room/0", "room/2", "room/4"):
        del watched[name]
    found.keep()
    assert found.parts == ["room/1", "room/3"]
    known = present(found, 0.0)
    assert known.values[:, HEAT].tolist() == [1.0, 3.0]
    assert known.have[:, HEAT].all()
    watched["room/4"] = WATCHED["room/4"]
    found.keep()
    found.hear([told("room/4", CO, 4.0)], (), 0.0)
    assert present(found, 0.0).have[2].tolist() == [False, False, True, False, False]
