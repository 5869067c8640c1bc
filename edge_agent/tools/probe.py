"""`edge-agent probe`: read one point now – by the running agent in its turn, else directly."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from device_profiles.finding import STATES
from edge_agent.drivers import driver as hooks
from edge_agent.drivers.driver import CannotProbe
from edge_agent.drivers.families import serve
from edge_agent.intake.observation import Columns, Observation, PartGroup
from edge_agent.local import whereabouts
from edge_agent.local.client import DoorClient, DoorRefused
from edge_agent.plan import Plan, load_plan
from edge_agent.planning import BusPlan
from edge_agent.spool.record import SpoolUnwritable
from edge_agent.tools.arguments import add_config, add_json
from runtime.faults import PlainFault
from runtime.logging import configure
from telemetry.event_kinds import EVENT_KINDS

_PROBE_S = 15.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE BUS ADDRESS [--json]`."""
    parser.description = (
        "代理运行时经由代理排队读取,否则直接读取。读到 0,读不到 1,无法进行 2 / Through the running agent "
        "in its turn, else directly. Exit 0: read, 1: it cannot be read, 2: could not begin."
    )
    add_config(parser)
    add_json(parser)
    parser.add_argument("bus", metavar="BUS", help="配置中的总线名 / the bus's name in the settings")
    parser.add_argument("address", metavar="ADDRESS", help="地址、寄存器或主题 / address, register or topic")


def run(options: argparse.Namespace) -> int:
    """Read and print. Raises PlainFault for a bus that is not there."""
    configure("error")  # what keeps a bus from answering is told once, in plain words
    plan = load_plan(options.config)
    bus = _bus(plan, options.bus)
    try:
        if whereabouts.address_path(plan.settings.spool.path).exists():
            door = DoorClient(plan.settings.spool.path)
            told = door.post("/probe", {"bus": bus.name, "address": options.address})
            told = {"through": "agent", **told}
        else:
            told = {"through": "direct", **asyncio.run(_direct(bus, options.address))}
    except (CannotProbe, DoorRefused) as fault:
        sys.stderr.write(f"{options.bus} {options.address}: {fault}\n")
        return 1
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(told)) + "\n")
    return 0


def _bus(plan: Plan, name: str) -> BusPlan:
    for bus in plan.buses:
        if bus.name == name:
            return bus
    known = ", ".join(bus.name for bus in plan.buses) or "none"
    raise PlainFault(f"没有总线 / there is no bus {name!r}; 有 / there are {known}")


async def _direct(bus: BusPlan, address: str) -> Mapping[str, Any]:
    """Serve the bus for as long as it takes, and store nothing: what the device says stays with it."""
    driver = serve(bus, _nothing_is_stored)
    serving = asyncio.create_task(driver.run())
    try:
        async with asyncio.timeout(_PROBE_S):
            return await hooks.probe(driver, address)
    except TimeoutError:
        why = driver.bus.last_error or "check that it is switched on, and its address"
        raise CannotProbe(f"没有应答 / no answer within {_PROBE_S:g} s: {why}") from None
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _nothing_is_stored(
    observations: Sequence[Observation],
    alive: PartGroup | Iterable[str] = (),
    columns: Sequence[Columns] = (),
) -> asyncio.Future[None]:
    """A report that is handed over here is not stored, so that its driver never acknowledges it."""
    refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    if observations:
        refused.set_exception(SpoolUnwritable("only probing; nothing is stored"))
        refused.exception()
    else:
        refused.set_result(None)
    return refused


_NAMES = {
    "part": "部件 part",
    "raw": "原始值 raw",
    "value": "数值 value",
    "unit": "单位 unit",
    "states": "状态 states",
    "quality": "质量 quality",
    "text": "含义 meaning",
    "took_ms": "用时 took ms",
    "through": "途径 through",
}


def _lines(told: Mapping[str, Any]) -> list[str]:
    ordered = [*(key for key in _NAMES if key in told), *(key for key in told if key not in _NAMES)]
    return [f"{_NAMES.get(key, key)}: {_shown(key, told[key])}" for key in ordered]


def _shown(key: str, value: object) -> str:
    if key == "states" and isinstance(value, list):
        return (
            ", ".join(
                f"{name} {EVENT_KINDS[STATES[name][0]].zh}" if name in STATES else str(name) for name in value
            )
            or "-"
        )
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
