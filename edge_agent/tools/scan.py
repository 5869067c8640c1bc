"""`edge-agent scan`: what is there: serial ports, a line, Modbus units, hosts, detectors."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from edge_agent.tools import scan_lan, scan_line, scan_modbus, scan_mqtt, scan_ports
from edge_agent.tools.arguments import add_json
from runtime.logging import configure


class Kind(NamedTuple):
    """One kind of place to look, and the words for it."""

    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    zh: str
    en: str


KINDS = {
    "ports": Kind(scan_ports.add_arguments, scan_ports.run, "本机串口", "this machine's serial ports"),
    "line": Kind(
        scan_line.add_arguments, scan_line.run, "串口线的速率与协议", "speed and protocol of a serial line"
    ),
    "modbus": Kind(
        scan_modbus.add_arguments, scan_modbus.run, "一条 Modbus 线上的从站", "the units of a Modbus line"
    ),
    "lan": Kind(
        scan_lan.add_arguments, scan_lan.run, "网段内的 Modbus TCP 设备", "Modbus TCP devices of a network"
    ),
    "mqtt": Kind(
        scan_mqtt.add_arguments, scan_mqtt.run, "MQTT 代理服务器上的探测器", "detectors on an MQTT broker"
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand a kind of place to look."""
    parser.description = (
        "查找设备并给出可粘贴的配置。找到 0,没有找到 1,无法查找 2 / "
        "Find devices and print settings to paste. Exit 0: found, 1: found nothing, 2: could not look."
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    for name, kind in KINDS.items():
        command = kinds.add_parser(name, help=f"{kind.zh} / {kind.en}")
        kind.add_arguments(command)
        command.add_argument(
            "--profiles", type=Path, metavar="DIR", help="自带档案目录 / a folder of your own profiles"
        )
        add_json(command)


def run(options: argparse.Namespace) -> int:
    """Look, and tell. Raises PlainFault."""
    configure("error")  # a line that is down is told once, in plain words
    return KINDS[options.kind].run(options)
