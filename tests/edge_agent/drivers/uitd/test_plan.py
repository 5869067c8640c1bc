"""`[[uitd]]` tables: what cannot work is told by file, line and key, with the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.settings import SettingsError
from tests.edge_agent.drivers.uitd.site import DEVICE, LISTED, plan_of


def fault_of(tmp_path: Path, bus: str = "", devices: str = LISTED, profile: str = "gb26875-generic") -> str:
    with pytest.raises(SettingsError) as told:
        plan_of(tmp_path, bus, devices, profile)
    text = str(told.value)
    assert text.startswith(f"{tmp_path}/agent.toml:"), text
    return text


def test_devices_systems_and_components_become_parts(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert list(plan.watched) == [
        "uitd",
        "building-a",
        "building-a/system-12-3",
        "building-a/10-2",
        "building-a/3-17",
    ]
    unit = plan.units[DEVICE]
    assert unit.part_of((1, 1), "10-2") == "building-a/10-2"
    assert unit.part_of((12, 3), None) == "building-a/system-12-3"
    assert unit.part_of((1, 1), None) is None
    assert plan.watched["building-a/10-2"].carrier == "building-a"
    assert plan.watched["building-a/10-2"].part.component_address == 0x0002_000A
    assert plan.watched["building-a/system-12-3"].part.device.zh == "自动喷水灭火系统"
    assert plan.watched["building-a"].part.stale_after_s == 90
    assert plan.mark


def test_two_systems_with_the_same_component_addresses_are_told_apart(tmp_path: Path) -> None:
    devices = """
  [[uitd.device]]
  address = "889"
  profile = "{profile}"
  part = "a"
    [[uitd.device.point]]
    address = "10-2"
    system_address = 1
    [[uitd.device.point]]
    address = "10-2"
    system_address = 2
"""
    unit = plan_of(tmp_path, "", devices).units[DEVICE]
    assert unit.part_of((1, 1), "10-2") == "a/1/10-2"
    assert unit.part_of((1, 2), "10-2") == "a/2/10-2"
    assert unit.part_of((1, 3), "10-2") is None


def test_a_listener_on_the_network_without_named_networks_is_refused_with_the_cure(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, 'listen_tcp = "0.0.0.0:26875"\n')
    assert "neither TLS nor login" in fault
    assert 'allow = ["10.0.0.0/24"]' in fault
    plan_of(tmp_path, 'listen_tcp = "0.0.0.0:26875"\nallow = ["192.168.7.0/24"]\n')


@pytest.mark.parametrize("network", ["0.0.0.0/0", "8.8.8.0/24", "::/0"])
def test_the_internet_cannot_be_let_in(tmp_path: Path, network: str) -> None:
    fault = fault_of(tmp_path, f'listen_tcp = "0.0.0.0:1"\nallow = ["{network}"]\n')
    assert "not a private network" in fault


@pytest.mark.parametrize(
    ("bus", "devices", "words"),
    [
        ('allow = ["10.0.0.1/24"]\n', LISTED, "write a network as"),
        ("listen_tcp = 5\n", LISTED, "not an address"),
        ('own_address = "88"\n', LISTED, "own_address"),
        ("", LISTED.replace('"889"', '"x"'), "device address 'x'"),
        ("", LISTED.replace('"3-017"', '"10-002"'), "given twice"),
        ("", LISTED.replace('"3-017"', '"17"'), "zone and point"),
        ("", LISTED + LISTED.replace("building-a", "b"), "device 889 is given twice"),
        ("", LISTED.replace("{profile}", "gst5000-modbus"), "is for modbus, not uitd"),
    ],
)
def test_what_cannot_work_is_told_with_its_place(tmp_path: Path, bus: str, devices: str, words: str) -> None:
    assert words in fault_of(tmp_path, bus, devices)


def test_a_bus_that_listens_nowhere_is_told(tmp_path: Path) -> None:
    settings = (tmp_path / "agent.toml", "listen")
    plan_of(tmp_path)
    text = settings[0].read_text().replace('listen_tcp = "127.0.0.1:0"\n', "")
    settings[0].write_text(text)
    from edge_agent.plan import load_plan

    with pytest.raises(SettingsError, match="neither `listen_tcp` nor `listen_udp`"):
        load_plan(settings[0])
