"""Logging what clients cause: at most once a second of each kind, with how many were left out."""

from __future__ import annotations

import math
from typing import Any, Protocol

from runtime.clock import monotonic

_SAY_AGAIN_S = 1.0


class Warns(Protocol):
    """A logger."""

    def warning(self, event: str, **what: Any) -> Any:
        """Log it."""


class Seldom:
    """Call it with an event and what belongs to it."""

    def __init__(self, log: Warns) -> None:
        self._log = log
        self._said: dict[str, tuple[float, int]] = {}

    def __call__(self, event: str, **what: Any) -> None:
        """Log it, unless the like was logged within the second."""
        said_at, left_out = self._said.get(event, (-math.inf, 0))
        now = monotonic()
        if now - said_at < _SAY_AGAIN_S:
            self._said[event] = (said_at, left_out + 1)
            return
        self._said[event] = (now, 0)
        self._log.warning(event, **what, **({"left_out": left_out} if left_out else {}))
