"""Hammers a spool until it is killed: says each report that was acknowledged, and nothing else."""

import asyncio
import random
import sys
from pathlib import Path

from device_profiles.finding import Finding
from edge_agent.clock_state import ClockState
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation
from edge_agent.spool.spool import Spool
from edge_agent.watch import Watched
from runtime.clock import SystemClock
from telemetry.messages import Label, Part, StoredRange, Stream

PARTS = [f"p/{number}" for number in range(8)]
STATES = ("fire", "fault", "disabled", "test")


def watched() -> list[Watched]:
    return [Watched(Part(name, 1, 1, 42, 1, Label(), Label(), None)) for name in PARTS]


async def hammer(path: Path, seed: int) -> None:
    rng = random.Random(seed)
    clock = SystemClock()
    spool = Spool.open(path, 50_000_000)
    intake = Intake(
        Normaliser("gw-1", watched(), spool.levels, clock.monotonic()),
        spool,
        clock,
        ClockState(clock, "trust"),
        0.001,
    )
    number = 0

    async def one() -> None:
        nonlocal number
        number += 1
        mine, part, state = number, rng.choice(PARTS), rng.choice(STATES)
        sets = frozenset({state}) if rng.random() < 0.5 else frozenset()
        finding = Finding(
            sets=sets, clears=frozenset({state}) - sets, codes={"n": f"{seed}:{mine}"}, text=f"{seed}:{mine}"
        )
        await intake.observe([Observation(part, finding)])
        sys.stdout.write(f"{part} {seed}:{mine}\n")
        sys.stdout.flush()
        if rng.random() < 0.1:
            first = rng.randint(1, spool.state.counts[0].published)
            await spool.forget([StoredRange(Stream.EVENT, first, first + 3)])
            sys.stdout.write(f"forgot {first} {first + 3}\n")

    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(forever(one))


async def forever(one: object) -> None:
    while True:
        await one()  # type: ignore[operator]


if __name__ == "__main__":
    asyncio.run(hammer(Path(sys.argv[1]), int(sys.argv[2])))
