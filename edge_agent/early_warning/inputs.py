"""What every detector last told, with its age: rows of detectors, columns of channels. Pure.

Rules
-----
1. A value is absent when it was never told, when it was told as anything but good, or when it is too old:
   older than three of the detector's own usual intervals, never sooner than a minute nor later than a quarter
   of an hour, unless the settings say otherwise.
2. The usual interval is the first one; then it follows a longer one at once and a shorter one slowly, for a
   detector that was excited for a minute goes back to its slow pace. It is not known (NaN) of what was told
   once, nor after a time in which a quick value was too old: that was a detector out of reach, and says
   nothing of its pace.
3. What is told less often than the models learnt from (`SLOWEST_S`, and half as long again for reports that
   are late or lost) is absent too, and counted; not of a detector that is warned of, for its warning must be
   able to end. As long as the interval is not known, the time since the value stands for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from edge_agent.early_warning.detectors import CHANNEL_OF, in_the_air
from edge_agent.intake.curves import quality_of
from edge_agent.intake.observation import Columns, CurveGroup, Observation
from models.early_warning.channels import CHANNELS, SLOWEST_S, SMOKE, smoke_db_m
from models.windows import Flags, Floats
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Part, Quality

_USUAL_INTERVALS = 3.0
_SHORTEST_S, _LONGEST_S = 60.0, 900.0
#: No interval counts for longer.
_LARGEST_S = _LONGEST_S / _USUAL_INTERVALS
#: Told less often than this is told too seldom.
_SELDOM_S = 1.5 * SLOWEST_S
#: How far one interval moves the usual one, when it is longer and when it is shorter.
_LONGER, _SHORTER = 0.5, 0.05
_FIRST_ROOM = 64
#: The columns of a table of values, and what stands in them where nothing was told.
_BLANK = {"_value": 0.0, "_at": -np.inf, "_usual": np.nan, "_good": False}


class _Known(NamedTuple):
    """Of a group of curves: the places of those that matter, their rows and columns, and what is possible."""

    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    channels: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Present(NamedTuple):
    """What is known at one moment: values and whether there is one, both (rows, channels).

    `stale` is the share of what is told often enough that is too old or not good; `seldom` counts the
    detectors that tell everything too seldom.
    """

    values: Floats
    have: Flags
    stale: float
    seldom: int


class Inputs:
    """`part_of` gives a part that may be looked at, None for any other; a row is made when it first tells."""

    def __init__(self, part_of: Callable[[str], Part | None]) -> None:
        self._part_of = part_of
        self.parts: list[str] = []
        self._rows: dict[str, int] = {}
        #: Where the value of a part and an analog type goes; None: it is none of the air.
        self._cells: dict[tuple[str, int], tuple[int, int] | None] = {}
        self._groups: WeakKeyDictionary[CurveGroup, _Known] = WeakKeyDictionary()
        shape = (_FIRST_ROOM, len(CHANNELS))
        #: As it was told: smoke as loss of light in %/m.
        self._value = np.zeros(shape, dtype=np.float32)
        self._at = np.full(shape, -np.inf)
        self._usual = np.full(shape, np.nan)
        self._good = np.zeros(shape, dtype=bool)

    def hear(self, observations: Sequence[Observation], columns: Sequence[Columns], now: float) -> None:
        """Take what was told at `now`, monotonic seconds."""
        for observation in observations:
            for sample in observation.finding.samples:
                cell = self._cell(observation.part, sample.analog_type)
                if cell is not None:
                    quality = quality_of(sample, retained=observation.retained)
                    self._take_one(cell, sample.value, quality is Quality.GOOD, now)
        for column in columns:
            known = self._groups.get(column.group)
            if known is None:
                known = self._groups[column.group] = self._look_at(column.group)
            if known.places.size:
                told = column.values[known.places]
                good = np.isfinite(told) & (told >= known.low) & (told <= known.high)
                self._take(known, np.where(good, told, 0.0), good, now)

    def keep(self, parts: Collection[str]) -> None:
        """Forget every other part."""
        kept = [row for row, name in enumerate(self.parts) if name in parts]
        # Where a value goes is looked up anew: it may be one of a part that is new.
        self._groups.clear()
        self._cells.clear()
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
            limit = np.clip(_USUAL_INTERVALS * np.where(unknown, _LARGEST_S, usual), _SHORTEST_S, _LONGEST_S)
        often = told & (np.where(unknown, age, usual) <= _SELDOM_S)
        have = self._good[:count] & (age <= limit) & ~missing[:, None] & (often | warned[:, None])
        total = int(often.sum())
        values = self._value[:count].copy()
        values[:, SMOKE] = smoke_db_m(values[:, SMOKE])
        return Present(
            values=values,
            have=have,
            stale=1.0 - float((have & often).sum()) / total if total else 0.0,
            seldom=int((told.any(axis=1) & ~often.any(axis=1)).sum()),
        )

    def _take_one(self, cell: tuple[int, int], value: float, good: bool, now: float) -> None:
        """`_take` of one value; without arrays it is several times quicker."""
        self._usual[cell] = _moved_one(self._usual.item(cell), now - self._at.item(cell))
        self._at[cell], self._good[cell] = now, good
        if good:
            self._value[cell] = value

    def _take(self, known: _Known, values: NDArray[np.float64], good: Flags, now: float) -> None:
        cells = known.rows, known.channels
        self._usual[cells] = _moved(self._usual[cells], now - self._at[cells])
        self._at[cells], self._good[cells] = now, good
        self._value[cells] = np.where(good, values, self._value[cells])

    def _cell(self, name: str, analog_type: int) -> tuple[int, int] | None:
        """Row and channel of a value, the row made when it is the first; None: it is none of the air."""
        key = (name, analog_type)
        if key not in self._cells:
            channel, part = CHANNEL_OF.get(analog_type), self._part_of(name)
            of_air = channel is not None and part is not None and in_the_air(part, channel)
            self._cells[key] = (self._row(name), channel) if of_air and channel is not None else None
        return self._cells[key]

    def _row(self, name: str) -> int:
        row = self._rows.get(name)
        if row is None:
            row = self._rows[name] = len(self.parts)
            self.parts.append(name)
            if row >= len(self._value):
                self._grow()
        return row

    def _grow(self) -> None:
        for name, blank in _BLANK.items():
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.full_like(column, blank)]))

    def _look_at(self, group: CurveGroup) -> _Known:
        found = []
        for place, (name, code) in enumerate(zip(group.parts, group.analog_type.tolist(), strict=True)):
            cell = self._cell(name, code)
            if cell is not None:
                kind = ANALOG_TYPES[code]
                found.append((place, *cell, kind.minimum, kind.maximum))
        columns = list(zip(*found, strict=True)) or [()] * 5
        places, rows, channels = (np.array(column, dtype=np.int64) for column in columns[:3])
        low, high = (np.array(column, dtype=np.float64) for column in columns[3:])
        return _Known(places, rows, channels, low, high)


def _moved(usual: NDArray[np.float64], gap: NDArray[np.float64]) -> NDArray[np.float64]:
    """The usual intervals after one more of each; `gap` is infinite where there was no value before."""
    counted = np.minimum(gap, _LARGEST_S)
    moved = usual + np.where(counted > usual, _LONGER, _SHORTER) * (counted - usual)
    moved = np.where(np.isnan(usual), counted, moved)
    lost = (usual <= _SELDOM_S) & (gap > np.maximum(_USUAL_INTERVALS * usual, _SHORTEST_S))
    return np.where(lost | np.isinf(gap), np.nan, moved)


def _moved_one(usual: float, gap: float) -> float:
    """`_moved` of one."""
    if math.isinf(gap) or (usual <= _SELDOM_S and gap > max(_SHORTEST_S, _USUAL_INTERVALS * usual)):
        return math.nan
    counted = min(gap, _LARGEST_S)
    if math.isnan(usual):
        return counted
    return usual + (_LONGER if counted > usual else _SHORTER) * (counted - usual)
