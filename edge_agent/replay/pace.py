"""How fast a recording is played: as it was, or as fast as the driver keeps up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

#: In a fast replay an answer of the driver's that was recorded is waited for so long at most.
PATIENCE_S = 2.0
_STEP_S = 0.005


class Pace:
    """`real`: each piece at its time. Else each as soon as the driver has answered what came before it."""

    def __init__(self, *, real: bool) -> None:
        self.real = real
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()

    def start(self) -> None:
        """The recording begins now."""
        self._started = self._loop.time()

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return self._loop.time() - self._started

    async def until(self, at_s: float, answered: Callable[[], bool]) -> bool:
        """Wait for a piece's turn. False: what the driver answered in the recording did not come."""
        if self.real:
            await asyncio.sleep(max(0.0, at_s - self.elapsed_s))
            return answered()
        give_up = self._loop.time() + PATIENCE_S
        while not answered():
            if self._loop.time() >= give_up:
                return False
            await asyncio.sleep(_STEP_S)
        return True
