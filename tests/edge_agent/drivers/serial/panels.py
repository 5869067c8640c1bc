"""A simulated panel and the driver that listens to it, over a real pseudo-terminal, with a disk to refuse."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from device_profiles import loader
from edge_agent.drivers.serial.driver import SerialDriver
from edge_agent.drivers.serial.plan import SerialPlan
from edge_agent.drivers.serial.settings import SerialSettings
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import SpoolUnwritable
from simulators.building import Point
from simulators.panel import PanelLogic
from simulators.panel_serial import SerialPanel, SerialPanelSettings
from tests.edge_agent.panels import running
from tests.services import until
from tests.simulators.places import demo

#: How each profile's panel calls the points 3-017 and 3-018 of the demo building.
ADDRESSES = {
    "jbf193k": ("1-3-17", "1-3-18"),
    "jb3208": ("1-3-17", "1-3-18"),
    "simplex4100": ("1-3-17-0", "1-3-18-0"),
    "notifier-printer": ("3D17", "3D18"),
    "ld128e": ("3-17", "3-18"),
    "gst-crt": ("30017", "30018"),
}
STORE, EAST = "panel-2/3-017", "panel-2/3-018"


class Disk:
    """Stores when told to, or refuses."""

    def __init__(self) -> None:
        self.seen: list[Observation] = []
        self.alive = 0
        self.slow = False
        self.full = False

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
    ) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.full and observations:
            done.set_exception(SpoolUnwritable("disk full"))
        elif not (self.slow and observations):
            self.seen += observations
            self.alive += len(list(alive))
            done.set_result(None)
        return done

    def fires(self) -> list[str]:
        """The parts of which a fire was stored, in order."""
        return [seen.part for seen in self.seen if "fire" in seen.finding.sets]


@dataclass
class Line:
    """Both ends."""

    panel: SerialPanel
    driver: SerialDriver
    disk: Disk

    def burn(self, point: str = STORE) -> None:
        """A detector sees smoke."""
        self.panel.tell(self.panel.logic.sense(point, True, 0.0))


def points() -> tuple[Point, ...]:
    return demo().points_of("panel-2")


@contextlib.asynccontextmanager
async def wired(
    profile: str, folder: Path, *, clock: datetime | None = None, store_within_s: float = 0.3
) -> AsyncIterator[Line]:
    """A panel that speaks as the profile says, wired to its driver."""
    loaded = loader.load(profile).profile
    assert loaded.serial_panel is not None
    quick = {"quiet_s": 0.1, "poll_s": loaded.serial_panel.poll_s and 0.05}
    texts = loaded.serial_panel.model_copy(update=quick)
    link = folder / "line.tty"
    settings = SerialSettings(bus="panel-2", profile=profile, port=str(link), store_within_s=store_within_s)
    named = dict(zip(ADDRESSES[profile], (STORE, EAST), strict=True))
    plan = SerialPlan("panel-2", "serial", settings=settings, texts=texts, panel="panel-2", points=named)
    panel = SerialPanel(
        PanelLogic(points()),
        SerialPanelSettings.model_validate(
            {"panel": "panel-2", "profile": profile, "link": link, "repeat_s": 0.1}
        ),
        (lambda: clock) if clock else datetime.now,
    )
    disk = Disk()
    driver = SerialDriver(plan, disk)
    panel.plug()
    async with running(panel.run(), driver.run()):
        await until(lambda: driver.bus.up)
        yield Line(panel, driver, disk)
