"""A gateway's early warning between a real normaliser and a disk that the test can make fail."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from device_profiles.finding import Finding, Sample
from device_profiles.level import Level
from edge_agent.early_warning.history import History
from edge_agent.early_warning.past import Past
from edge_agent.early_warning.runtime import EarlyWarning
from edge_agent.early_warning.settings import EarlyWarningSettings, ModelSettings
from edge_agent.early_warning.tasks import FIRE, Task
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Columns, Observation, PartGroup, Stamp
from edge_agent.spool.record import SpoolUnwritable
from edge_agent.watch import Watched
from runtime.clock import SystemClock
from telemetry.analog_types import BY_SLUG
from telemetry.messages import Event, Label, Part, Quality
from tests.edge_agent.panels import running
from tests.models.tiny import tiny, written
from tests.services import until

HEAT, CO, HUMID = (BY_SLUG[slug].code for slug in ("temperature", "co", "humidity"))
SMOKE = BY_SLUG["obscuration"].code
RAISED, ENDED = "room/1 early-warning+", "room/1 early-warning-"
WARNED = Level(
    states=frozenset({"early-warning"}), codes={"early-warning": "0" * 12}, quality=Quality.GOOD, last_heard=1
)


def part(
    name: str, component_type: int = 30, address: int = 1, place: str = "", carrier: str | None = None
) -> Watched:
    return Watched(Part(name, 1, 1, component_type, address, Label(), Label(place, ""), None), carrier)


class Gateway:
    def __init__(
        self,
        folder: Path,
        settings: ModelSettings,
        watched: Iterable[Watched] = (part("room/1"),),
        levels: Mapping[str, Level] | None = None,
        task: Task = FIRE,
    ) -> None:
        self.clock = SystemClock()
        self.settings = settings
        self.watched = {entry.part.part: entry for entry in watched}
        self.stored: dict[str, Level] = dict(levels or {})
        self.normaliser = Normaliser("gw-1", self.watched.values(), self.stored, self.clock.monotonic())
        self.history = History(folder / "early-warning.jsonl")
        self.warning = EarlyWarning(
            task,
            lambda: self.settings,
            lambda: self.watched,
            self.normaliser,
            self.observe,
            self.clock,
            self.history,
            Past(folder / f"{task.state}.npz"),
        )
        self.events: list[Event] = []
        self.disk_fails = False

    def observe(
        self,
        observations: Sequence[Observation],
        alive: PartGroup | Iterable[str] = (),
        columns: Sequence[Columns] = (),
    ) -> asyncio.Future[None]:
        stamp = Stamp(self.clock.now_ms(), True)
        outcome = self.normaliser.observe(observations, stamp, self.clock.monotonic(), alive, columns)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.disk_fails:
            self.normaliser.restore(self.stored, outcome.levels)
            done.set_exception(SpoolUnwritable("full"))
            done.exception()
        else:
            self.stored |= outcome.levels
            self.events += [message for message in outcome.messages if isinstance(message, Event)]
            done.set_result(None)
        self.warning.hear(observations, columns)
        return done

    def tell(self, name: str = "room/1", **values: float) -> None:
        codes = {"heat": HEAT, "co": CO, "smoke": SMOKE, "humidity": HUMID}
        samples = tuple(Sample(codes[channel], value) for channel, value in values.items())
        self.observe([Observation(name, Finding(samples=samples))])

    def rewatch(self, *watched: Watched) -> None:
        self.watched = {entry.part.part: entry for entry in watched}
        self.normaliser.rewatch(watched, self.clock.monotonic(), self.stored)
        self.warning.watch()

    def change(self, settings: ModelSettings) -> None:
        self.settings = settings
        self.warning.watch()

    def seen(self) -> list[str]:
        return [f"{event.part.part} {event.kind}{'+' if event.active else '-'}" for event in self.events]

    def told(self) -> Mapping[str, Any]:
        return self.warning.told(self.warning.health())

    async def looked(self, ticks: int = 3) -> None:
        """Wait until the model has looked so many times more."""
        wanted = self.warning.tally.ticks + ticks
        await until(lambda: self.warning.tally.ticks >= wanted)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            async with running(self.warning.run()):
                yield
        finally:
            self.warning.finish()
            self.warning.join(1.0)


def settings(folder: Path, raw: bytes | None = None, **more: object) -> EarlyWarningSettings:
    file = written(folder, raw or tiny())
    return EarlyWarningSettings(model=file.path, sha256=file.sha256, **more)  # type: ignore[arg-type]


async def warned(gateway: Gateway, name: str = "room/1") -> None:
    """The detector tells of calm, then of a fire."""
    gateway.tell(name, heat=20.0, co=1.0)
    await gateway.looked()
    gateway.tell(name, heat=40.0, co=1.0)
    await until(lambda: f"{name} early-warning+" in gateway.seen())
