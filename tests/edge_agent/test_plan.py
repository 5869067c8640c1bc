"""Settings that cannot work are told by file, line and key, with the cure; all at once."""

from pathlib import Path

import pytest

from edge_agent.config import EXAMPLE
from edge_agent.plan import Plan, load_plan
from runtime.settings import SettingsError

HEAD = """gateway = "gw-1"
area = "150102"
[spool]
path = "spool"
[uplink]
port = 1884
"""
PANEL = """[[modbus]]
bus = "panel-1"
host = "10.0.0.5"
profile = "gst5000-modbus"
"""


def plan_of(tmp_path: Path, text: str) -> Plan:
    path = tmp_path / "agent.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_plan(path)


def faults_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as told:
        plan_of(tmp_path, text)
    lines = str(told.value).splitlines()
    assert all(line.startswith(f"{tmp_path}/agent.toml:") for line in lines), lines
    return [line.removeprefix(f"{tmp_path}/agent.toml:") for line in lines]


def test_the_example_is_correct_and_whole() -> None:
    plan = load_plan(EXAMPLE)
    assert {"panel-1/1-023", "panel-2/3-017", "smoke-302"} <= plan.watched.keys()
    assert plan.buses[0].points[263].part == "panel-1/1-023"
    assert plan.watched["panel-1/1-023"].carrier == "panel-1"
    assert plan.watched["panel-2/3-017"].part.stale_after_s is None
    assert plan.settings.spool.path == EXAMPLE.parent / "spool.sqlite3"


def test_a_point_beyond_the_panel_is_told_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, PANEL + "[[modbus.point]]\nloop = 12\ndevice = 5\n")
    assert fault == "11: modbus[0].point[0]: loop 12 is outside 0 to 9; correct `loop` or `device`"


def test_a_point_given_twice_is_told(tmp_path: Path) -> None:
    point = "[[modbus.point]]\nloop = 1\ndevice = 5\n"
    (fault,) = faults_of(tmp_path, PANEL + point * 2)
    assert fault == "14: modbus[0].point[1]: loop 1 device 5 is given twice; remove one"


def test_an_unknown_profile_is_told_with_the_known_ones(tmp_path: Path) -> None:
    (fault,) = faults_of(
        tmp_path, PANEL.replace("gst5000-modbus", "gst9000") + "[[modbus.point]]\nloop = 1\ndevice = 5\n"
    )
    assert fault.startswith("10: modbus[0].profile: no profile 'gst9000'; known are aqara-jy-gz-01aq, ")


def test_a_profile_for_another_bus_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(
        tmp_path, '[[serial]]\nbus = "panel-2"\nport = "/dev/ttyUSB0"\nprofile = "gst5000-modbus"\n'
    )
    assert "is for modbus, not serial" in fault


def test_two_buses_or_parts_of_one_name_are_told(tmp_path: Path) -> None:
    serial = '[[serial]]\nbus = "panel-1"\nport = "/dev/ttyUSB0"\nprofile = "espa444-generic"\n'
    faults = faults_of(tmp_path, PANEL + "[[modbus.point]]\nloop = 1\ndevice = 5\n" + serial)
    assert any("'panel-1' names two buses" in fault for fault in faults)
    assert any("part 'panel-1' exists already" in fault for fault in faults)


def test_two_devices_on_one_topic_are_told(tmp_path: Path) -> None:
    device = '[[mqtt.device]]\ntopic = "z/a"\nprofile = "heiman-smoke"\n'
    (fault,) = faults_of(
        tmp_path,
        f'[[mqtt]]\nbus = "d"\n{device}part = "one"\n{device}part = "two"\n',
    )
    assert "topic 'z/a' belongs to two devices" in fault


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, PANEL + "pol_s = 1\n[[modbus.point]]\nloop = -1\ndevice = 5\n")
    assert len(faults) == 2
    assert any("did you mean `poll_s`" in fault for fault in faults)


def test_ones_own_profile_comes_before_the_suites(tmp_path: Path) -> None:
    from device_profiles.loader import RECORDS

    folder = tmp_path / "mine"
    folder.mkdir()
    text = (RECORDS / "heiman-smoke.yaml").read_text(encoding="utf-8")
    (folder / "heiman-smoke.yaml").write_text(text.replace("version: 1", "version: 7"), encoding="utf-8")
    path = tmp_path / "agent.toml"
    path.write_text(
        'profiles = "mine"\n'
        + HEAD
        + '[[mqtt]]\nbus = "d"\n[[mqtt.device]]\ntopic = "z/a"\nprofile = "heiman-smoke"\n'
    )
    assert load_plan(path).marks["heiman-smoke"].startswith("7:")


def test_a_panel_that_never_polls_is_never_called_offline(tmp_path: Path) -> None:
    line = '[[serial]]\nbus = "p"\nport = "/dev/ttyUSB0"\nprofile = "espa444-generic"\n'
    assert plan_of(tmp_path, line).watched["p"].part.stale_after_s == 240
    assert plan_of(tmp_path, line + "supervised = false\n").watched["p"].part.stale_after_s is None
