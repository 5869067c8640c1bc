"""The one time helper: wall time as integer milliseconds UTC, and a monotonic clock for durations."""

from __future__ import annotations

import time
from typing import Protocol


def now_ms() -> int:
    """Wall time: milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def monotonic() -> float:
    """Seconds on a clock that never goes back; only differences mean anything."""
    return time.monotonic()


class Clock(Protocol):
    """What a module that needs the time takes as an argument, so that a test can bring its own."""

    def now_ms(self) -> int:
        """Wall time in milliseconds UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Wall time in milliseconds UTC."""
        return now_ms()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return monotonic()
