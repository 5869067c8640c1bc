"""Whose turn it is on a line. Pure: time and results in, the next request out.

Rules:

1. A task is ready once it is due. Of the ready ones the one with the earliest deadline goes first; the
   deadline is when it was due plus the patience of its rank. So the urgent ones overtake, and nothing that
   waits is overtaken for ever.
2. A period counts from start to start, on a grid that all lines share; what was missed is not made up.
3. A unit that did not answer is asked only by the task that failed, and by probes; its others wait until it
   answers.
4. After `quarantine_after` failures in a row a unit is looked for at pauses that grow to MAX_PAUSE_S, and
   only in a gap that the other units leave, or when it has cost them less than FORCED_SHARE of the time.
   While no unit answers there is nobody to spare, and the pauses stay below ALONE_PAUSE_S.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")

FIRST_PAUSE_S = 1.0
MAX_PAUSE_S = 60.0
ALONE_PAUSE_S = 5.0
FORCED_SHARE = 0.01


class Rank(IntEnum):
    """How urgent a task is."""

    PROBE = 0
    ALARM = 1
    DETAIL = 2
    NORMAL = 3
    SLOW = 4


#: Seconds that a ready task of each rank lets others go first.
PATIENCE_S = {Rank.PROBE: -1.0, Rank.ALARM: 0.0, Rank.DETAIL: 0.25, Rank.NORMAL: 1.0, Rank.SLOW: 5.0}


@dataclass(eq=False, slots=True)
class Task(Generic[T]):
    """One request that comes due: again every `period_s`, or once."""

    unit: int
    what: T
    rank: Rank
    period_s: float | None = None
    due: float = 0.0
    #: Entries in the heaps that bear another number are void.
    entry: int = 0
    gone: bool = False


@dataclass(slots=True)
class _Unit(Generic[T]):
    failures: int = 0
    suspect: Task[T] | None = None
    parked: list[Task[T]] = field(default_factory=list)


class Schedule(Generic[T]):
    """The tasks of one line."""

    def __init__(self, units: Iterable[int], quarantine_after: int = 3) -> None:
        self._units: dict[int, _Unit[T]] = {unit: _Unit() for unit in units}
        self._quarantine_after = quarantine_after
        self._waiting: list[tuple[float, int, Task[T]]] = []
        self._ready: list[tuple[float, int, Task[T]]] = []
        self._lost: list[Task[T]] = []
        self._numbers = itertools.count(1)
        self._forced_at = -math.inf

    def add(self, task: Task[T]) -> None:
        """Take a task; it goes when it is due."""
        task.gone = False
        self._enter(task, task.due)

    def remove(self, task: Task[T]) -> None:
        """Forget the task."""
        task.gone = True
        task.entry = 0
        unit = self._units[task.unit]
        if task in unit.parked:
            unit.parked.remove(task)
        if unit.suspect is task:
            unit.suspect = None
            if task in self._lost:
                self._lost.remove(task)
            if unit.parked:
                self._enter(unit.parked.pop(0), task.due)

    def hasten(self, task: Task[T], now: float, rank: Rank) -> None:
        """Make the task due now, this once with that rank; a unit that does not answer stays as it is."""
        unit = self._units[task.unit]
        if task.gone or unit.suspect is not None:
            return
        if task in unit.parked:
            unit.parked.remove(task)
        task.due = min(task.due, now)
        task.entry = next(self._numbers)
        heapq.heappush(self._ready, (task.due + PATIENCE_S[rank], task.entry, task))

    def everything_now(self, now: float) -> None:
        """The line is new: all tasks are due, and every unit that is lost gets another chance at once."""
        current = [task for _, number, task in (*self._waiting, *self._ready) if task.entry == number]
        for task in self._lost:
            self._units[task.unit].failures = self._quarantine_after - 1
            self._enter(task, now)
        self._lost.clear()
        for task in current:
            self._enter(task, min(task.due, now))

    def next(self, now: float, cost_s: float = 0.0) -> Task[T] | None:
        """The task whose turn it is, or None. `cost_s`: how long a unit that is lost would hold the line."""
        while self._waiting and self._waiting[0][0] <= now:
            due, number, task = heapq.heappop(self._waiting)
            if task.entry == number:
                heapq.heappush(self._ready, (due + PATIENCE_S[task.rank], number, task))
        lost = self._lost_in_turn(now, cost_s)
        if lost is not None:
            return lost
        while self._ready:
            _, number, task = heapq.heappop(self._ready)
            if task.entry != number:
                continue
            unit = self._units[task.unit]
            if unit.suspect not in (None, task) and task.rank is not Rank.PROBE:
                unit.parked.append(task)
                task.entry = 0
                continue
            return task
        return None

    def wait_s(self, now: float) -> float:
        """Seconds until something may be ready."""
        times = [self._next_due(), *(task.due for task in self._lost)]
        return max(0.0, min(times) - now)

    def answered(self, task: Task[T], now: float) -> bool:
        """The unit answered. Whether it had been quarantined."""
        unit = self._units[task.unit]
        was_lost = unit.failures >= self._quarantine_after
        unit.failures = 0
        if unit.suspect is not None:
            if unit.suspect is not task:
                self._lost = [other for other in self._lost if other is not unit.suspect]
                self._enter(unit.suspect, now)
            unit.suspect = None
            parked, unit.parked = unit.parked, []
            for other in parked:
                self._enter(other, min(other.due, now))
        self._again(task, now)
        return was_lost

    def failed(self, task: Task[T], now: float, not_before: float) -> None:
        """The unit did not answer; it is not asked again before `not_before`.

        A task that goes once is gone, and says nothing about the unit: it may have been too much for it.
        """
        if task.period_s is None:
            task.gone, task.entry = True, 0
            return
        unit = self._units[task.unit]
        unit.failures += 1
        unit.suspect = suspect = task
        if unit.failures < self._quarantine_after:
            self._enter(suspect, max(not_before, self._grid(suspect, now)))
            return
        alone = all(other.failures >= self._quarantine_after for other in self._units.values())
        step = min(unit.failures - self._quarantine_after, 16)
        pause = min(FIRST_PAUSE_S * 2.0**step, ALONE_PAUSE_S if alone else MAX_PAUSE_S)
        suspect.due, suspect.entry = now + pause, 0
        self._lost.append(suspect)
        if alone:
            for other in self._lost:
                other.due = min(other.due, now + ALONE_PAUSE_S)

    def put_back(self, task: Task[T], now: float) -> None:
        """The task could not be carried out, for no fault of its unit: it is due still."""
        if not task.gone:
            self._enter(task, now)

    def quarantined(self, unit: int) -> bool:
        """Whether the unit is only looked for now and then."""
        return self._units[unit].failures >= self._quarantine_after

    @property
    def all_lost(self) -> bool:
        """Whether no unit answers."""
        return all(unit.failures >= self._quarantine_after for unit in self._units.values())

    def _lost_in_turn(self, now: float, cost_s: float) -> Task[T] | None:
        due = [task for task in self._lost if task.due <= now]
        if not due:
            return None
        busy = any(task.entry == number for _, number, task in self._ready)
        if busy or self._next_due() < now + cost_s:
            if now - self._forced_at < cost_s / FORCED_SHARE:
                return None
            self._forced_at = now
        task = min(due, key=lambda entry: entry.due)
        self._lost.remove(task)
        return task

    def _next_due(self) -> float:
        while self._waiting and self._waiting[0][2].entry != self._waiting[0][1]:
            heapq.heappop(self._waiting)
        return self._waiting[0][0] if self._waiting else math.inf

    def _again(self, task: Task[T], now: float) -> None:
        if task.gone:
            return
        if task.period_s is None:
            task.gone, task.entry = True, 0
            return
        self._enter(task, self._grid(task, now))

    def _grid(self, task: Task[T], now: float) -> float:
        """The next point of the task's grid."""
        period = task.period_s or FIRST_PAUSE_S
        return (math.floor(now / period + 1e-9) + 1) * period

    def _enter(self, task: Task[T], due: float) -> None:
        task.due, task.entry = due, next(self._numbers)
        heapq.heappush(self._waiting, (due, task.entry, task))
