"""The port every time-series engine stands behind, and what passes through it.

Exactly once across two stores: every row carries the number of the ingest batch that wrote it. The records
store commits that number with the batch's books; at start `rollback_after(last committed number)` removes
what was written for a batch that was never committed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class AnalogColumns:
    """Rows as columns of one length. `value` is NaN where the value is missing."""

    area: npt.NDArray[np.object_]
    gateway: npt.NDArray[np.object_]
    part: npt.NDArray[np.object_]
    #: uint8
    analog_type: npt.NDArray[np.uint8]
    #: Milliseconds UTC, int64.
    ts: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    #: A `Quality` number, uint8.
    quality: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ts)


class Latest(NamedTuple):
    """The newest sample of one series."""

    gateway: str
    part: str
    analog_type: int
    ts: int
    value: float | None
    quality: int


class Bucket(NamedTuple):
    """What one span of time held. The values are None where every sample of it was missing."""

    ts: int
    minimum: float | None
    mean: float | None
    maximum: float | None
    #: The worst `Quality` number within.
    quality: int


class TimeSeriesStore(Protocol):
    """An engine that keeps analog readings. Calls block; threads other than the writer's may read."""

    def write(self, batch: int, columns: AnalogColumns) -> None:
        """Store the rows durably under the batch's number: all of them, or none."""
        ...

    def rollback_after(self, batch: int) -> int:
        """Delete the rows of every batch above `batch`; returns how many there were."""
        ...

    def latest(self) -> list[Latest]:
        """The newest sample of every series."""
        ...

    def range(
        self, gateway: str, part: str, analog_type: int, start: int, end: int, points: int
    ) -> list[Bucket]:
        """Samples from `start` to before `end`, at most `points` buckets of equal length, oldest first.

        A bucket's time is that of its first sample, so that few samples come back as they were.
        """
        ...

    def unavailable(self, fault: BaseException) -> bool:
        """Whether the engine or its disk is at fault, so that trying again later is right."""
        ...

    def count(self) -> int:
        """How many rows are stored."""
        ...

    def close(self) -> None:
        """Close the engine; everything written is already durable."""
        ...
