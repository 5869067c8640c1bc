"""A set of positive integers kept as sorted, disjoint, non-adjacent intervals.

A gateway's sequence numbers arrive almost in order and without gaps, so that millions are one interval.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class IntervalSet:
    """Closed intervals `[first, last]`. `add` answers whether the number was new."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, intervals: Iterable[tuple[int, int]] = ()) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in intervals:
            self.add_range(first, last)

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._firsts, self._lasts, strict=True)

    def __len__(self) -> int:
        """How many intervals there are."""
        return len(self._firsts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IntervalSet):
            return NotImplemented
        return self._firsts == other._firsts and self._lasts == other._lasts

    def __hash__(self) -> int:
        raise TypeError("an IntervalSet changes and cannot be hashed")

    def __repr__(self) -> str:
        return f"IntervalSet({list(self)})"

    @property
    def count(self) -> int:
        """How many numbers the set holds."""
        return sum(last - first + 1 for first, last in self)

    @property
    def highest(self) -> int:
        """The greatest number; 0 when empty."""
        return self._lasts[-1] if self._lasts else 0

    def add(self, number: int) -> bool:
        """Add one number; False when it was already there."""
        if number in self:
            return False
        self.add_range(number, number)
        return True

    def add_range(self, first: int, last: int) -> None:
        """Add every number from `first` to `last`, both included; joins what it touches."""
        if first > last:
            raise ValueError(f"an interval cannot end before it begins: {first} to {last}")
        low = bisect_left(self._lasts, first - 1)
        high = bisect_right(self._firsts, last + 1)
        if low < high:
            first = min(first, self._firsts[low])
            last = max(last, self._lasts[high - 1])
        self._firsts[low:high] = [first]
        self._lasts[low:high] = [last]

    def close_lowest_gap(self) -> int:
        """Fill the gap between the two lowest intervals; returns how many numbers that took for granted."""
        if len(self) < 2:
            return 0
        missing = self._firsts[1] - self._lasts[0] - 1
        self.add_range(self._firsts[0], self._lasts[1])
        return missing

    def flat(self) -> list[int]:
        """`[first, last, first, last, …]`, the form that is stored."""
        return [number for interval in self for number in interval]

    @classmethod
    def from_flat(cls, numbers: list[int]) -> IntervalSet:
        """The set that `flat` described; stored sets are sorted, so they are taken as they are."""
        made = cls()
        made._firsts = list(numbers[0::2])
        made._lasts = list(numbers[1::2])
        return made
