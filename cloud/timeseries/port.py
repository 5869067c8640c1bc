"""The port every time-series engine stands behind, and what passes through it.

Exactly once across two stores: the records store is the only authority. It keeps a batch's readings in its
own journal, in the transaction that also books them, until an engine has them durably. What may not have
arrived (a crash of either side) is written again under the same number: engines overwrite an equal
(series, time), or delete what they hold of that number first.

A series is (gateway, part, analog type). Its samples are kept as they came (the raw tier), and as the least,
mean and greatest of each minute and each hour, which the centre's own jobs write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt


class Tier(StrEnum):
    """How finely a series is kept."""

    RAW = "raw"
    MINUTE = "minute"
    HOUR = "hour"

    @property
    def step_ms(self) -> int:
        """The length of one row's window; 1 for samples as they came."""
        return _STEPS[self]


_STEPS = {Tier.RAW: 1, Tier.MINUTE: 60_000, Tier.HOUR: 3_600_000}


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

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Some of the rows, by index or by mask."""
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True)
class TierColumns:
    """Windows of a minute or an hour as columns of one length. NaN where no sample had a value."""

    area: npt.NDArray[np.object_]
    gateway: npt.NDArray[np.object_]
    part: npt.NDArray[np.object_]
    analog_type: npt.NDArray[np.uint8]
    #: The window's beginning, milliseconds UTC.
    ts: npt.NDArray[np.int64]
    minimum: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    maximum: npt.NDArray[np.float64]
    #: How many samples with a value the window held.
    samples: npt.NDArray[np.int64]
    #: The worst `Quality` number within.
    quality: npt.NDArray[np.uint8]
    #: The last value within.
    last: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ts)

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Some of the rows, by index or by mask."""
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})


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
    #: How many samples with a value.
    samples: int
    #: The last value; None also where windows were stored without it.
    last: float | None


class Disk(NamedTuple):
    """What a store takes on its disk, and what the disk has left; None where the engine does not say."""

    used_bytes: int | None
    free_bytes: int | None


class TimeSeriesStore(Protocol):
    """An engine that keeps analog readings. Calls block; threads other than the writer's may read."""

    def write(self, batch: int, columns: AnalogColumns) -> int:
        """Store the rows under the batch's number, all or none; the same number again replaces them.

        Returns how many rows it does not keep, because their time lies outside what the engine holds:
        they are the caller's to count. A value that is no number is kept as missing and out of range.
        """
        ...

    def settles_after_s(self) -> float:
        """Seconds from `write`'s return until the rows survive the engine's death; 0: at once.

        Until then the writer keeps them, and writes them again when `started_at()` has changed.
        """
        ...

    def started_at(self) -> float | None:
        """When the engine's process started, epoch seconds; None: embedded, it lives as long as we do."""
        ...

    def rollback_after(self, batch: int) -> int:
        """Delete the rows of every batch above `batch`; returns how many. Nothing where engines overwrite."""
        ...

    def latest(self, gateway: str) -> list[Latest]:
        """The newest sample of every series of one gateway."""
        ...

    def latest_many(self, gateways: Collection[str]) -> list[Latest]:
        """The newest sample of every series of these gateways."""
        ...

    def range(
        self,
        gateway: str,
        part: str,
        analog_type: int,
        start: int,
        end: int,
        points: int,
        tier: Tier = Tier.RAW,
    ) -> list[Bucket]:
        """One tier's samples from `start` to before `end`, at most `points` buckets, oldest first.

        Buckets are of equal length. A bucket's time is that of its first sample, so that few samples come
        back as they were.
        """
        ...

    def scan(self, start: int, end: int, gateways: Collection[str] | None = None) -> Iterator[AnalogColumns]:
        """Every raw sample from `start` to before `end`, of these gateways or all, in pieces.

        No series is spread over two pieces.
        """
        ...

    def write_tier(self, tier: Tier, columns: TierColumns, revision: int) -> None:
        """Store windows. Equal (series, window) of a lower revision is replaced; 0 <= revision < 60,000."""
        ...

    def drop_before(self, tier: Tier, ts: int) -> int | None:
        """Delete a tier's rows older than `ts`; returns how many, None where only the engine itself can."""
        ...

    def own_period_ms(self, tier: Tier) -> int | None:
        """How long the engine itself keeps the tier, milliseconds; None: it deletes nothing by itself."""
        ...

    def rows_of(self, gateway: str, start: int, end: int) -> int:
        """How many different (series, time) of one gateway's raw samples lie in the span."""
        ...

    def ignored(self) -> dict[str, int]:
        """Rows that the engine took and threw away since it started, by its own words for it."""
        ...

    def series_count(self) -> int:
        """How many raw series are known; an estimate where the engine has no better."""
        ...

    def disk(self) -> dict[Tier, Disk]:
        """The disk by tier; tiers that share one store are told under the first of them."""
        ...

    def flush(self) -> None:
        """Have everything that was written be found by reads."""
        ...

    def complaints(self) -> list[str]:
        """What is wrong with how the engine was set up, and what to do; nothing is the rule."""
        ...

    def unavailable(self, fault: BaseException) -> bool:
        """Whether the engine or its disk is at fault, so that trying again later is right."""
        ...

    def count(self) -> int:
        """How many raw rows are stored."""
        ...

    def close(self) -> None:
        """Close the engine; everything written is already durable."""
        ...
