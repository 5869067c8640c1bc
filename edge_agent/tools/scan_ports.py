"""`edge-agent scan ports`: the serial ports of this machine, how to name them, who holds them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from edge_agent.scan import serial_ports
from edge_agent.tools import screen
from edge_agent.tools.scan_results import shown, told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing more than what every scan has."""


def run(options: argparse.Namespace) -> int:
    """Tell. Never finds fault."""
    found = serial_ports.serial_ports()
    if options.json:
        return told({"ports": [port._asdict() | _holders(port.holders) for port in found]}, bool(found))
    rows = [
        (
            port.device,
            port.selector,
            port.description,
            ", ".join(f"{holder.name} ({holder.pid})" for holder in port.holders) or "-",
            "可用 / yes" if port.allowed else "无权限,加入 dialout 组 / no: join the group dialout",
        )
        for port in found
    ]
    headings = ("串口 port", "配置中写 in settings", "设备 adapter", "占用 held by", "权限 rights")
    return shown(screen.table(headings, rows) if rows else None, "没有串口 / there is no serial port")


def _holders(held: Sequence[serial_ports.Holder]) -> dict[str, object]:
    return {"holders": [holder._asdict() for holder in held]}
