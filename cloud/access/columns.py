"""Reading messages to columns, with values out of range marked. Whole columns at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cloud.access.examine import Accepted
from cloud.timeseries.port import AnalogColumns, Latest
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import Quality, ReadingBatch

_MINIMUM = np.full(256, -np.inf)
_MAXIMUM = np.full(256, np.inf)
for _entry in ANALOG_TYPES.values():
    _MINIMUM[_entry.code], _MAXIMUM[_entry.code] = _entry.minimum, _entry.maximum


class Home(NamedTuple):
    """Whose parts the next `parts` names of the table are."""

    area: str
    gateway: str
    parts: int


@dataclass(frozen=True)
class Readings:
    """Rows as columns, the names in a table beside them: half the size of `AnalogColumns`."""

    homes: list[Home]
    #: The parts of every home, one after the other.
    parts: list[str]
    #: Which of `parts` a row belongs to, int32.
    series: npt.NDArray[np.int32]
    analog_type: npt.NDArray[np.uint8]
    ts: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    quality: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ts)

    def columns(self) -> AnalogColumns:
        """With the names in every row, as the store takes them."""
        counts = [home.parts for home in self.homes]
        return AnalogColumns(
            area=_texts(home.area for home in self.homes).repeat(counts)[self.series],
            gateway=_texts(home.gateway for home in self.homes).repeat(counts)[self.series],
            part=_texts(self.parts)[self.series],
            analog_type=self.analog_type,
            ts=self.ts,
            value=self.value,
            quality=self.quality,
        )


def gather(accepted: Sequence[Accepted]) -> tuple[Readings, list[int]]:
    """The rows of every reading batch among the messages, and how many of each batch's values are invalid.

    A value out of its range is kept, and marked. Invalid is one that is missing or out of range.
    """
    batches = [(item.place.area, item.message) for item in accepted if isinstance(item.message, ReadingBatch)]
    lengths = [len(batch.ts) for _, batch in batches]
    rows = sum(lengths)
    homes = [Home(area, batch.gateway, len(batch.parts)) for area, batch in batches]
    firsts = np.cumsum([0, *(home.parts for home in homes[:-1])]).astype(np.int32)[: len(homes)]
    series = np.fromiter(chain.from_iterable(batch.part for _, batch in batches), np.int32, rows)
    kinds = np.fromiter(chain.from_iterable(batch.analog_type for _, batch in batches), np.uint8, rows)
    value = np.array(list(chain.from_iterable(batch.value for _, batch in batches)), np.float64)
    quality = np.fromiter(chain.from_iterable(batch.quality for _, batch in batches), np.uint8, rows)
    with np.errstate(invalid="ignore"):
        outside = (value < _MINIMUM[kinds]) | (value > _MAXIMUM[kinds])
    quality[outside] = Quality.OUT_OF_RANGE
    readings = Readings(
        homes=homes,
        parts=list(chain.from_iterable(batch.parts for _, batch in batches)),
        series=series + firsts.repeat(lengths) if homes else series,
        analog_type=kinds,
        ts=np.fromiter(chain.from_iterable(batch.ts for _, batch in batches), np.int64, rows),
        value=value,
        quality=quality,
    )
    return readings, _by_message(outside | np.isnan(value), lengths)


def joined(pieces: Sequence[Readings]) -> AnalogColumns:
    """Several batches as one write."""
    told = [piece.columns() for piece in pieces]
    if len(told) == 1:
        return told[0]
    return AnalogColumns(
        **{name: np.concatenate([getattr(one, name) for one in told]) for name in _COLUMNS},
    )


def newest(readings: Readings, wanted: set[str]) -> list[Latest]:
    """The newest sample of every series of the wanted gateways among the rows; of equal times the last."""
    chosen = [index for index, home in enumerate(readings.homes) if home.gateway in wanted]
    if not chosen:
        return []
    names, owners = _series_table(readings)
    picked = np.isin(owners[readings.series], chosen).nonzero()[0]
    # Equal names in two messages of one gateway are one series.
    number = names[readings.series[picked]] * 256 + readings.analog_type[picked]
    order = np.lexsort((picked, readings.ts[picked], number))
    last = np.append(number[order][1:] != number[order][:-1], True) if len(order) else np.empty(0, bool)
    rows = picked[order[last]]
    found = zip(
        owners[readings.series[rows]].tolist(),
        readings.series[rows].tolist(),
        readings.analog_type[rows].tolist(),
        readings.ts[rows].tolist(),
        readings.value[rows].tolist(),
        readings.quality[rows].tolist(),
        strict=True,
    )
    return [
        Latest(
            readings.homes[owner].gateway,
            readings.parts[series],
            kind,
            ts,
            # NaN is the one value that differs from itself: a missing sample.
            value if value == value else None,
            quality,
        )
        for owner, series, kind, ts, value, quality in found
    ]


_COLUMNS = ("area", "gateway", "part", "analog_type", "ts", "value", "quality")


def _series_table(readings: Readings) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For every entry of the table of parts: a number of its (gateway, part), and the home it belongs to."""
    counts = [home.parts for home in readings.homes]
    owners = np.repeat(np.arange(len(counts)), counts)
    seen: dict[tuple[str, str], int] = {}
    names = np.fromiter(
        (
            seen.setdefault((readings.homes[owner].gateway, part), len(seen))
            for owner, part in zip(owners.tolist(), readings.parts, strict=True)
        ),
        np.int64,
        len(readings.parts),
    )
    return names, owners


def _by_message(marked: npt.NDArray[np.bool_], lengths: Sequence[int]) -> list[int]:
    """How many rows are marked, a message."""
    sums = np.concatenate(([0], np.cumsum(marked)))
    ends = np.cumsum([0, *lengths])
    counts: list[int] = (sums[ends[1:]] - sums[ends[:-1]]).tolist()
    return counts


def _texts(texts: Iterable[str]) -> npt.NDArray[Any]:
    listed = list(texts)
    made = np.empty(len(listed), np.object_)
    made[:] = listed
    return made
