"""Reading messages to columns for the time-series store, with values out of range marked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


def columns_of(accepted: Sequence[Accepted]) -> AnalogColumns:
    """The rows of every reading batch among the messages. A value out of its range is kept, and marked."""
    batches = [(item, item.message) for item in accepted if isinstance(item.message, ReadingBatch)]
    lengths = [len(batch.ts) for _, batch in batches]
    kinds = _joined([np.array(batch.analog_type, np.uint8) for _, batch in batches], np.uint8)
    value = _joined([np.array(batch.value, np.float64) for _, batch in batches], np.float64)
    quality = _joined([np.array(batch.quality, np.uint8) for _, batch in batches], np.uint8)
    with np.errstate(invalid="ignore"):
        outside = (value < _MINIMUM[kinds]) | (value > _MAXIMUM[kinds])
    quality[outside] = Quality.OUT_OF_RANGE
    return AnalogColumns(
        area=_repeated([item.place.area for item, _ in batches], lengths),
        gateway=_repeated([batch.gateway for _, batch in batches], lengths),
        part=_joined(
            [np.array(batch.parts, np.object_)[np.array(batch.part, np.int64)] for _, batch in batches],
            np.object_,
        ),
        analog_type=kinds,
        ts=_joined([np.array(batch.ts, np.int64) for _, batch in batches], np.int64),
        value=value,
        quality=quality,
    )


def newest(columns: AnalogColumns) -> list[Latest]:
    """The newest sample of every series among the rows."""
    found: dict[tuple[str, str, int], Latest] = {}
    rows = zip(
        columns.gateway.tolist(),
        columns.part.tolist(),
        columns.analog_type.tolist(),
        columns.ts.tolist(),
        columns.value.tolist(),
        columns.quality.tolist(),
        strict=True,
    )
    for gateway, part, kind, ts, value, quality in rows:
        held = found.get((gateway, part, kind))
        if held is None or held.ts <= ts:
            # NaN is the one value that differs from itself: a missing sample.
            found[gateway, part, kind] = Latest(
                gateway, part, kind, ts, value if value == value else None, quality
            )
    return list(found.values())


def _joined(pieces: list[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate(pieces) if pieces else np.empty(0, kind)


def _repeated(texts: list[str], lengths: list[int]) -> npt.NDArray[np.object_]:
    return np.repeat(np.array(texts, np.object_), lengths)
