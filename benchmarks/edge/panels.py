"""The process that plays the panels: each a Modbus TCP port with so many registers, all changing every beat.

It is one process for all programs measured, and its own cost is not theirs: `python -m benchmarks.edge.panels
--panels 64 --points 100 --period 1.0` says `PORTS [...]`, then READY, and serves until stopped.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from benchmarks.edge.values import Beat, beats, value
from runtime.clock import now_ms
from runtime.process import ready_line, run_until_signalled
from simulators.modbus_slave import Slave, Unit, registers
from simulators.modbus_tcp import ModbusTcp

UNIT = 1


def refresh(unit: Unit, tick: int) -> None:
    """Put the values of this tick into the unit's holding registers."""
    for register in range(len(unit.holding)):
        unit.holding[register] = value(tick, register)


async def keep_beat(unit: Unit, beat: Beat) -> None:
    """Change the unit's values at every beat, until cancelled."""
    while True:
        now_s = now_ms() / 1000
        tick = beat.tick(now_s)
        refresh(unit, tick)
        await asyncio.sleep(max(0.0, beat.at(tick + 1) - now_s) + 0.0005)


async def serve(panels: int, points: int, period_s: float, stop: asyncio.Event) -> None:
    """Serve the panels until `stop` is set."""
    units = [Unit(UNIT, holding=registers(points)) for _ in range(panels)]
    ports = [ModbusTcp(Slave([unit])) for unit in units]
    async with asyncio.TaskGroup() as tasks:
        beating = [
            tasks.create_task(keep_beat(unit, beat))
            for unit, beat in zip(units, beats(panels, period_s), strict=True)
        ]
        for port in ports:
            await port.plug()
        sys.stdout.write(f"PORTS {[port.port for port in ports]}\n")
        ready_line(f"panels {panels} x {points}")
        await stop.wait()
        for task in beating:
            task.cancel()
    for port in ports:
        await port.unplug()


def main(arguments: Sequence[str] | None = None) -> int:
    """The process's main function."""
    parser = argparse.ArgumentParser(description="simulated panels for the edge benchmark 模拟控制器")
    parser.add_argument("--panels", type=int, required=True)
    parser.add_argument("--points", type=int, required=True)
    parser.add_argument("--period", type=float, default=1.0)
    options = parser.parse_args(arguments)
    return run_until_signalled(lambda stop: serve(options.panels, options.points, options.period, stop))


if __name__ == "__main__":
    raise SystemExit(main())
