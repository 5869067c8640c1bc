"""What every detector last told, with its age: rows of detectors, columns of channels. Pure.

A value is absent when it was never told, when it was told as anything but good, or when it is too old: older
than three of the detector's own usual intervals, never sooner than a minute nor later than a quarter of an
hour, unless the settings say otherwise. The usual interval follows a longer one at once and a shorter one
slowly, for a detector that was excited for a minute goes back to its slow pace.
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
from models.early_warning.channels import CHANNELS, SMOKE, smoke_db_m
from models.windows import Flags, Floats
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Part, Quality

_USUAL_INTERVALS = 3.0
_SHORTEST_S, _LONGEST_S = 60.0, 900.0
#: How far one interval moves the usual one, when it is longer and when it is shorter.
_LONGER, _SHORTER = 0.5, 0.05
_FIRST_ROOM = 64


class _Known(NamedTuple):
    """Of a group of curves: the places of those that matter, their rows and columns, and what is possible."""

    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    channels: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Inputs:
    """`part_of` gives a part that may be looked at, None for any other; a row is made when it first tells."""

    def __init__(self, part_of: Callable[[str], Part | None]) -> None:
        self._part_of = part_of
        self.parts: list[str] = []
        self._rows: dict[str, int] = {}
        self._groups: WeakKeyDictionary[CurveGroup, _Known] = WeakKeyDictionary()
        shape = (_FIRST_ROOM, len(CHANNELS))
        self._value = np.zeros(shape, dtype=np.float32)
        self._at = np.full(shape, -np.inf)
        self._usual = np.full(shape, _LONGEST_S / _USUAL_INTERVALS)
        self._good = np.zeros(shape, dtype=bool)

    def hear(self, observations: Sequence[Observation], columns: Sequence[Columns], now: float) -> None:
        """Take what was told at `now`, monotonic seconds."""
        for observation in observations:
            for sample in observation.finding.samples:
                channel = CHANNEL_OF.get(sample.analog_type)
                row = None if channel is None else self._row(observation.part, channel)
                if channel is None or row is None:
                    continue
                fine = quality_of(sample, retained=observation.retained) is Quality.GOOD
                value = sample.value if math.isfinite(sample.value) else 0.0
                self._take(np.array([row]), np.array([channel]), np.array([value]), np.array([fine]), now)
        for column in columns:
            known = self._groups.get(column.group)
            if known is None:
                known = self._groups[column.group] = self._look_at(column.group)
            if known.places.size:
                told = column.values[known.places]
                good = np.isfinite(told) & (told >= known.low) & (told <= known.high)
                self._take(known.rows, known.channels, np.where(good, told, 0.0), good, now)

    def keep(self, parts: Collection[str]) -> None:
        """Forget every other part."""
        kept = [row for row, name in enumerate(self.parts) if name in parts]
        # What a group tells is looked up anew: it may tell of parts that are new.
        self._groups.clear()
        if len(kept) == len(self.parts):
            return
        for name in ("_value", "_at", "_usual", "_good"):
            column = getattr(self, name)
            column[: len(kept)] = column[kept]
        self._at[len(kept) :], self._good[len(kept) :] = -np.inf, False
        self._usual[len(kept) :] = _LONGEST_S / _USUAL_INTERVALS
        self.parts = [self.parts[row] for row in kept]
        self._rows = {name: row for row, name in enumerate(self.parts)}

    def now(self, now: float, stale_after_s: float | None, missing: Flags) -> tuple[Floats, Flags, float]:
        """Values and whether there is one, both (rows, channels), and the share that is stale.

        `missing` (rows,) says who is known to be silent or offline.
        """
        count = len(self.parts)
        limit: float | NDArray[np.float64] | None = stale_after_s
        if limit is None:
            limit = np.clip(_USUAL_INTERVALS * self._usual[:count], _SHORTEST_S, _LONGEST_S)
        have = self._good[:count] & (now - self._at[:count] <= limit) & ~missing[:, None]
        told = np.isfinite(self._at[:count])
        total = int(told.sum())
        stale = 1.0 - float((have & told).sum()) / total if total else 0.0
        return self._value[:count].copy(), have, stale

    def _take(
        self,
        rows: NDArray[np.int64],
        channels: NDArray[np.int64],
        values: NDArray[np.float64],
        good: Flags,
        now: float,
    ) -> None:
        gap = np.minimum(now - self._at[rows, channels], _LONGEST_S / _USUAL_INTERVALS)
        usual = self._usual[rows, channels]
        weight = np.where(gap > usual, _LONGER, _SHORTER)
        # The first interval is the best guess there is; nothing is known of it before the second value.
        first = ~np.isfinite(self._at[rows, channels])
        fresh = np.where(usual >= _LONGEST_S / _USUAL_INTERVALS, gap, usual + weight * (gap - usual))
        self._usual[rows, channels] = np.where(first, usual, np.maximum(fresh, 0.0))
        self._at[rows, channels] = now
        smoke = channels == SMOKE
        if smoke.any():
            values = np.where(smoke, smoke_db_m(values), values)
        self._value[rows, channels] = np.where(good, values, self._value[rows, channels])
        self._good[rows, channels] = good

    def _row(self, name: str, channel: int) -> int | None:
        row = self._rows.get(name)
        if row is None:
            part = self._part_of(name)
            if part is None or not in_the_air(part, channel):
                return None
            row = self._rows[name] = len(self.parts)
            self.parts.append(name)
            if row >= len(self._value):
                self._grow()
        return row

    def _grow(self) -> None:
        blank = {"_value": 0.0, "_at": -np.inf, "_usual": _LONGEST_S / _USUAL_INTERVALS, "_good": False}
        for name, value in blank.items():
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.full_like(column, value)]))

    def _look_at(self, group: CurveGroup) -> _Known:
        found = []
        for place, (name, code) in enumerate(zip(group.parts, group.analog_type.tolist(), strict=True)):
            channel = CHANNEL_OF.get(code)
            row = None if channel is None else self._row(name, channel)
            if channel is not None and row is not None:
                kind = ANALOG_TYPES[code]
                found.append((place, row, channel, kind.minimum, kind.maximum))
        columns = list(zip(*found, strict=True)) or [()] * 5
        places, rows, channels = (np.array(column, dtype=np.int64) for column in columns[:3])
        low, high = (np.array(column, dtype=np.float64) for column in columns[3:])
        return _Known(places, rows, channels, low, high)
