"""Two inspectors a unit (随机匹配执法检查人员): at random, without conflicts, nobody above their capacity.

1. Units are served in random order, those that law names first.
2. Each unit has a random order of preference over the inspectors that may go there. Each of its two places
   goes to the first of them who has room; while nobody is full, every pair is as likely as any other.
3. Where all are full, the shortest chain of exchanges is sought, breadth first: a full inspector gives up a
   unit, in the order in which they were given, to the first in that unit's preference, and so on to one who
   has room. So a unit is left out only when no assignment of those served so far has room for it.
4. A unit that cannot have two has none, and its inspectors stay free for others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cloud.inspection_draw.chance import Stream

TOGETHER = 2


class Assignment(NamedTuple):
    """Who goes where; and for each unit that could not be served, how many inspectors may go there at all."""

    pairs: dict[str, tuple[str, ...]]
    unserved: dict[str, int]


class Preference:
    """A unit's random order of the inspectors that may go there, drawn only as far as it is looked at."""

    def __init__(self, able: Sequence[str], stream: Stream) -> None:
        self._left = list(able)
        self._stream = stream
        self._drawn: list[str] = []

    def __iter__(self) -> Iterator[str]:
        position = 0
        while True:
            if position == len(self._drawn):
                if not self._left:
                    return
                place = self._stream.below(len(self._left))
                self._drawn.append(self._left[place])
                self._left[place] = self._left[-1]
                self._left.pop()
            yield self._drawn[position]
            position += 1


class Rota:
    """The assignment while it grows."""

    def __init__(self, capacity: Mapping[str, int], preference: Callable[[str], Preference]) -> None:
        self._room = dict(capacity)
        self._preference = preference
        self._preferences: dict[str, Preference] = {}
        self._of: dict[str, list[str]] = {name: [] for name in capacity}
        self.at: dict[str, list[str]] = {}

    def serve(self, unit: str) -> bool:
        """Two inspectors for the unit, or none when that cannot be."""
        self.at[unit] = []
        self._preferences[unit] = self._preference(unit)
        if all(self._place(unit) for _ in range(TOGETHER)):
            return True
        for name in self.at.pop(unit):
            self._of[name].remove(unit)
            self._room[name] += 1
        return False

    def _place(self, unit: str) -> bool:
        for name in self._preferences[unit]:
            if self._room[name] and name not in self.at[unit]:
                self._give(unit, name)
                return True
        return self._by_exchange(unit)

    def _by_exchange(self, unit: str) -> bool:
        #: From whom each inspector that was reached would take which unit; None: the new unit itself.
        reached: dict[str, str | None] = {
            name: None for name in self._preferences[unit] if name not in self.at[unit]
        }
        moves: dict[str, str] = {}
        waiting = deque(reached)
        while waiting:
            full = waiting.popleft()
            for moved in self._of[full]:
                for name in self._preferences[moved]:
                    if name in reached or name in self.at[moved]:
                        continue
                    reached[name], moves[name] = full, moved
                    if self._room[name]:
                        self._follow(unit, name, reached, moves)
                        return True
                    waiting.append(name)
        return False

    def _follow(
        self, unit: str, last: str, reached: Mapping[str, str | None], moves: Mapping[str, str]
    ) -> None:
        name = last
        while (giver := reached[name]) is not None:
            moved = moves[name]
            self.at[moved].remove(giver)
            self._of[giver].remove(moved)
            self._room[giver] += 1
            self._give(moved, name)
            name = giver
        self._give(unit, name)

    def _give(self, unit: str, name: str) -> None:
        self.at[unit].append(name)
        self._of[name].append(unit)
        self._room[name] -= 1


def assign(
    units: Sequence[str], able: Mapping[str, Sequence[str]], capacity: Mapping[str, int], seed: str
) -> Assignment:
    """Serve the units in this order; `able` names in order of id who may go to each."""
    rota = Rota(capacity, lambda unit: Preference(able[unit], Stream(seed, "inspectors", unit)))
    unserved = {unit: len(able[unit]) for unit in units if not rota.serve(unit)}
    return Assignment({unit: tuple(sorted(pair)) for unit, pair in rota.at.items()}, unserved)
