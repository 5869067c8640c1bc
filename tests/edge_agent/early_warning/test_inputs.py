"""What detectors last told, and when that is too old to count."""

import numpy as np
import pytest

from device_profiles.finding import Finding, Sample
from edge_agent.early_warning.inputs import Inputs
from edge_agent.intake.observation import Columns, CurveGroup, Observation
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


def have(found: Inputs, now: float, stale_after_s: float | None = None) -> bool:
    _, present, _ = found.now(now, stale_after_s, np.zeros(len(found.parts), bool))
    return bool(present[0, HEAT])


def test_a_row_is_made_when_a_part_first_tells_of_the_air() -> None:
    found = inputs()
    found.hear([told("room/1", 128, 5.0), told("room/2", HEAT_CODE, 21.0)], (), 0.0)
    found.hear([told("nobody", HEAT_CODE, 20.0), told("room/3", 131, 90.0)], (), 0.0)
    assert found.parts == ["room/1", "room/2"]
    values, _, _ = found.now(0.0, None, np.zeros(2, bool))
    assert values[0, SMOKE_COLUMN] == pytest.approx(float(smoke_db_m(5.0)))


def test_the_temperature_of_a_pump_is_none_of_the_air() -> None:
    found = inputs()
    found.hear([told("pump", HEAT_CODE, 80.0), told("pump", HUMID, 40.0)], (), 0.0)
    assert found.parts == []
    found.hear([told("pump", CO, 3.0)], (), 1.0)
    assert found.parts == ["pump"]


def test_a_value_is_stale_after_three_of_its_usual_intervals() -> None:
    found = inputs()
    for second in range(0, 1000, 100):
        found.hear([told("room/1", HEAT_CODE, 20.0)], (), float(second))
    assert have(found, 900.0 + 299)
    assert not have(found, 900.0 + 301)


def test_no_value_is_stale_within_a_minute_or_fresh_after_a_quarter_of_an_hour() -> None:
    quick, slow = inputs(), inputs()
    for number in range(10):
        quick.hear([told("room/1", HEAT_CODE, 20.0)], (), float(number))
        slow.hear([told("room/1", HEAT_CODE, 20.0)], (), number * 3600.0)
    assert have(quick, 9.0 + 59)
    assert not have(quick, 9.0 + 61)
    assert have(slow, 9 * 3600.0 + 899)
    assert not have(slow, 9 * 3600.0 + 901)


def test_a_detector_that_was_excited_goes_back_to_its_slow_pace_unharmed() -> None:
    found = inputs()
    times = [*range(0, 2000, 200), *range(2000, 2010)]
    for second in times:
        found.hear([told("room/1", HEAT_CODE, 20.0)], (), float(second))
    assert have(found, 2009.0 + 200)


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
    assert found.now(1.0, None, np.zeros(1, bool))[0][0, HEAT] == 21.0
    found.hear([told("room/1", HEAT_CODE, 22.0)], (), 2.0)
    assert have(found, 2.0)


def test_who_is_offline_is_absent_and_counts_as_stale() -> None:
    found = inputs()
    found.hear([told("room/1", HEAT_CODE, 21.0), told("room/2", HEAT_CODE, 21.0)], (), 0.0)
    _, present, stale = found.now(0.0, None, np.array([True, False]))
    assert present[:, HEAT].tolist() == [False, True]
    assert stale == 0.5


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
    for one, two in zip(
        found.now(6.0, None, np.zeros(150, bool)), other.now(6.0, None, np.zeros(150, bool)), strict=True
    ):
        assert np.array_equal(one, two)
    assert not found.now(6.0, None, np.zeros(150, bool))[1][149].any()


def test_those_that_stay_keep_their_values() -> None:
    found = inputs()
    found.hear([told(f"room/{number}", HEAT_CODE, float(number)) for number in range(5)], (), 0.0)
    found.keep({"room/1", "room/3"})
    assert found.parts == ["room/1", "room/3"]
    values, present, _ = found.now(0.0, None, np.zeros(2, bool))
    assert values[:, HEAT].tolist() == [1.0, 3.0]
    found.hear([told("room/4", CO, 4.0)], (), 0.0)
    assert found.now(0.0, None, np.zeros(3, bool))[1][2].tolist() == [False, False, True, False, False]
    assert present[:, HEAT].all()
