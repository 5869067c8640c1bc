"""How much a lane takes into one transaction, so that none keeps other writers waiting. Pure.

On SQLite the lanes write one after the other: an alarm waits as long as the bulk lane's transaction
lasts. So the bulk lane learns from each batch how many messages fit into the time that an alarm may wait.
"""

from __future__ import annotations

from typing import Final

#: How long one transaction should last at most, seconds.
AIM_S: Final = 0.25
_LEAST: Final = 0.2
_GROWTH: Final = 1.25


class Pace:
    """A share of the lane's bounds, between a fifth and the whole."""

    def __init__(self, aim_s: float = AIM_S) -> None:
        self.share = 1.0
        self._aim_s = aim_s

    def of(self, bound: int) -> int:
        """So many of `bound` messages may be taken now; at least one."""
        return max(1, int(bound * self.share))

    def lasted(self, seconds: float, used: float) -> None:
        """A batch that used so much of its share (0 to 1) took so long."""
        if seconds > self._aim_s:
            self.share = max(_LEAST, self.share * max(0.5, self._aim_s / seconds))
        elif used > 0.5:
            self.share = min(1.0, self.share * _GROWTH)
