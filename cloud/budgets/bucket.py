"""A rate as a bucket that fills by itself (token bucket). Pure but for the time it is told."""

from __future__ import annotations

#: In minutes: what sums of shares may be wrong by.
_ROUNDING = 1e-6


class Bucket:
    """Holds so many minutes' worth; what does not fit is refused."""

    __slots__ = ("_at", "_held", "_room")

    def __init__(self, minutes: float = 1.0) -> None:
        self._room = minutes
        self._held = minutes
        self._at: float | None = None

    def take(self, amount: float, per_minute: float, now: float) -> bool:
        """Take `amount` out if it is there; `now` in seconds. Kept in minutes, so that budgets may change."""
        if self._at is not None:
            self._held = min(self._room, self._held + max(0.0, now - self._at) / 60.0)
        self._at = now
        minutes = amount / per_minute
        # A single message larger than all it holds takes everything rather than never passing.
        if self._held + _ROUNDING < min(minutes, self._room):
            return False
        self._held = max(0.0, self._held - minutes)
        return True
