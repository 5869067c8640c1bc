"""Positions in columns: the 28 bytes of many locations become numpy arrays at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telemetry.jt808.location import HEAD_BYTES, MAX_DIRECTION_DEG, read_items
from telemetry.jt808.location_terms import ENCRYPTED, FIXED, SOUTH, WEST

_HEADS = np.dtype(
    [
        ("alarms", ">u4"),
        ("status", ">u4"),
        ("latitude", ">u4"),
        ("longitude", ">u4"),
        ("altitude", ">u2"),
        ("speed", ">u2"),
        ("direction", ">u2"),
        ("time", "u1", 6),
    ]
)
_CHINA_MS = 8 * 3_600_000
#: A terminal's clock may go before ours by this; what it says of later is no time.
FUTURE_MS = 60_000
GOOD, UNCERTAIN = 0, 1
QUALITIES = ("good", "uncertain")
NO_DIRECTION = -1


@dataclass(frozen=True, slots=True, eq=False)
class PositionBatch:
    """Positions of many vehicles, a column each, rows in the order they came.

    A row's identity is `(terminal, at_ms, key)`: whoever keeps positions keeps each identity once.
    """

    #: Number of the terminal in the registry.
    terminal: NDArray[np.int64]
    #: The terminal's own time, ms UTC; when it came, where the terminal had no time.
    at_ms: NDArray[np.int64]
    received_ms: NDArray[np.int64]
    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    altitude_m: NDArray[np.int32]
    speed_kmh: NDArray[np.float64]
    #: North 0, clockwise; -1: unknown.
    direction_deg: NDArray[np.int32]
    alarms: NDArray[np.int64]
    status: NDArray[np.int64]
    #: Places in `QUALITIES`: uncertain is what was not fixed, encrypted, or without a time of its own.
    quality: NDArray[np.int8]
    #: Whether it was kept on the vehicle and came later (批量上传).
    replayed: NDArray[np.bool_]
    #: The 28 bytes as they came.
    key: Sequence[bytes]
    #: The whole location as it came, items behind the 28 bytes.
    raw: Sequence[bytes]

    def __len__(self) -> int:
        return len(self.terminal)

    def items(self, row: int) -> tuple[tuple[int, bytes], ...]:
        """Id and value of each additional item of one row."""
        return read_items(self.raw[row])


@dataclass(slots=True)
class PositionRows:
    """Positions as they come, until they become columns."""

    terminal: list[int]
    received_ms: list[int]
    replayed: list[bool]
    raw: list[bytes]

    @classmethod
    def empty(cls) -> PositionRows:
        """None yet."""
        return cls([], [], [], [])

    def __len__(self) -> int:
        return len(self.raw)

    def piece(self, begin: int, end: int) -> PositionRows:
        """Some of them."""
        taken = slice(begin, end)
        return PositionRows(
            self.terminal[taken], self.received_ms[taken], self.replayed[taken], self.raw[taken]
        )

    def columns(self) -> PositionBatch:
        """All of them in columns."""
        keys = [raw[:HEAD_BYTES] for raw in self.raw]
        heads = np.frombuffer(b"".join(keys), dtype=_HEADS)
        received = np.array(self.received_ms, dtype=np.int64)
        own_ms, timed = times(heads["time"])
        timed &= own_ms <= received + FUTURE_MS
        status = heads["status"].astype(np.int64)
        direction = heads["direction"].astype(np.int32)
        believed = timed & (status & FIXED != 0) & (status & ENCRYPTED == 0)
        return PositionBatch(
            terminal=np.array(self.terminal, dtype=np.int64),
            at_ms=np.where(timed, own_ms, received),
            received_ms=received,
            latitude_deg=heads["latitude"] / 1e6 * np.where(status & SOUTH, -1, 1),
            longitude_deg=heads["longitude"] / 1e6 * np.where(status & WEST, -1, 1),
            altitude_m=heads["altitude"].astype(np.int32),
            speed_kmh=heads["speed"] / 10,
            direction_deg=np.where(direction <= MAX_DIRECTION_DEG, direction, NO_DIRECTION),
            alarms=heads["alarms"].astype(np.int64),
            status=status,
            quality=np.where(believed, GOOD, UNCERTAIN).astype(np.int8),
            replayed=np.array(self.replayed, dtype=np.bool_),
            key=keys,
            raw=self.raw,
        )


def times(digits: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Milliseconds UTC of rows of six BCD bytes in China Standard Time, and which rows are a time at all."""
    high, low = digits >> 4, digits & 0x0F
    values = (high * 10 + low).astype(np.int64)
    year, month, day, hour, minute, second = values.T
    valid = ((high <= 9) & (low <= 9)).all(axis=1)
    valid &= (month >= 1) & (month <= 12) & (day >= 1) & (hour <= 23) & (minute <= 59) & (second <= 59)
    months = (year + 30).astype("M8[Y]").astype("M8[M]") + np.where(valid, month - 1, 0)
    days = months.astype("M8[D]") + np.where(valid, day - 1, 0)
    valid &= days.astype("M8[M]") == months
    in_day_s = (hour * 60 + minute) * 60 + second
    return days.astype(np.int64) * 86_400_000 + in_day_s * 1000 - _CHINA_MS, valid


def newest_rows(batch: PositionBatch) -> NDArray[np.intp]:
    """For each terminal of a batch the row of its newest position; of equal times the one that came last."""
    order = np.lexsort((np.arange(len(batch)), batch.at_ms, batch.terminal))
    terminal = batch.terminal[order]
    last = np.append(terminal[1:] != terminal[:-1], True)
    found: NDArray[np.intp] = order[last]
    return found


def as_rows(batch: PositionBatch, rows: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    """Rows as the records keep them."""
    columns: dict[str, NDArray[Any]] = {
        "terminal_id": batch.terminal,
        "at": batch.at_ms,
        "received_at": batch.received_ms,
        "latitude_deg": batch.latitude_deg.round(6),
        "longitude_deg": batch.longitude_deg.round(6),
        "altitude_m": batch.altitude_m,
        "speed_kmh": batch.speed_kmh.round(1),
        "direction_deg": batch.direction_deg,
        "alarms": batch.alarms,
        "status": batch.status,
    }
    names = (*columns, "quality")
    quality = [QUALITIES[place] for place in batch.quality[rows].tolist()]
    values = (*(column[rows].tolist() for column in columns.values()), quality)
    return (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
