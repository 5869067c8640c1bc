"""A Modbus driver beside a test: settings as an installer writes them, and a sink that keeps what is told."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from edge_agent.drivers.modbus.driver import ModbusDriver
from edge_agent.drivers.modbus.plan import ModbusPlan, plan_bus
from edge_agent.drivers.modbus.settings import ModbusSettings
from edge_agent.intake.observation import Columns, Observation, PartGroup
from edge_agent.planning import Planner
from edge_agent.spool.record import SpoolUnwritable
from simulators.modbus_framing import Rtu
from simulators.modbus_slave import Slave, Unit, registers
from simulators.modbus_tcp import ModbusTcp

SITE = "site-map-modbus"


class Sink:
    """Takes what a driver hands over; while `broken`, as a full disk does."""

    def __init__(self) -> None:
        self.told: list[Observation] = []
        self.alive: set[str] = set()
        self.values: dict[str, list[float]] = {}
        self.broken = False

    def __call__(
        self,
        observations: Sequence[Observation],
        alive: PartGroup | Iterable[str] = (),
        columns: Sequence[Columns] = (),
    ) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.broken:
            done.set_exception(SpoolUnwritable("disk full"))
            return done
        self.told += observations
        self.alive |= set(alive.parts if isinstance(alive, PartGroup) else alive)
        for column in columns:
            for part, value in zip(column.group.parts, column.values.tolist(), strict=True):
                self.values.setdefault(part, []).append(value)
        done.set_result(None)
        return done

    def said(self, part: str) -> list[Any]:
        """The raw values told of a part, one after the other."""
        return [seen.finding.evidence.get("value") for seen in self.told if seen.part == part]

    def states(self, part: str) -> set[str]:
        """What stands of a part after all that was told."""
        states: set[str] = set()
        for seen in self.told:
            if seen.part == part:
                states = (states - seen.finding.clears) | seen.finding.sets
        return states

    def last(self, part: str) -> float:
        """The latest value of a part."""
        return self.values[part][-1] if part in self.values else math.nan


def planned(settings: dict[str, Any], own: Path | None = None) -> ModbusPlan:
    """The plan for one `[[modbus]]` table, which must be without fault."""
    planner = Planner("gw-1", own)
    planner.bus(settings["bus"], ("modbus", 0))
    plan = plan_bus(ModbusSettings.model_validate(settings), planner, ("modbus", 0))
    assert planner.faults == []
    return plan


def line_of(
    reach: dict[str, Any], units: Iterable[dict[str, Any]], own: Path | None = None, **more: Any
) -> tuple[ModbusDriver, Sink]:
    """A driver for a line with these units, and what takes what it tells."""
    pace = {"poll_s": 0.03, "timeout_s": 0.1}
    settings = {"bus": "line", **reach, **more, "unit": [{**pace, **unit} for unit in units]}
    sink = Sink()
    return ModbusDriver(planned(settings, own), sink), sink


def site_unit(number: int, *readings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A unit whose readings come from the settings."""
    own = [{"analog": "voltage", **reading} for reading in readings]
    return {"unit": number, "profile": SITE, "reading": own, **more}


def slave(number: int, count: int = 200, **more: Any) -> Unit:
    """A simulated unit whose holding registers hold their own address."""
    unit = Unit(number, holding=registers(count), inputs=registers(count), **more)
    for address in range(count):
        unit.holding[address] = address
        unit.inputs[address] = 1000 + address
    return unit


def reached(sink: Sink, part: str, value: float) -> Callable[[], bool]:
    """Whether the part has that value now."""
    return lambda: bool(np.isclose(sink.last(part), value))


@contextlib.asynccontextmanager
async def served(
    *units: Unit, framing: str = "tcp", **more: Any
) -> AsyncIterator[tuple[ModbusTcp, dict[str, Any]]]:
    kind = {"framing": Rtu} if framing == "rtu-over-tcp" else {}
    async with ModbusTcp(Slave(units, **more), **kind) as panel:
        yield panel, {"transport": framing, "host": "127.0.0.1", "port": panel.port}


def gst(*registers: int, **more: Any) -> dict[str, Any]:
    points = [{"loop": register // 240, "device": register % 240} for register in registers]
    return {"profile": "gst5000-modbus", "power": False, "point": points, "identify": False, **more}


def asked(unit: Unit) -> set[tuple[int, int]]:
    return {(request.first, request.size) for request in unit.asked}
