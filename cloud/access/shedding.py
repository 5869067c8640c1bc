"""When a lane gives up readings so that everything else stays in time, and which. Pure: one table, one state.

Theory of operation
===================

1. A lane is *pressed* while it is fuller than `HIGH`, or its oldest message has waited `shed_after_s`.
2. Pressed without a break for so many times `shed_after_s`, it goes up to the level of the table. An age
   counts at once: a message that has waited that long proves that the pressure has lasted.
3. At a level above calm everything beyond `KEEP` batches that the level gives up is shed, oldest first: what
   is newest is worth most on a screen, and what is stored goes on at the pace of the stores.
4. It goes back to calm when it is not pressed and for `shed_after_s` nothing had to be shed. So a load
   that lasts holds the level, and the lane does not flap between filling up and shedding.
5. Events and replies are in no level. Of each gateway's health the newest is kept.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

from telemetry.messages import Stream

HIGH: Final = 0.8
KEEP: Final = 2


class Level(IntEnum):
    """How much is given up."""

    CALM = 0
    READINGS = 1
    HEALTH = 2


class Rule(NamedTuple):
    """One level: after how many times `shed_after_s` it begins, and which streams it gives up."""

    level: Level
    after: float
    streams: frozenset[str]


TABLE: Final = (
    Rule(Level.CALM, 0.0, frozenset()),
    Rule(Level.READINGS, 1.0, frozenset({Stream.READING.value})),
    Rule(Level.HEALTH, 3.0, frozenset({Stream.READING.value, Stream.HEALTH.value})),
)


class Shedding:
    """The level of one lane. Times are seconds of a monotonic clock."""

    def __init__(self, shed_after_s: float) -> None:
        self.level = Level.CALM
        self._after_s = shed_after_s
        self._pressed_since: float | None = None
        self._needed_at = 0.0

    @property
    def streams(self) -> frozenset[str]:
        """What may be shed now."""
        return TABLE[self.level].streams

    def observe(self, fill: float, age_s: float, now: float) -> Level:
        """The level for a lane so full (0 to 1), whose oldest message has waited so long."""
        if not self._after_s:
            return self.level
        if fill >= HIGH or age_s >= self._after_s:
            self._pressed_since = now if self._pressed_since is None else self._pressed_since
        else:
            self._pressed_since = None
        pressed_s = 0.0 if self._pressed_since is None else now - self._pressed_since
        reached = max(rule.level for rule in TABLE if max(pressed_s, age_s) >= rule.after * self._after_s)
        if reached > self.level:
            self.level, self._needed_at = reached, now
        elif self.level and self._pressed_since is None and now - self._needed_at >= self._after_s:
            self.level = Level.CALM
        return self.level

    def needed(self, now: float) -> None:
        """Something had to be shed just now."""
        self._needed_at = now


def excess(waiting: int, batch: int) -> int:
    """How many of so many waiting messages (or bytes) are beyond what is kept while shedding."""
    return max(0, waiting - KEEP * batch)
