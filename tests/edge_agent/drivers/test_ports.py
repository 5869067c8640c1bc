"""A port is found by its path, by udev's names, or by its adapter; else the text says what is there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from edge_agent.drivers.ports import PortMissing, PortSelector, find


@dataclass
class Plugged:
    device: str
    vid: int | None = None
    pid: int | None = None
    serial_number: str | None = None


ONE = Plugged("/dev/ttyUSB3", 0x0403, 0x6001, "A50285BI")
TWIN = Plugged("/dev/ttyUSB4", 0x0403, 0x6001, "A9999999")
BUILT_IN = Plugged("/dev/ttyS0")


def present() -> list[Plugged]:
    return [BUILT_IN, ONE]


def test_an_adapter_is_found_by_its_identity_whatever_its_number() -> None:
    assert find("usb:0403:6001", present) == "/dev/ttyUSB3"
    assert find("usb:403:6001:A50285BI", lambda: [TWIN, ONE]) == "/dev/ttyUSB3"


def test_two_adapters_that_fit_are_told_with_the_cure() -> None:
    with pytest.raises(PortMissing, match=r"ttyUSB3.*ttyUSB4.*add the serial number"):
        find("usb:0403:6001", lambda: [ONE, TWIN])


def test_a_missing_adapter_is_told_with_what_is_there() -> None:
    with pytest.raises(PortMissing, match=r"usb:10c4:ea60 is plugged in; here are: /dev/ttyS0, .*0403:6001"):
        find("usb:10c4:ea60", present)


def test_udevs_names_are_looked_up_and_listed(tmp_path: Path) -> None:
    (tmp_path / "usb-FTDI-if00").touch()
    folders = {"by-id": tmp_path}
    assert find("by-id:usb-FTDI-if00", present, folders) == str(tmp_path / "usb-FTDI-if00")
    with pytest.raises(PortMissing, match=r"by-id:usb-FTDI-if00.*correct `port`"):
        find("by-id:usb-other", present, folders)


def test_a_path_that_is_not_there_is_told_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(PortMissing, match=r"does not exist; here are: .*ttyUSB3.*plug the adapter in"):
        find(str(tmp_path / "ttyUSB9"), present)


@pytest.mark.parametrize("text", ["", "usb:0403", "usb:zzzz:6001", "by-id:", "by-id:a/b", "com:3"])
def test_what_is_no_selector_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"is no serial port; write a path"):
        TypeAdapter(PortSelector).validate_python(text)
