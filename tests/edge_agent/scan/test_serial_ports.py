"""Serial ports: who holds one, and the name by which it is found again."""

import os
import sys
from pathlib import Path

from edge_agent.scan.serial_ports import best_selector, holders


def test_the_process_that_holds_a_port_is_named() -> None:
    master, slave = os.openpty()
    try:
        device = os.ttyname(slave)
        (holder,) = holders([device, "/dev/null-port"])[device]
        assert holder.pid == os.getpid()
        assert Path(sys.executable).name[:6] in holder.name
    finally:
        os.close(master)
        os.close(slave)
    assert not holders([device])


def test_a_port_nobody_holds_is_free() -> None:
    assert holders(["/dev/ttyS-none"]) == {}


def test_the_best_name_outlives_a_re_plugging() -> None:
    assert best_selector("/dev/ttyUSB0", "usb:0403:6001:A50285BI", "usb-FTDI-port0", "p1") == (
        "usb:0403:6001:A50285BI"
    )
    assert best_selector("/dev/ttyUSB0", "usb:1a86:7523", "usb-1a86-port0", "p1") == "by-id:usb-1a86-port0"
    assert best_selector("/dev/ttyUSB0", "usb:1a86:7523", "usb-1a86-port0", "p1", alike=2) == "by-path:p1"
    assert best_selector("/dev/ttyS0", "", "", "") == "/dev/ttyS0"
