"""What a driver hands over: reports of parts, whole columns of values, signs of life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from device_profiles.finding import Finding, Sample


@dataclass(frozen=True, slots=True)
class Observation:
    """One report of one part.

    `retained` marks a state that the broker had kept: nobody knows how old it is, so it changes levels
    where that is harmless, and never makes or ends a fire. An empty finding is a sign of life.
    `concluded` marks what the gateway made of values by itself: nothing was heard of the part.
    """

    part: str
    finding: Finding = field(default_factory=Finding)
    retained: bool = False
    concluded: bool = False


@dataclass(frozen=True, eq=False)
class PartGroup:
    """Parts that are heard together, poll after poll. A driver makes it once and hands over the same one."""

    parts: tuple[str, ...]


class CurveGroup:
    """Analog curves whose values come together, poll after poll: one row each, in one order for ever.

    No two rows are of the same part and analog type. The columns are what `Sample` says of one value.
    """

    def __init__(self, rows: Sequence[tuple[str, Sample]]) -> None:
        self.parts = tuple(part for part, _ in rows)
        self.analog_type = np.array([sample.analog_type for _, sample in rows], np.int64)
        self.deadband = _column(sample.deadband for _, sample in rows)
        self.min_interval_s = _column(sample.min_interval_s for _, sample in rows)
        self.max_interval_s = _column(sample.max_interval_s for _, sample in rows)
        self.always_above = _column(_or(sample.always_above, np.inf) for _, sample in rows)
        self.always_below = _column(_or(sample.always_below, -np.inf) for _, sample in rows)

    def __len__(self) -> int:
        return len(self.parts)


def _column(values: object) -> NDArray[np.float64]:
    return np.fromiter(values, np.float64)  # type: ignore[call-overload, no-any-return]


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


@dataclass(frozen=True, slots=True)
class Columns:
    """A value for every curve of the group, read at one moment; NaN where the device gave no number."""

    group: CurveGroup
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The gateway's time of an observation: milliseconds UTC (0: no idea), and whether it can be believed."""

    ts: int
    synced: bool
