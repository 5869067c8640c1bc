"""The one retry helper: growing, jittered, bounded pauses."""

from __future__ import annotations

import random


class Backoff:
    """Pauses that grow by `factor` from `first_s` up to `limit_s`.

    Each pause is shortened by a random part of up to `jitter` (0 to 1) of itself, so that a thousand gateways
    cut at the same moment do not come back at the same moment.
    """

    def __init__(
        self,
        first_s: float = 0.5,
        factor: float = 2.0,
        limit_s: float = 30.0,
        jitter: float = 0.5,
        rng: random.Random | None = None,
    ) -> None:
        if not (0 < first_s <= limit_s and factor >= 1 and 0 <= jitter <= 1):
            raise ValueError("back-off needs 0 < first_s <= limit_s, factor >= 1 and 0 <= jitter <= 1")
        self._first_s = first_s
        self._factor = factor
        self._limit_s = limit_s
        self._jitter = jitter
        self._rng = rng or random.Random()
        self._pause_s = first_s

    def next(self) -> float:
        """Seconds to wait before the next try."""
        pause = self._pause_s
        self._pause_s = min(self._limit_s, pause * self._factor)
        return pause * (1 - self._jitter * self._rng.random())

    def reset(self) -> None:
        """After a success: begin again from the shortest pause."""
        self._pause_s = self._first_s
