"""Measured and simulated experiments as detectors would have told them, from a folder of series.

A folder holds any of `nist_smoke_alarms`, `cfast_sweep`, `fsri_compartments` and `occupancy`; a set that is
not there is left out. Every set becomes the same: values each second, each held until the next was told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.early_warning.channels import CHANNELS
from models.windows import Floats
from runtime.faults import PlainFault

#: Neighbours of a detector that a model is told of, nearest first.
NEIGHBOURS = 3
#: The step at which everything here is told, seconds.
TICK_S = 1.0


class DataFault(PlainFault):
    """A series that cannot be read: which file, which line or column, and what to do."""


class RealAlarms(NamedTuple):
    """When the real alarms at a place sounded, seconds after ignition; empty where none did or none hung."""

    ionisation: tuple[float, ...] = ()
    photoelectric: tuple[float, ...] = ()


@dataclass(frozen=True)
class Experiment:
    """One test, run or stretch of life.

    `values` are (ticks, detectors, channels), NaN where nothing is told; the first tick is `begins_s` after
    ignition (negative: before it). `near` are the neighbours of each detector (detectors, NEIGHBOURS), -1 for
    none. `outside` says which detectors hang outside the room of origin, None where nobody knows.
    """

    name: str
    source: str
    truth: str
    kind: str
    simulated: bool
    begins_s: float
    detectors: tuple[str, ...]
    values: Floats
    near: NDArray[np.int64]
    outside: tuple[bool | None, ...]
    room: str = ""
    alarms: dict[str, RealAlarms] = field(default_factory=dict)
    #: Seconds at the beginning that only warm the windows up and are not counted.
    warm_up_s: float = 0.0
    #: Heat released, kW each tick, where it is known.
    hrr_kw: Floats | None = None
    #: What is never split between learning and judging: the room, the test, the day.
    group: str = ""

    @property
    def ticks(self) -> int:
        """How many seconds it lasts."""
        return int(self.values.shape[0])


def each_second(times_s: NDArray[np.float64], columns: NDArray[np.float64]) -> tuple[float, Floats]:
    """The first whole second, and `columns` (rows, ...) told at rising `times_s`, held at every second.

    A gap within a column (NaN) is bridged by the value before; a column that begins late is NaN until then.
    """
    begins = float(np.ceil(times_s[0]))
    seconds = np.arange(begins, np.floor(times_s[-1]) + TICK_S, TICK_S)
    row = np.searchsorted(times_s, seconds, side="right") - 1
    flat = columns.reshape(columns.shape[0], -1)
    last = np.maximum.accumulate(np.where(np.isnan(flat), -1, np.arange(flat.shape[0])[:, None]), axis=0)
    held = np.where(last >= 0, np.take_along_axis(flat, np.maximum(last, 0), axis=0), np.nan)
    return begins, held[row].reshape(seconds.size, *columns.shape[1:]).astype(np.float32)


def all_neighbours(detectors: int) -> NDArray[np.int64]:
    """Every other detector is a neighbour, in the order of their numbers: (detectors, NEIGHBOURS)."""
    near = np.full((detectors, NEIGHBOURS), -1, dtype=np.int64)
    for one in range(detectors):
        others = [other for other in range(detectors) if other != one][:NEIGHBOURS]
        near[one, : len(others)] = others
    return near


def nothing(rows: int, detectors: int) -> NDArray[np.float64]:
    """Room for values: (rows, detectors, channels) of NaN."""
    return np.full((rows, detectors, len(CHANNELS)), np.nan)
