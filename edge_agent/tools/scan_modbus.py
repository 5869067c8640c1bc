"""`edge-agent scan modbus`: the units of a Modbus line, and what they look like."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Sequence

from device_profiles.schema import Profile
from edge_agent.drivers.serial_port import LineSettings
from edge_agent.scan import modbus_units, snippets
from edge_agent.scan.modbus_link import Link, SerialLink, TcpLink
from edge_agent.scan.modbus_units import UnitFound, one_for_all
from edge_agent.tools import screen
from edge_agent.tools.scan_results import ACTIVE, parse_line, profiles_of, shown, told
from runtime.arguments import port_number
from runtime.faults import PlainFault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--host HOST [--port N] [--rtu]` or `--serial PORT [--line 9600-8N1]`, `[--units 1-247]`."""
    parser.add_argument("--host", help="Modbus TCP 主机 / host")
    parser.add_argument("--port", type=port_number, default=502)
    parser.add_argument("--rtu", action="store_true", help="TCP 中是 RTU 帧 / RTU frames inside TCP")
    parser.add_argument("--serial", metavar="PORT", help="串口 / a serial port")
    parser.add_argument("--line", metavar="9600-8N1", default="9600-8N1", help="串口参数 / the line's speed")
    parser.add_argument("--units", metavar="1-247", default="1-247", help="从站号 / unit numbers: 1-10,17")
    parser.add_argument("--timeout", type=float, default=0.3, help="每个从站等待秒数 / seconds for each")
    parser.add_argument("--active", action="store_true", help=ACTIVE)


def parse_units(text: str) -> list[int]:
    """`1-10,17`. Raises PlainFault."""
    units: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,3})(?:-(\d{1,3}))?\s*", part)
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 1 <= first <= last <= 255:
            raise PlainFault(f"{part!r} 不是从站号 / are no unit numbers; 写成 / write them as 1-10,17")
        units += range(first, last + 1)
    return list(dict.fromkeys(units))


def run(options: argparse.Namespace) -> int:
    """Look, and tell. Raises PlainFault."""
    if bool(options.host) == bool(options.serial):
        raise PlainFault("给出 --host 或 --serial 之一 / give one of --host and --serial")
    if (options.serial or options.rtu) and not options.active:
        raise PlainFault(
            "Modbus 从站不问不答,而询问会写到线路上;确认可以后加 --active / units only answer, and "
            "a question writes to the line; add --active when that is allowed"
        )
    units = parse_units(options.units)
    profiles = profiles_of(options.profiles, "modbus")
    way: dict[str, object] = {"transport": "rtu-over-tcp" if options.rtu else "tcp", "host": options.host}
    way["port"] = options.port
    line = parse_line(options.line)
    if options.serial:
        way = {"transport": "rtu", "serial": options.serial, **line._asdict()}
    with screen.progress() as bar:
        task = bar.add_task("Modbus", total=len(units))

        def tell(unit: int) -> None:
            bar.update(task, description=f"从站 / unit {unit}", advance=1)

        try:
            found = asyncio.run(_units(options, line, units, profiles, tell))
        except (OSError, ValueError) as fault:
            raise PlainFault(f"{options.host or options.serial}: {fault}") from None
    every = one_for_all(found, len(units))
    if every:
        found = found[:1]
    chosen = [(unit.unit, unit.likely[0].profile if unit.likely else "") for unit in found]
    snippet = snippets.modbus("line-1", way, chosen) if found else ""
    if options.json:
        what = {"units": [unit_told(unit) for unit in found], "every_unit": every, "settings": snippet}
        return told(what, bool(found))
    rows = [
        (
            f"{units[0]}–{units[-1]}" if every else str(unit.unit),
            f"{unit.took_ms:g} ms",
            " · ".join(f"FC{number} {what}" for number, what in unit.functions.items()),
            " ".join(unit.identity.values()) or "-",
            "; ".join(f"{entry.profile} {entry.likelihood:.0%}" for entry in unit.likely[:3]) or "-",
        )
        for unit in found
    ]
    headings = ("从站 unit", "应答 took", "功能码 functions", "标识 identity", "可能的档案 likely profiles")
    nobody = "没有从站应答;检查速率、校验、接线 / no unit answered; check speed, parity and wiring"
    if every:
        sys.stderr.write(
            "每个从站号都得到同样的应答:是一台不看从站号的设备 / "
            "the same answer to every unit number: one device that does not look at it\n"
        )
    return shown(screen.table(headings, rows) if rows else None, nobody, [snippet])


async def _units(
    options: argparse.Namespace,
    line: LineSettings,
    units: Sequence[int],
    profiles: Sequence[Profile],
    tell: Callable[[int], None],
) -> list[UnitFound]:
    link: Link
    if options.serial:
        link = SerialLink.open(options.serial, line)
    else:
        link = await TcpLink.open(options.host, options.port, "rtu" if options.rtu else "mbap")
    try:
        return await modbus_units.search(link, units, profiles, options.timeout, tell)
    finally:
        await link.close()


def unit_told(unit: UnitFound) -> dict[str, object]:
    """A unit as JSON has it."""
    return unit._asdict() | {"likely": [entry._asdict() for entry in unit.likely]}
