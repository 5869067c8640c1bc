"""What an engine must never be handed, found before the write, since an engine's yes proves nothing. Pure.

VictoriaMetrics answers 204 to times outside its retention and to values that are none; what it then throws
away shows in a counter at best. So every adapter writes what `sound` lets through, and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from cloud.timeseries.port import AnalogColumns
from telemetry.messages import Quality

#: How far ahead a sample may lie. The ingest line believes no clock beyond a day.
MAX_AHEAD_MS = 86_400_000 + 3_600_000

_BAD = np.uint8(Quality.OUT_OF_RANGE)


class Sound(NamedTuple):
    """Rows an engine will keep, and how many it would not have kept."""

    columns: AnalogColumns
    refused: int


def sound(columns: AnalogColumns, oldest: int | None = None, newest: int | None = None) -> Sound:
    """The rows whose time an engine holds (`oldest` <= time < `newest`, milliseconds UTC).

    An infinite value is no number: it is kept as missing, marked out of range.
    """
    value, quality = columns.value, columns.quality
    infinite = np.isinf(value)
    if infinite.any():
        value = np.where(infinite, np.nan, value)
        quality = np.where(infinite, np.maximum(quality, _BAD), quality).astype(np.uint8)
        columns = replace(columns, value=value, quality=quality)
    kept = np.ones(len(columns), bool)
    if oldest is not None:
        kept &= columns.ts >= oldest
    if newest is not None:
        kept &= columns.ts < newest
    if kept.all():
        return Sound(columns, 0)
    return Sound(columns.take(kept), int(len(columns) - kept.sum()))
