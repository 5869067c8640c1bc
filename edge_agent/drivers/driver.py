"""What a driver is, what it counts, and what it may offer beyond serving its bus.

Every driver has `bus`, `run` and `health`. The rest is optional: a driver offers it by having the member, and
whoever wants it asks the functions below, which answer for drivers that do not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from edge_agent.intake.observation import Columns, Observation, PartGroup
from telemetry.messages import BusHealth

#: Hears a line's raw bytes: "rx" or "tx" (the gateway's view), and the bytes. It must not block or raise.
OnBytes = Callable[[str, bytes], None]


class Observe(Protocol):
    """How a driver hands over: reports, parts that were heard without news, and whole columns of values."""

    def __call__(
        self,
        observations: Sequence[Observation],
        alive: PartGroup | Iterable[str] = (),
        columns: Sequence[Columns] = (),
    ) -> asyncio.Future[None]:
        """Take reports; the future is done when they are on the disk, or raises SpoolError."""
        ...


class Driver(Protocol):
    """One bus. `run` serves it until cancelled; whatever its device does, it does not raise."""

    bus: BusState

    async def run(self) -> None:
        """Serve the bus until cancelled."""
        ...

    def health(self) -> BusHealth:
        """How the bus does."""
        ...


class Progress(NamedTuple):
    """How to tell that a driver is not stuck."""

    #: Grows with whatever the driver does: a request, an answer, a time-out, a try to connect.
    steps: int
    #: Seconds for which a sound driver may let `steps` stand; None: it only listens, silence is normal.
    within_s: float | None = None


class CannotProbe(Exception):
    """A point that cannot be read now. The text says why, and what to do."""


@runtime_checkable
class Probes(Protocol):
    """A driver that can read one point now, in its turn among its other requests."""

    async def probe(self, address: str) -> Mapping[str, object]:
        """Read the point: an address, register or topic as the settings write it.

        Gives plain values for JSON: `raw` (what came, as text), and where they are known `part`, `value`,
        `unit`, `states` (list), `quality`, `took_ms`. Raises CannotProbe.
        """
        ...


@runtime_checkable
class TellsClock(Protocol):
    """A driver whose device sends its own time."""

    #: The device's clock minus the gateway's, in ms: the median of the latest; None while unknown.
    clock_offset_ms: float | None


@runtime_checkable
class TellsProgress(Protocol):
    """A driver that knows how long it may be without a sign of work."""

    def progress(self) -> Progress:
        """What it has done so far."""
        ...


@runtime_checkable
class ShowsBytes(Protocol):
    """A driver whose line can be recorded."""

    on_bytes: OnBytes | None


@runtime_checkable
class TellsUnits(Protocol):
    """A driver of a bus that several devices share: a row of health for each of them, after the bus's own."""

    def units(self) -> Sequence[BusHealth]:
        """How each device does."""
        ...


@runtime_checkable
class ExplainsFire(Protocol):
    """A driver of parts whose fire does not end by what set it."""

    def how_fire_ends(self, part: str) -> str:
        """What ends a fire of the part, in words for people; empty where that is as everybody expects."""
        ...


@runtime_checkable
class FindsParts(Protocol):
    """A driver that finds parts by itself: it puts them into its plan's `found` and calls `on_parts`.

    When that returns they are under watch. While it is None nobody takes new parts.
    """

    on_parts: Callable[[], None] | None


async def probe(driver: Driver, address: str) -> Mapping[str, object]:
    """Read one point now. Raises CannotProbe, also for a driver that cannot."""
    if isinstance(driver, Probes):
        return await driver.probe(address)
    raise CannotProbe(
        f"{driver.bus.name}: 该总线只监听，不能点名读取 / a {driver.bus.driver} bus only listens; "
        "look at the part's latest state instead"
    )


def clock_offset_ms(driver: Driver) -> float | None:
    """The device's clock minus the gateway's, in ms; None where it is not known."""
    return driver.clock_offset_ms if isinstance(driver, TellsClock) else None


def progress(driver: Driver) -> Progress:
    """What the driver has done so far."""
    if isinstance(driver, TellsProgress):
        return driver.progress()
    return Progress(driver.bus.requests + driver.bus.errors)


def how_fire_ends(drivers: Iterable[Driver], part: str) -> str:
    """What ends a fire of the part where that is not plain; else empty."""
    told = (driver.how_fire_ends(part) for driver in drivers if isinstance(driver, ExplainsFire))
    return next((words for words in told if words), "")


def take_parts(driver: Driver, on_parts: Callable[[], None]) -> None:
    """Be told of the parts that the driver finds by itself, if it does."""
    if isinstance(driver, FindsParts):
        driver.on_parts = on_parts


def record(driver: Driver, on_bytes: OnBytes | None) -> bool:
    """Send the line's raw bytes to `on_bytes`, or stop with None. False: this line cannot be recorded."""
    if not isinstance(driver, ShowsBytes):
        return False
    driver.on_bytes = on_bytes
    return True


def health_rows(driver: Driver) -> list[BusHealth]:
    """The bus, and each device on it where they are told apart."""
    units = driver.units() if isinstance(driver, TellsUnits) else ()
    return [driver.health(), *units]


class BusState:
    """How a bus does."""

    def __init__(self, bus: str, driver: str) -> None:
        self.name = bus
        self.driver = driver
        self.up = False
        self.requests = 0
        self.errors = 0
        self.last_error = ""

    def failed(self, why: str) -> bool:
        """Count an error. Whether it is another one than the last, and so worth a line in the log."""
        self.errors += 1
        news = why != self.last_error
        self.last_error = why[:512]
        return news

    def health(self) -> BusHealth:
        """As the health message carries it."""
        return BusHealth(self.name, self.driver, self.up, self.requests, self.errors, self.last_error)
