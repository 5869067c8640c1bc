"""`steppewatch bench soak`: the agent at full load for as long as asked, and whether anything grows.

64 panels: 63 with 100 values a second each, and a fire panel whose points go into fire and are reset all the
time, so that every kind of record is made, stored, sent, answered and deleted. Growth is the slope of a
straight line through samples taken every second of the later two thirds: caches fill in the first. A run of
an hour is what a release asks for; a short one shows that the bench works, and its slopes are mostly noise.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.edge import agent
from benchmarks.edge.broker import mosquitto
from benchmarks.edge.centre import Centre
from benchmarks.edge.contest import PAUSES, PERIOD_S, Load, complete, ended, listening, panels
from benchmarks.edge.process_cost import cpu_s, memory, open_files, threads
from benchmarks.edge.tally import Tally
from benchmarks.edge.values import beats
from benchmarks.figures import Figures
from runtime.faults import PlainFault
from simulators.modbus_slave import Slave, Unit, registers
from simulators.modbus_tcp import ModbusTcp
from simulators.processes import Child

LOAD = Load(63, 100)
#: Points of the fire panel (GST5000, loop 1), and how long each state lasts.
_POINTS = 20
_STATE_S = 0.5
_FIRE, _NONE = 1, 0
_LOOP_STRIDE = 240
_LAST_REGISTER = 2410
_NAMES = ("rss_mb", "open_files", "threads", "spool_mb")


class Sample(NamedTuple):
    """One look at the process."""

    at_s: float
    rss_mb: float
    open_files: float
    threads: float
    spool_mb: float


def slope_per_h(at_s: Sequence[float], values: Sequence[float]) -> float:
    """The slope of the straight line nearest to the values (least squares), a hour; 0 for fewer than two."""
    if len(at_s) < 2:
        return 0.0
    middle, mean = sum(at_s) / len(at_s), sum(values) / len(values)
    spread = sum((at - middle) ** 2 for at in at_s)
    lean = sum((at - middle) * (value - mean) for at, value in zip(at_s, values, strict=True))
    return lean / spread * 3600 if spread else 0.0


def run(seconds: float) -> Figures:
    """Slopes an hour of memory, open files, threads and spool; the agent's books at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-soak-") as folder:
        return asyncio.run(measure(Path(folder), seconds))


async def measure(folder: Path, seconds: float, load: Load = LOAD) -> Figures:
    """The same in a folder and at a load. Raises PlainFault when the agent ends or reads nothing."""
    tally = Tally(beats(load.panels, PERIOD_S), load.points)
    async with panels(load, folder) as ports, mosquitto(folder) as broker, _fire_panel() as fire_port:
        centre = Centre(broker, tally)
        async with listening(centre):
            agent.write_settings(
                folder, broker, agent.tcp_lines(ports, load.points), _fire_settings(fire_port)
            )
            process = agent.process(folder)
            process.start()
            try:
                await complete(process, tally)
                await asyncio.sleep(PAUSES.settle_s)
                tally.open(time.time())
                events = centre.events
                samples, cpu = await _watch(process, folder, seconds)
            finally:
                await asyncio.to_thread(process.terminate)
    if centre.events == events:
        raise PlainFault("soak: 没有收到任何事件 / no event came: the agent does not read its fire panel")
    return _figures(samples, cpu, tally, centre.events - events)


def _figures(samples: Sequence[Sample], cpu: float, tally: Tally, events: int) -> Figures:
    later = samples[len(samples) // 3 :]
    taken_s = samples[-1].at_s - samples[0].at_s
    figures: Figures = {
        "seconds": taken_s,
        "values_per_s": tally.values / taken_s,
        "events_per_s": events / taken_s,
        "core_share": cpu / taken_s,
    }
    for name in _NAMES:
        figures[f"{name}_first"] = getattr(later[0], name)
        figures[f"{name}_last"] = getattr(later[-1], name)
        column = [getattr(sample, name) for sample in later]
        figures[f"{name}_slope_per_h"] = slope_per_h([sample.at_s for sample in later], column)
    return figures


async def _watch(process: Child, folder: Path, seconds: float) -> tuple[list[Sample], float]:
    loop = asyncio.get_running_loop()
    samples: list[Sample] = []
    started = loop.time()
    before = cpu_s(process.pid) if process.pid is not None else 0.0
    while True:
        pid = process.pid
        if pid is None:
            raise ended(process)
        at = loop.time() - started
        samples.append(Sample(at, memory(pid).rss_mb, open_files(pid), threads(pid), _spool_mb(folder)))
        if at >= seconds:
            return samples, cpu_s(pid) - before
        await asyncio.sleep(min(1.0, max(0.1, seconds - at)))


def _spool_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.glob("spool.sqlite3*")) / 1e6


@contextlib.asynccontextmanager
async def _fire_panel() -> AsyncIterator[int]:
    """A GST5000 whose points go into fire one after the other and are reset; gives its port."""
    unit = Unit(1, holding=registers(_LAST_REGISTER))

    async def churn() -> None:
        while True:
            for state in (_FIRE, _NONE):
                for device in range(1, _POINTS + 1):
                    unit.holding[_LOOP_STRIDE + device] = state
                    await asyncio.sleep(_STATE_S / 10)
                await asyncio.sleep(_STATE_S)

    async with ModbusTcp(Slave([unit])) as port:
        churning = asyncio.create_task(churn())
        try:
            yield port.port
        finally:
            churning.cancel()


def _fire_settings(port: int) -> str:
    points = "".join(
        f"[[modbus.unit.point]]\nloop = 1\ndevice = {device}\ncomponent_type = 42\n"
        for device in range(1, _POINTS + 1)
    )
    return (
        f'[[modbus]]\nbus = "fire-panel"\nhost = "127.0.0.1"\nport = {port}\n'
        f'[[modbus.unit]]\nprofile = "gst5000-modbus"\npoll_s = 0.25\n{points}'
    )
