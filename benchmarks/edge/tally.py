"""What arrived at the broker: how many values, from which points, how old. Pure."""

from __future__ import annotations

import math

from benchmarks.edge.values import Beat, age_s
from benchmarks.figures import percentile


class Tally:
    """Counts values of `panels` x `points` by when they were put into their registers.

    A window is one of the panels' time: from `open` to `close` every value made in it counts, however late it
    comes, and none that was made before. So the edges of a window neither give nor take a whole round.
    """

    def __init__(self, beats: list[Beat], points: int) -> None:
        self._beats = beats
        self._points = points
        self._seen: set[tuple[int, int]] = set()
        self._last: dict[tuple[int, int], int] = {}
        self._from_s, self._until_s = 0.0, math.inf
        self.values = 0
        self.strange = 0
        self.repeated = 0
        self.messages = 0
        self.bytes = 0
        self.bytes_of = 0
        self.ages_s: list[float] = []

    @property
    def complete(self) -> bool:
        """Whether every point has been heard of."""
        return len(self._seen) == len(self._beats) * self._points

    @property
    def missing(self) -> int:
        """How many points nothing was heard of."""
        return len(self._beats) * self._points - len(self._seen)

    def open(self, now_s: float) -> None:
        """Count what is made from now on; times are seconds UTC."""
        self.values = self.repeated = self.strange = self.messages = self.bytes = self.bytes_of = 0
        self.ages_s = []
        self._from_s, self._until_s = now_s, math.inf

    def close(self, now_s: float) -> None:
        """Count nothing that is made from now on."""
        self._until_s = now_s

    def message(self, size: int, values: int) -> None:
        """One message of so many bytes came, with so many values in it."""
        self.messages += 1
        self.bytes += size
        self.bytes_of += values

    def value(self, panel: int, register: int, seen: int, now_s: float) -> None:
        """One value came. One seen before is counted apart: it says nothing new."""
        if not (0 <= panel < len(self._beats) and 0 <= register < self._points):
            self.strange += 1
            return
        point = (panel, register)
        self._seen.add(point)
        if self._last.get(point) == seen:
            self.repeated += 1
            return
        self._last[point] = seen
        age = age_s(self._beats[panel], register, seen, now_s)
        if self._from_s <= now_s - age < self._until_s:
            self.values += 1
            self.ages_s.append(age)

    def age_ms(self, share: float) -> float:
        """The percentile of the values' ages on arrival, milliseconds."""
        return percentile(self.ages_s, share) * 1000
