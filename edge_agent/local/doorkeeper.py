"""Who opens and shuts the door. One that cannot be opened is told and tried again, and stops nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from edge_agent.local.door import Door, Inside
from runtime.faults import PlainFault
from runtime.logging import get_logger
from runtime.settings import HostPort

log = get_logger("door")

#: So long an answer that is on its way has before the door is moved.
_LAST_WORDS_S = 0.5


class DoorSettings(Protocol):
    """Whether there is to be a door, and where."""

    @property
    def enabled(self) -> bool:
        """Whether there is one."""

    @property
    def listen(self) -> HostPort:
        """Where it is."""


class Doorkeeper:
    """Keeps one door; `settings` says each time what is wanted."""

    def __init__(self, inside: Inside, settings: Callable[[], DoorSettings], spool: Path) -> None:
        self._inside = inside
        self._settings = settings
        self._spool = spool
        self._door: contextlib.AsyncExitStack | None = None
        self._task: asyncio.Task[None] | None = None
        #: Why the door is not open although it should be.
        self.fault = ""

    async def open(self) -> None:
        """Open the door, if there is to be one."""
        settings = self._settings()
        self.fault = ""
        if not settings.enabled or self._door is not None:
            return
        stack = contextlib.AsyncExitStack()
        try:
            where = await stack.enter_async_context(Door.opened(self._inside, settings.listen, self._spool))
        except (PlainFault, OSError) as fault:
            self.fault = str(fault)
            log.error("the door cannot be opened; tried again", fault=str(fault))
            return
        self._door = stack
        log.info("the door is open", url=f"http://{where}/")

    async def shut(self) -> None:
        """Shut it for good."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._shut()

    def move(self) -> None:
        """The settings have changed. Whoever asked for that through the door still hears the answer."""
        self._start(self._moved)

    def look(self) -> None:
        """Try again, if the door should be open and is not."""
        if self.fault and (self._task is None or self._task.done()):
            self._start(self.open)

    def _start(self, work: Callable[[], Any]) -> None:
        before = self._task
        if before is not None:
            before.cancel()
        self._task = asyncio.create_task(work(), name="door")

    async def _moved(self) -> None:
        await asyncio.sleep(_LAST_WORDS_S)
        await self._shut()
        await self.open()

    async def _shut(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            await door.aclose()
