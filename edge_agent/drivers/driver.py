"""What a driver is, and what it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from edge_agent.observation import Observation
from telemetry.messages import BusHealth


class Observe(Protocol):
    """How a driver hands over: reports, and parts that were heard without news."""

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
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
