"""Settings that cannot work are told by file, line and key, with the cure; all at once."""

from pathlib import Path

import pytest

from device_profiles.registers.numbering import Table
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
[[modbus.unit]]
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
    (point,) = [point for point in plan.buses[0].units[0].points if point.part == "panel-1/1-023"]
    assert point.spot.address == (Table.HOLDING, 263)
    assert plan.watched["panel-1/1-023"].carrier == "panel-1"
    assert plan.watched["panel-2/3-017"].part.stale_after_s is None
    assert plan.settings.spool.path == EXAMPLE.parent / "spool.sqlite3"


def test_a_point_beyond_the_panel_is_told_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, PANEL + "[[modbus.unit.point]]\nloop = 12\ndevice = 5\n")
    assert fault == "12: modbus[0].unit[0].point[0]: loop 12 is outside 0 to 9; correct `loop` or `device`"


def test_a_point_given_twice_is_told(tmp_path: Path) -> None:
    point = "[[modbus.unit.point]]\nloop = 1\ndevice = 5\n"
    (fault,) = faults_of(tmp_path, PANEL + point * 2)
    assert fault == "15: modbus[0].unit[0].point[1]: loop 1 device 5 is given twice; remove one"


def test_an_unknown_profile_is_told_with_the_known_ones(tmp_path: Path) -> None:
    (fault,) = faults_of(
        tmp_path, PANEL.replace("gst5000-modbus", "gst9000") + "[[modbus.unit.point]]\nloop = 1\ndevice = 5\n"
    )
    assert fault.startswith("11: modbus[0].unit[0].profile: no profile 'gst9000'")
    assert "gst5000-modbus" in fault


def test_a_profile_for_another_bus_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(
        tmp_path, '[[serial]]\nbus = "panel-2"\nport = "/dev/ttyUSB0"\nprofile = "gst5000-modbus"\n'
    )
    assert "is for modbus, not serial" in fault


def test_two_buses_or_parts_of_one_name_are_told(tmp_path: Path) -> None:
    serial = '[[serial]]\nbus = "panel-1"\nport = "/dev/ttyUSB0"\nprofile = "espa444-generic"\n'
    faults = faults_of(tmp_path, PANEL + "[[modbus.unit.point]]\nloop = 1\ndevice = 5\n" + serial)
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
    faults = faults_of(tmp_path, PANEL + "pol_s = 1\n[[modbus.unit.point]]\nloop = -1\ndevice = 5\n")
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


LINE = """[[modbus]]
bus = "line-1"
transport = "rtu"
serial = "/dev/ttyUSB0"
"""
SITE = '[[modbus.unit]]\nunit = {}\nprofile = "site-map-modbus"\n'
READING = '[[modbus.unit.reading]]\nregister = {}\nanalog = "voltage"\n'


def test_several_units_of_one_line_are_panels_of_their_own(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, LINE + SITE.format(3) + READING.format(7) + SITE.format(4) + READING.format(7))
    assert list(plan.watched) == ["line-1/unit-3", "line-1/unit-3/7", "line-1/unit-4", "line-1/unit-4/7"]
    assert {entry.part.system_address for entry in plan.watched.values()} == {1, 2}
    assert plan.watched["line-1/unit-4/7"].carrier == "line-1/unit-4"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[modbus]]\nbus = "b"\n', 'a line of transport "tcp" needs `host`'),
        ('[[modbus]]\nbus = "b"\nhost = "h"\nunit = []\n', "no unit is on this line; add [[modbus.unit]]"),
        ('[[modbus]]\nbus = "b"\nhost = "h"\nbaudrate = 9600\n', "belong to transport"),
        (LINE.replace('"rtu"', '"udp"'), "it should be 'tcp', 'rtu' or 'rtu-over-tcp'"),
        (LINE + SITE.format(1), "nothing is read of this unit"),
        (
            LINE + SITE.format(1) + READING.format(1) + SITE.format(1) + READING.format(1),
            "on this line twice",
        ),
        (LINE + SITE.format(1) + READING.format(70000), "0 to 65535 are possible"),
        (LINE + SITE.format(1) + "[[modbus.unit.reading]]\nregister = 1\n", "give `register` and `analog`"),
        (
            LINE + SITE.format(1) + '[[modbus.unit.reading]]\nname = "flow"\n',
            "no reading 'flow'; it has none",
        ),
        (
            LINE + SITE.format(1) + "[[modbus.unit.point]]\nregister = 1\n",
            "give `state` (with `bit`) or `states`",
        ),
        (LINE + SITE.format(1) + "[[modbus.unit.point]]\nloop = 1\n", "belong together"),
        (
            LINE + SITE.format(1) + '[[modbus.unit.point]]\nbit = 1\nstate = "fire"\n',
            "say where the point is",
        ),
        (LINE + SITE.format(1) + '[[modbus.unit.point]]\nname = "mains"\n', "no point 'mains'; it has none"),
        (
            LINE + SITE.format(1) + '[[modbus.unit.point]]\nregister = 1\nbit = 1\nstate = "smoke"\n',
            "no such state 'smoke'; choose from fire",
        ),
        (
            LINE
            + SITE.format(1)
            + '[[modbus.unit.point]]\nregister = 1\ntable = "coil"\nbit = 1\nstate = "fire"\n',
            "a coil or discrete input has no `bit`",
        ),
        (
            LINE + SITE.format(1) + (READING.format(1) + 'part = "p"\n') * 2,
            "part 'p' has a reading of voltage already",
        ),
        (
            LINE
            + '[[modbus.unit]]\nunit = 1\nprofile = "gst5000-modbus"\n'
            + SITE.format(2)
            + READING.format(1),
            "disagree on `baudrate` (gst5000-modbus: 4800, site-map-modbus: 9600); set it here",
        ),
    ],
)
def test_a_modbus_line_that_cannot_work_is_told_with_the_cure(tmp_path: Path, text: str, told: str) -> None:
    assert any(told in fault for fault in faults_of(tmp_path, text)), faults_of(tmp_path, text)


def test_a_pattern_of_the_profile_is_completed_by_the_settings(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        LINE
        + '[[modbus.unit]]\nunit = 1\nprofile = "electrical-fire-monitor-modbus"\nname = "box-1"\n'
        + '[[modbus.unit.reading]]\nname = "residual-current"\nregister = 40\n'
        + '[[modbus.unit.reading]]\nname = "cable-temperature"\nregister = 41\nscale = 1\npart = "box-1/a"\n'
        + '[[modbus.unit.reading]]\nname = "cable-temperature"\nregister = 42\npart = "box-1/b"\n',
    )
    unit = plan.buses[0].units[0]
    assert [(entry.part, entry.address.register, entry.reading.scale) for entry in unit.readings] == [
        ("box-1", 40, 1.0),
        ("box-1/a", 41, 1.0),
        ("box-1/b", 42, 0.1),
    ]


def test_a_plans_mark_changes_with_what_its_driver_reads(tmp_path: Path) -> None:
    text = LINE + SITE.format(3) + READING.format(7)
    first, same = plan_of(tmp_path, text), plan_of(tmp_path, "# a remark\n" + text)
    other = plan_of(tmp_path, text + "deadband = 1\n")
    assert first.buses[0].mark == same.buses[0].mark != other.buses[0].mark


def test_a_serial_port_has_one_owner(tmp_path: Path) -> None:
    first = LINE + SITE.format(1) + READING.format(1)
    (fault,) = faults_of(tmp_path, first + first.replace("line-1", "line-2"))
    assert "port '/dev/ttyUSB0' belongs to two buses; put what shares a line on one bus" in fault
