"""Ending what the revoked have open at a broker that asks at the doors, through its management.

Such a broker asks about a topic once in a connection, or remembers for a while, so whoever is revoked would
go on. Every centre process remembers answers for `remember_s`: who is sent away may come in again until the
last has forgotten, and so is sent away once more behind that time.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import httpx

from runtime.clock import Clock

TIMEOUT_S = 10.0
_MARGIN_S = 1.0


class ManagedSessions(ABC):
    """The open connections of one broker."""

    def __init__(self, name: str, remember_s: float, clock: Clock) -> None:
        self.name = name
        self._forgotten_s = remember_s + _MARGIN_S
        self._clock = clock
        #: Who was revoked when → when that was first heard here, on the monotonic clock; inf: all is done.
        self._heard: dict[tuple[str, int], float] = {}

    async def end(self, gone: Mapping[str, int]) -> str:
        """End the connections of these names, revoked at these times; gives why that failed, or nothing."""
        now = self._clock.monotonic()
        asked = set(gone.items())
        self._heard = {one: heard for one, heard in self._heard.items() if one in asked}
        due = [one for one in sorted(asked) if self._heard.setdefault(one, now) != math.inf]
        if not due:
            return ""
        try:
            await self._close([username for username, _ in due])
        except (OSError, ValueError, httpx.HTTPError) as fault:
            return f"{type(fault).__name__}: {fault}"[:500]
        for one in due:
            if now - self._heard[one] >= self._forgotten_s:
                self._heard[one] = math.inf
        return ""

    @abstractmethod
    async def _close(self, usernames: Sequence[str]) -> None:
        """End every connection of these. Raises OSError, ValueError, httpx.HTTPError."""
