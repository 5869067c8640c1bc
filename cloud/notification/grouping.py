"""Which message an occurrence goes into, so that no phone gets five thousand. Pure.

1. What waits for the same receiver, grade, moment and place takes in what comes after it.
2. The first of a place goes at once. The next of that place waits until `pause_s` after it, and collects.
3. Once a receiver has had `burst` messages of the grade within `window_s`, everything further, wherever it
   is, goes into one message with a count, `pause_s` after the newest: the *wide* one.
4. Fire joins only fire, and waits for nothing but fire: no early warning before it delays it.
5. What is held over quiet hours counts in no burst before it has gone out.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, auto
from typing import NamedTuple

from telemetry.event_kinds import FIRE_CLASS, EventKind

#: The group of everything, wherever it is.
WIDE = "*"
#: What is held over quiet hours: one message for each receiver, class and moment.
HELD = "held"


class Grade(IntEnum):
    """What is told together."""

    FIRE = auto()
    BEFORE_FIRE = auto()
    OTHER = auto()


def grade_of(kind: str) -> Grade:
    """The grade of a kind of alarms, or of matters beside them."""
    if kind == EventKind.FIRE:
        return Grade.FIRE
    return Grade.BEFORE_FIRE if kind in FIRE_CLASS else Grade.OTHER


class Pace(NamedTuple):
    """How often one receiver is told of one class."""

    burst: int
    window_s: float
    pause_s: float


class Former(NamedTuple):
    """A message that the receiver has had, or will have: its group, and when it is or was due."""

    group: str
    due_at: int


class Place(NamedTuple):
    """Into which group, and from when on a new message of it may go."""

    group: str
    due_at: int


def place(group: str, waiting: Iterable[str], former: Iterable[Former], pace: Pace, now: int) -> Place:
    """Where an occurrence belongs. `waiting`: groups with a message that still takes in."""
    open_groups = set(waiting)
    for joined in (group, WIDE):
        if joined in open_groups:
            return Place(joined, now)
    recent = [one for one in former if one.due_at > now - int(pace.window_s * 1000)]
    if len(recent) >= pace.burst:
        newest = max(one.due_at for one in recent)
        return Place(WIDE, max(now, newest + int(pace.pause_s * 1000)))
    own = [one.due_at for one in recent if one.group == group]
    return Place(group, max([now, *(at + int(pace.pause_s * 1000) for at in own)]))
