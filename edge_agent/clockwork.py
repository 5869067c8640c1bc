"""What is due by the clock: each action at its own pace, and a pace may change while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from runtime.logging import get_logger

log = get_logger("agent")


class Due(NamedTuple):
    """An action, the seconds between two of them (asked anew each time), and whether it begins at once."""

    act: Callable[[], None]
    every_s: Callable[[], float]
    at_once: bool = False


class Clockwork:
    """Runs actions until cancelled. `ticks` moves while it does."""

    def __init__(self, *due: Due) -> None:
        self._due = due
        self.ticks = 0
        self._wound = asyncio.Event()

    def rewind(self) -> None:
        """The paces have changed: count from now."""
        self._wound.set()

    async def run(self) -> None:
        """Act until cancelled."""
        loop = asyncio.get_running_loop()
        at = [loop.time() + (0.0 if due.at_once else due.every_s()) for due in self._due]
        while True:
            try:
                async with asyncio.timeout(max(0.0, min(at) - loop.time())):
                    await self._wound.wait()
                self._wound.clear()
                at = [min(when, loop.time() + due.every_s()) for when, due in zip(at, self._due, strict=True)]
            except TimeoutError:
                self.ticks += 1
            now = loop.time()
            for place, due in enumerate(self._due):
                if at[place] <= now:
                    at[place] = max(at[place] + due.every_s(), now)
                    try:
                        due.act()
                    except Exception:  # a report that fails must not end the look for silent parts
                        log.exception("what was due failed")
