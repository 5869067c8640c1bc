"""What every row last told, with its age: rows by the part they are of, columns of channels. Pure.

Rules
-----
1. A value is absent when it was never told, when it was told as anything but good, or when it is too old:
   older than three of its own usual intervals, within the task's bounds, unless the settings say otherwise.
2. The usual interval is the first one; then it follows a longer one at once and a shorter one slowly, for a
   detector that was excited for a minute goes back to its slow pace. It is not known (NaN) of what was told
   once, nor after a time in which a quick value was too old: that was a detector out of reach, and says
   nothing of its pace.
3. What is told less often than the model learnt from is absent too, and counted; not of a row that is warned
   of, for its warning must be able to end. As long as the interval is not known, the time since the value
   stands for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from edge_agent.early_warning.places import Group, Place, Places
from edge_agent.early_warning.tasks import FIRE, Task
from edge_agent.intake.curves import quality_of
from edge_agent.intake.observation import Columns, CurveGroup, Observation
from models.early_warning.channels import smoke_db_m
from models.windows import Flags, Floats
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Part, Quality

_USUAL_INTERVALS = 3.0
#: How far one interval moves the usual one, when it is longer and when it is shorter.
_LONGER, _SHORTER = 0.5, 0.05
_FIRST_ROOM = 64
#: The columns of a table of values, and what stands in them where nothing was told.
_BLANK = {"_value": 0.0, "_at": -np.inf, "_usual": np.nan, "_good": False}
#: The quantity that models know as optical density.
_SMOKE = "obscuration"


class Pace(NamedTuple):
    """In seconds: the bounds of what is too old, the longest interval that counts, and what is too seldom."""

    shortest: float
    longest: float
    largest: float
    seldom: float


class _Known(NamedTuple):
    """Of a group of curves: the places of those that matter, their rows and columns, and what is possible.

    `factors` make the columns' units of them.
    """

    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    channels: NDArray[np.int64]
    factors: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Present(NamedTuple):
    """What is known at one moment: values and whether there is one, both (rows, channels).

    `stale` is the share of what is told often enough that is too old or not good; `seldom` counts the rows
    that are told everything too seldom.
    """

    values: Floats
    have: Flags
    stale: float
    seldom: int


class Inputs:
    """`part_of` gives a part that may be looked at, None for any other; a row is made as it is first told of.

    `groups` are the rows that the site has put together.
    """

    def __init__(
        self, part_of: Callable[[str], Part | None], task: Task = FIRE, groups: Sequence[Group] = ()
    ) -> None:
        self._part_of, self._task = part_of, task
        shortest, longest = task.stale_s
        self._pace = Pace(shortest, longest, longest / _USUAL_INTERVALS, task.seldom_s)
        self._smoke = [place for place, channel in enumerate(task.channels) if channel.analog == _SMOKE]
        self.parts: list[str] = []
        self._rows: dict[str, int] = {}
        self._curves: WeakKeyDictionary[CurveGroup, _Known] = WeakKeyDictionary()
        shape = (_FIRST_ROOM, len(task.channels))
        #: As it was told: smoke as loss of light in %/m.
        self._value = np.zeros(shape, dtype=np.float32)
        self._at = np.full(shape, -np.inf)
        self._usual = np.full(shape, np.nan)
        self._good = np.zeros(shape, dtype=bool)
        self.group(groups)

    def group(self, groups: Sequence[Group]) -> None:
        """The site has put these rows together."""
        self._places = Places(self._task, self._part_of, groups)
        #: Where the value of a part and an analog type goes.
        self._ways: dict[tuple[str, int], Sequence[Place]] = {}
        self._curves.clear()

    def hear(self, observations: Sequence[Observation], columns: Sequence[Columns], now: float) -> None:
        """Take what was told at `now`, monotonic seconds."""
        for observation in observations:
            for sample in observation.finding.samples:
                for place in self._way(observation.part, sample.analog_type):
                    cell = self._cell(place)
                    if cell is not None:
                        quality = quality_of(sample, retained=observation.retained)
                        self._take_one(cell, sample.value * place.factor, quality is Quality.GOOD, now)
        for column in columns:
            known = self._curves.get(column.group)
            if known is None:
                known = self._curves[column.group] = self._look_at(column.group)
            if known.places.size:
                told = column.values[known.places]
                good = np.isfinite(told) & (told >= known.low) & (told <= known.high)
                self._take(known, np.where(good, told, 0.0) * known.factors, good, now)

    def grouped(self) -> Flags:
        """Which rows the site has put together: what is heard of their own part says nothing of them."""
        return np.array([name in self._places.groups for name in self.parts], dtype=bool)

    def look(self, state_of: Callable[[str, str], bool | None], now: float) -> None:
        """Take the states that columns are filled with: whether a part is in a state; None: nobody knows."""
        for row, channel, part, state in self._places.states:
            found = state_of(part, state)
            if row in self._rows and found is not None:
                self._take_one((self._rows[row], channel), float(found), True, now)

    def kept(self, parts: Sequence[str], now: float) -> dict[str, NDArray[Any]]:
        """What was told of these rows, to be written down; ages in the place of times."""
        rows = [self._rows[name] for name in parts]
        told = {name.removeprefix("_"): getattr(self, name)[rows] for name in _BLANK}
        told["age"] = now - told.pop("at")
        return told

    def remember(
        self, parts: Sequence[str], told: Mapping[str, NDArray[Any]], since_s: float, now: float
    ) -> None:
        """What was written down `since_s` seconds ago counts where nothing was told since."""
        for place, name in enumerate(parts):
            if not self._places.has_row(name):
                continue
            row = self._row(name)
            fresh = np.isneginf(self._at[row])
            self._value[row] = np.where(fresh, told["value"][place], self._value[row])
            self._usual[row] = np.where(fresh, told["usual"][place], self._usual[row])
            self._good[row] = np.where(fresh, told["good"][place], self._good[row])
            self._at[row] = np.where(fresh, now - since_s - told["age"][place], self._at[row])

    def keep(self) -> None:
        """Other parts are watched: forget those of which no row may be any more."""
        kept = [row for row, name in enumerate(self.parts) if self._places.has_row(name)]
        # Where a value goes is looked up anew: it may be one of a part that is new.
        self._curves.clear()
        self._ways.clear()
        if len(kept) == len(self.parts):
            return
        for name, blank in _BLANK.items():
            column = getattr(self, name)
            column[: len(kept)] = column[kept]
            column[len(kept) :] = blank
        self.parts = [self.parts[row] for row in kept]
        self._rows = {name: row for row, name in enumerate(self.parts)}

    def now(self, now: float, stale_after_s: float | None, missing: Flags, warned: Flags) -> Present:
        """What is known at `now`.

        `missing` (rows,) says who is known to be silent or offline, `warned` of whom a warning stands; rows
        after theirs are left out.
        """
        count = missing.size
        at, usual = self._at[:count], self._usual[:count]
        age, told, unknown = now - at, np.isfinite(at), np.isnan(usual)
        limit: float | NDArray[np.float64] | None = stale_after_s
        if limit is None:
            pace = self._pace
            limit = np.clip(
                _USUAL_INTERVALS * np.where(unknown, pace.largest, usual), pace.shortest, pace.longest
            )
        often = told & (np.where(unknown, age, usual) <= self._pace.seldom)
        have = self._good[:count] & (age <= limit) & ~missing[:, None] & (often | warned[:, None])
        total = int(often.sum())
        values = self._value[:count].copy()
        for channel in self._smoke:
            values[:, channel] = smoke_db_m(values[:, channel])
        return Present(
            values=values,
            have=have,
            stale=1.0 - float((have & often).sum()) / total if total else 0.0,
            seldom=int((told.any(axis=1) & ~often.any(axis=1)).sum()),
        )

    def _take_one(self, cell: tuple[int, int], value: float, good: bool, now: float) -> None:
        """`_take` of one value; without arrays it is several times quicker."""
        self._usual[cell] = _moved_one(self._usual.item(cell), now - self._at.item(cell), self._pace)
        self._at[cell], self._good[cell] = now, good
        if good:
            self._value[cell] = value

    def _take(self, known: _Known, values: NDArray[np.float64], good: Flags, now: float) -> None:
        cells = known.rows, known.channels
        self._usual[cells] = _moved(self._usual[cells], now - self._at[cells], self._pace)
        self._at[cells], self._good[cells] = now, good
        self._value[cells] = np.where(good, values, self._value[cells])

    def _way(self, name: str, analog_type: int) -> Sequence[Place]:
        key = (name, analog_type)
        way = self._ways.get(key)
        if way is None:
            way = self._ways[key] = self._places.of(name, analog_type)
        return way

    def _cell(self, place: Place) -> tuple[int, int] | None:
        """Row and channel, the row made when this is what makes it; None: there is no row yet."""
        row = self._rows.get(place.row)
        if row is None and not place.key:
            return None
        return (self._row(place.row) if row is None else row), place.channel

    def _row(self, name: str) -> int:
        row = self._rows.get(name)
        if row is None:
            row = self._rows[name] = len(self.parts)
            self.parts.append(name)
            self._curves.clear()
            if row >= len(self._value):
                self._grow()
        return row

    def _grow(self) -> None:
        for name, blank in _BLANK.items():
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.full_like(column, blank)]))

    def _look_at(self, group: CurveGroup) -> _Known:
        ways = [
            (number, code, place)
            for number, (name, code) in enumerate(zip(group.parts, group.analog_type.tolist(), strict=True))
            for place in self._way(name, code)
        ]
        for _, _, place in ways:
            self._cell(place)  # makes the rows, whichever of their curves stands first
        found = []
        for number, code, place in ways:
            cell = self._cell(place)
            if cell is not None:
                kind = ANALOG_TYPES[code]
                found.append((number, *cell, place.factor, kind.minimum, kind.maximum))
        columns = list(zip(*found, strict=True)) or [()] * 6
        places, rows, channels = (np.array(column, dtype=np.int64) for column in columns[:3])
        factors, low, high = (np.array(column, dtype=np.float64) for column in columns[3:])
        return _Known(places, rows, channels, factors, low, high)


def _moved(usual: NDArray[np.float64], gap: NDArray[np.float64], pace: Pace) -> NDArray[np.float64]:
    """The usual intervals after one more of each; `gap` is infinite where there was no value before."""
    counted = np.minimum(gap, pace.largest)
    moved = usual + np.where(counted > usual, _LONGER, _SHORTER) * (counted - usual)
    moved = np.where(np.isnan(usual), counted, moved)
    lost = (usual <= pace.seldom) & (gap > np.maximum(_USUAL_INTERVALS * usual, pace.shortest))
    return np.where(lost | np.isinf(gap), np.nan, moved)


def _moved_one(usual: float, gap: float, pace: Pace) -> float:
    """`_moved` of one."""
    if math.isinf(gap) or (usual <= pace.seldom and gap > max(pace.shortest, _USUAL_INTERVALS * usual)):
        return math.nan
    counted = min(gap, pace.largest)
    if math.isnan(usual):
        return counted
    return usual + (_LONGER if counted > usual else _SHORTER) * (counted - usual)
