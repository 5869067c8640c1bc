"""From settings to points: addresses as panels name them, lines as the profile or the settings say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from edge_agent.drivers.serial.plan import SerialPlan, component_address, plan_bus
from edge_agent.drivers.serial.settings import SerialPoint, SerialSettings
from edge_agent.planning import Planner


def planned(profile: str, **settings: object) -> tuple[SerialPlan, Planner]:
    planner = Planner("gw-1", None)
    table = SerialSettings.model_validate(
        {"bus": "panel-2", "profile": profile, "port": "/dev/ttyS0", **settings}
    )
    return plan_bus(table, planner, ("serial", 0)), planner


def test_a_line_is_the_profiles_unless_the_settings_say_otherwise() -> None:
    assert str(planned("simplex4100")[0].line) == "9600 8E1"
    assert str(planned("simplex4100", parity="N")[0].line) == "9600 8N1"
    assert str(planned("gst-crt", baudrate=4800)[0].line) == "4800 8S1"
    assert planned("ld128e")[0].poll_s == 0.2
    assert planned("ld128e", poll_s=1.0)[0].poll_s == 1.0
    assert planned("jb3208")[0].store_within_s == 0.45


def test_a_printers_silence_is_no_fault_unless_the_settings_say_so() -> None:
    printer, _ = planned("notifier-printer")
    assert printer.watched["panel-2"].part.stale_after_s is None
    polled, _ = planned("gst-crt")
    assert polled.watched["panel-2"].part.stale_after_s == 30


def test_points_are_found_however_their_zeros_are_written() -> None:
    plan, planner = planned("gst-crt", point=[{"address": "001004"}, {"address": "1-002-003"}])
    assert set(plan.points) == {"1004", "1-2-3"}
    assert planner.faults == []


def test_an_address_given_twice_is_told() -> None:
    _, planner = planned("jbf193k", point=[{"address": "1-1-23"}, {"address": "01-1-023"}])
    assert "given twice" in planner.faults[0][1]


def test_a_pace_for_a_panel_that_is_not_asked_is_told() -> None:
    assert "is not asked; remove `poll_s`" in planned("simplex4100", poll_s=1.0)[1].faults[0][1]
    assert planned("jbf193k", poll_s=1.0)[1].faults == []


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("17", 17),
        ("2-17", 2 << 16 | 17),
        ("1-3-30", 1 << 24 | 3 << 16 | 30),
        ("1D23", 1 << 16 | 23),
        ("1M23", 1 << 16 | 0x8017),
    ],
)
def test_component_addresses_keep_points_apart(address: str, number: int) -> None:
    assert component_address(address) == number


@pytest.mark.parametrize("address", ["", "a-1", "1--2", "1-2-3-4-5", "L1D2"])
def test_an_address_that_no_panel_uses_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        SerialPoint(address=address)
