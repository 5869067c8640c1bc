"""One program at one load: started, waited for until every point has spoken, then watched for a while."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmarks.edge.broker import mosquitto
from benchmarks.edge.process_cost import Cost, cost_of
from benchmarks.edge.tally import Tally
from benchmarks.edge.values import beats
from benchmarks.figures import Figures
from runtime.faults import PlainFault
from simulators.processes import Child, ProcessFailed

_START_S = 60.0
PERIOD_S = 1.0
_LINE = 300


class Pauses(NamedTuple):
    """Seconds before and after a window.

    `settle_s`: from the last point's first word on, for caches to warm. `grace_s`: for what was made in the
    window and is still on its way.
    """

    settle_s: float = 3.0
    grace_s: float = 3.0


class Load(NamedTuple):
    """So many panels, each with so many points that all change once a second."""

    panels: int
    points: int

    @property
    def name(self) -> str:
        """As figures are named after it."""
        return f"{self.panels}x{self.points}"

    @property
    def values_per_s(self) -> float:
        """How many new values there are."""
        return self.panels * self.points / PERIOD_S


PAUSES = Pauses()


class FarEnd(Protocol):
    """Who listens at the broker."""

    async def run(self) -> None:
        """Listen and answer, until cancelled."""
        ...

    async def ready(self) -> None:
        """Return once everything that comes will be heard."""
        ...


class Program(NamedTuple):
    """What is measured: who listens to it, and its process for a folder, a broker port and panel ports."""

    name: str
    far_end: Callable[[int, Tally], FarEnd]
    child: Callable[[Path, int, Sequence[int], Load], Child]


class Result(NamedTuple):
    """What a window showed."""

    load: Load
    cost: Cost
    tally: Tally

    def figures(self) -> Figures:
        """By name, without the program's."""
        values, seconds = self.tally.values, self.cost.seconds
        return {
            "values_per_s": values / seconds,
            "delivered_share": values / seconds / self.load.values_per_s,
            "values_per_cpu_s": values / self.cost.cpu_s if self.cost.cpu_s else 0.0,
            "core_share": self.cost.core_share,
            "rss_mb": self.cost.memory.rss_mb,
            "pss_mb": self.cost.memory.pss_mb,
            "latency_p50_ms": self.tally.age_ms(0.50),
            "latency_p99_ms": self.tally.age_ms(0.99),
            "bytes_per_value": self.tally.bytes / self.tally.bytes_of,
        }


@contextlib.asynccontextmanager
async def panels(load: Load, folder: Path) -> AsyncIterator[list[int]]:
    """The panels' process; gives their ports."""
    ports: list[int] = []

    def hear(_name: str, line: str) -> None:
        if line.startswith("PORTS "):
            ports.extend(json.loads(line.removeprefix("PORTS ")))

    numbers = ["--panels", str(load.panels), "--points", str(load.points), "--period", str(PERIOD_S)]
    process = Child("panels", [sys.executable, "-m", "benchmarks.edge.panels", *numbers], folder, hear)
    process.start()
    try:
        try:
            process.wait_ready()
        except ProcessFailed as fault:
            raise PlainFault(f"模拟控制器没有启动 / the panels did not start: {fault}") from fault
        yield ports
    finally:
        await asyncio.to_thread(process.terminate)


async def measure(
    program: Program, load: Load, ports: Sequence[int], folder: Path, seconds: float, pauses: Pauses = PAUSES
) -> Result:
    """Run the program at the load, in an empty folder. Raises PlainFault when a point is not heard of."""
    tally = Tally(beats(load.panels, PERIOD_S), load.points)
    async with mosquitto(folder) as port, listening(program.far_end(port, tally)):
        process = program.child(folder, port, ports, load)
        process.start()
        try:
            await complete(process, tally)
            await asyncio.sleep(pauses.settle_s)
            if process.pid is None:
                raise ended(process)
            tally.open(time.time())
            cost = await cost_of(process.pid, seconds)
            tally.close(time.time())
            await asyncio.sleep(pauses.grace_s)
            if process.pid is None:
                raise ended(process)
            if not tally.values:
                raise PlainFault(
                    f"{process.name}: {seconds:g} 秒内没有新数据 / nothing new came within {seconds:g} s; "
                    f"its own words:\n{last_words(process)}"
                )
        finally:
            await asyncio.to_thread(process.terminate)
    return Result(load, cost, tally)


def place(folder: Path, name: str) -> Path:
    """An empty folder within `folder`."""
    made = folder / name
    made.mkdir()
    return made


@contextlib.asynccontextmanager
async def listening(far_end: FarEnd) -> AsyncIterator[None]:
    """Run the far end beside what is measured. What fails in it is raised at the end."""
    task = asyncio.create_task(far_end.run())
    try:
        await far_end.ready()
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def complete(process: Child, tally: Tally) -> None:
    """Return once every point was heard of."""
    deadline = asyncio.get_running_loop().time() + _START_S
    while not tally.complete:
        if process.exit_code is not None:
            raise ended(process)
        if asyncio.get_running_loop().time() > deadline:
            raise PlainFault(
                f"{process.name}: {_START_S:g} 秒内有 {tally.missing} 个点没有数据 / {tally.missing} points "
                f"said nothing in {_START_S:g} s; its own words:\n{last_words(process)}"
            )
        await asyncio.sleep(0.05)


def ended(process: Child) -> PlainFault:
    """What to say of a process that ended while it was measured."""
    return PlainFault(
        f"{process.name} 提前退出 / ended with code {process.exit_code} while it was measured; "
        f"its own words:\n{last_words(process)}"
    )


def last_words(process: Child) -> str:
    """The end of what it said, long lines cut."""
    return "\n".join(line[:_LINE] for line in process.last_words().splitlines())
