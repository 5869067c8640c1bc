"""Many terminals that drive and report, spread evenly over their interval, and dial anew when lines break."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from runtime.clock import Clock, SystemClock
from runtime.settings import HostPort
from simulators.vehicles.terminal import SimulatedTerminal

_TICK_S = 0.01
#: Hohhot, latitude and longitude.
CENTRE_OF_TOWN = (40.84, 111.75)


class Fleet:
    """Drives terminals over real sockets."""

    def __init__(self, terminals: Sequence[SimulatedTerminal], clock: Clock | None = None) -> None:
        self.terminals = list(terminals)
        self._clock = clock or SystemClock()
        self.reports = 0

    async def dial(self, centre: HostPort, at_once: int = 100) -> None:
        """Whoever has no line dials, so many at a time. Raises OSError when the centre does not accept."""
        loop = asyncio.get_running_loop()
        without = [terminal for terminal in self.terminals if not terminal.connected]
        for first in range(0, len(without), at_once):
            some = without[first : first + at_once]
            await asyncio.gather(
                *(loop.create_connection(lambda one=one: one, *centre) for one in some)  # type: ignore[misc]
            )

    async def drive(self, seconds: float, interval_s: float) -> None:
        """Everybody reports once an interval, a second at least, one after the other."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        sent, count, began_at = 0, len(self.terminals), self._clock.now_ms() / 1000
        while (passed := loop.time() - began) < seconds:
            due = int(passed / interval_s * count)
            for place in range(sent, due):
                self.terminals[place % count].report(began_at + place * interval_s / count)
            self.reports += max(0, due - sent)
            sent = max(sent, due)
            await asyncio.sleep(_TICK_S)

    async def come_and_go(self, centre: HostPort, rng: random.Random, seconds: float, every_s: float) -> None:
        """Lines break at random and are dialled anew."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until:
            rng.choice(self.terminals).hang_up()
            await asyncio.sleep(every_s)
            await self.dial(centre)

    async def all_answered(self, within_s: float) -> None:
        """Return once every position was answered. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while any(one.unanswered for one in self.terminals):  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(_TICK_S)

    def hang_up(self) -> None:
        """All lines break."""
        for terminal in self.terminals:
            terminal.hang_up()
