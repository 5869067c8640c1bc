"""`edge-agent scan lan`: Modbus TCP devices of a given network."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence

from device_profiles.schema import Profile
from edge_agent.scan import lan, modbus_units, snippets
from edge_agent.scan.modbus_link import TcpLink
from edge_agent.scan.modbus_units import UnitFound
from edge_agent.tools import screen
from edge_agent.tools.scan_modbus import unit_told
from edge_agent.tools.scan_results import profiles_of, shown, told
from runtime.arguments import port_number
from runtime.faults import PlainFault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`CIDR [--port N] [--rate N]`."""
    parser.add_argument("network", metavar="CIDR", help="192.168.1.0/24")
    parser.add_argument("--port", type=port_number, default=502)
    parser.add_argument("--rate", type=float, default=50.0, help="每秒至多几个地址 / addresses a second")


def run(options: argparse.Namespace) -> int:
    """Look, and tell. Raises PlainFault."""
    addresses = lan.hosts(lan.network(options.network))
    profiles = profiles_of(options.profiles, "modbus")
    if not 0 < options.rate <= 1000:
        raise PlainFault("--rate: 每秒 1 到 1000 个地址 / from 1 to 1000 addresses a second")
    with screen.progress() as bar:
        task = bar.add_task(f"{options.network}:{options.port}", total=len(addresses))
        found = asyncio.run(_sweep(addresses, options, profiles, lambda: bar.advance(task)))
    rows_told = [host._asdict() | {"units": [unit_told(unit) for unit in units]} for host, units in found]
    snippet = "\n\n".join(
        snippets.modbus(
            f"line-{number}",
            {"transport": "tcp", "host": host.host, "port": host.port},
            [(unit.unit, unit.likely[0].profile if unit.likely else "") for unit in units],
        )
        for number, (host, units) in enumerate(found, 1)
        if units
    )
    if options.json:
        return told({"hosts": rows_told, "settings": snippet}, bool(found))
    rows = [
        (
            f"{host.host}:{host.port}",
            ", ".join(str(unit.unit) for unit in units) or "-",
            " ".join(units[0].identity.values()) if units else "",
            units[0].likely[0].profile if units and units[0].likely else "-",
        )
        for host, units in found
    ]
    headings = ("主机 host", "从站 units", "标识 identity", "可能的档案 likely profile")
    nobody = f"{options.network} 中没有主机开放 {options.port} / no host there accepts on {options.port}"
    return shown(screen.table(headings, rows) if rows else None, nobody, [snippet] if snippet else [])


#: Units that a device behind an address of its own goes by.
_USUAL_UNITS = (1, 255, 0)


async def _sweep(
    addresses: Sequence[str],
    options: argparse.Namespace,
    profiles: Sequence[Profile],
    tell: Callable[[], None],
) -> list[tuple[lan.HostFound, list[UnitFound]]]:
    found: list[tuple[lan.HostFound, list[UnitFound]]] = []
    for host in await lan.sweep(addresses, options.port, options.rate, tell):
        try:
            link = await TcpLink.open(host.host, host.port, "mbap")
        except OSError:
            found.append((host, []))
            continue
        try:
            found.append((host, await modbus_units.search(link, _USUAL_UNITS, profiles, 0.5)))
        except OSError:
            found.append((host, []))
        finally:
            await link.close()
    return found
