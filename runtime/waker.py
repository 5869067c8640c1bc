"""The pause of a loop that looks again and again: cut short when something was said."""

from __future__ import annotations

import asyncio
import contextlib


class Waker:
    """One loop waits, anybody wakes it. A word said while it looks is kept for the wait after it."""

    def __init__(self) -> None:
        self._said = asyncio.Event()
        #: Known from the first wait on.
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Look at once. Any thread may say so, also before anybody waits and after the loop has ended."""
        if self._loop is None:
            self._said.set()
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody looks any more
            self._loop.call_soon_threadsafe(self._said.set)

    async def wait(self, within_s: float) -> None:
        """Return when woken, at the latest after so long; a word said before counts for this wait."""
        self._loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._said.wait()
        self._said.clear()
