"""When each part was last heard, as columns, so that a poll of a hundred parts costs one assignment. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int64]

_NEVER = -1
_FIRST_ROOM = 64


class Hearing:
    """A slot for each part; a slot is never given to another, also when its part is no longer watched."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._slots: dict[str, int] = {}
        #: Monotonic seconds.
        self.at = np.zeros(_FIRST_ROOM)
        self._ts = np.full(_FIRST_ROOM, _NEVER, np.int64)
        #: Since when it is heard again after having been missed, monotonic seconds.
        self._back = np.full(_FIRST_ROOM, -np.inf)
        #: Seconds of silence that are too many; infinite where there are none.
        self._limit = np.full(_FIRST_ROOM, np.inf)
        #: Its being heard again is news: it was stale or offline.
        self.missed = np.zeros(_FIRST_ROOM, np.bool_)
        #: A value of it is news for its quality: it was not good, and no doubt keeps it so.
        self.unsettled = np.zeros(_FIRST_ROOM, np.bool_)
        #: In a fire-class alarm.
        self.alarming = np.zeros(_FIRST_ROOM, np.bool_)

    def add(self, part: str, now: float, ts: int | None) -> int:
        """A slot for the part; one that had a slot keeps when it was heard only through `ts`."""
        slot = self._slots.get(part)
        if slot is None:
            slot = self._slots[part] = len(self.names)
            self.names.append(part)
            if slot >= len(self.at):
                self._grow()
        self.at[slot] = now
        self._ts[slot] = _NEVER if ts is None else ts
        return slot

    def limit(self, part: str, seconds: float | None) -> None:
        """After how much silence the part is to be told by `silent`; None: never."""
        self._limit[self._slots[part]] = math.inf if seconds is None else seconds

    def slot(self, part: str) -> int:
        """The part's slot."""
        return self._slots[part]

    def slots(self, parts: Iterable[str]) -> Slots:
        """The parts' slots. Raises KeyError for a part that has none."""
        return np.array([self._slots[part] for part in parts], np.int64)

    def hear(self, slots: Slots | int, now: float, ts: int) -> None:
        """These were heard now."""
        self.at[slots] = now
        self._ts[slots] = ts

    def hear_again(self, slot: int, now: float, ts: int) -> None:
        """It was heard now; if it had been missed, it is back since now."""
        if self.missed[slot]:
            self._back[slot] = now
        self.hear(slot, now, ts)

    def back_since(self, part: str) -> float:
        """Since when it is heard again after having been missed, monotonic seconds; -inf: never missed."""
        return float(self._back[self._slots[part]])

    def heard_at(self, part: str) -> float:
        """When it was heard, monotonic seconds."""
        return float(self.at[self._slots[part]])

    def ts(self, part: str) -> int | None:
        """When it was heard, milliseconds UTC; None: never."""
        ts = int(self._ts[self._slots[part]])
        return None if ts == _NEVER else ts

    def silent(self, now: float) -> list[str]:
        """The parts that were silent for too long, in the order of their slots."""
        known = len(self.names)
        quiet = np.flatnonzero(now - self.at[:known] > self._limit[:known])
        return [self.names[slot] for slot in quiet]

    def _grow(self) -> None:
        more = len(self.at)
        self.at = np.concatenate([self.at, np.zeros(more)])
        self._ts = np.concatenate([self._ts, np.full(more, _NEVER, np.int64)])
        self._back = np.concatenate([self._back, np.full(more, -np.inf)])
        self._limit = np.concatenate([self._limit, np.full(more, np.inf)])
        for name in ("missed", "unsettled", "alarming"):
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros(more, np.bool_)]))
