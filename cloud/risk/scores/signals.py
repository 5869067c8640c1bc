"""What alarms say of a site's equipment, in the models' words. Pure: columns in, columns out.

1. Fires, faults, electrical and early warnings are counted; disabled points count in point-days; silence,
   fire water and fire power out of order in hours. What lasts is spread over its days.
2. Tests say nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.duty.days import DAY_MS, HOUR_MS
from models.fire_risk.schema import CAUSES, SIGNALS
from telemetry.event_kinds import FIRE_CLASS, EventKind

Columns = dict[str, NDArray[Any]]
Flags = NDArray[np.bool_]
_ZONE_MS: Final = 8 * HOUR_MS
#: GB/T 26875.3: systems of fire water and of fire power; parts that watch electrical circuits.
_WATER: Final = (11, 12, 14, 15, 16)
_POWER: Final = (23,)
_ELECTRICAL: Final = (16, 17, 18)
_TROUBLE: Final = (EventKind.FAULT.value, EventKind.SUPERVISORY.value)
_CAUSE: Final = {
    "electrical": "electrical",
    "open-flame": "flame",
    "cooking": "flame",
    "smoking": "flame",
    "works": "hot-work",
}


class _Signal(NamedTuple):
    """Which alarms are this signal, and the unit in which they last (None: they are counted)."""

    name: str
    chosen: Callable[[Columns], Flags]
    unit_ms: int | None


def _kind(*kinds: str) -> Callable[[Columns], Flags]:
    return lambda alarms: np.isin(alarms["kind"].astype(str), kinds)


def _and(one: Callable[[Columns], Flags], column: str, values: tuple[int, ...]) -> Callable[[Columns], Flags]:
    return lambda alarms: one(alarms) & np.isin(alarms[column], values)


_TABLE: Final = (
    _Signal("alarm", _kind(EventKind.FIRE), None),
    _Signal("fault", _kind(EventKind.FAULT), None),
    _Signal("disabled", _kind(EventKind.DISABLED), DAY_MS),
    _Signal("offline", _kind(EventKind.DEVICE_OFFLINE), HOUR_MS),
    _Signal("water", _and(_kind(*_TROUBLE), "system_type", _WATER), HOUR_MS),
    _Signal("power", _and(_kind(*_TROUBLE), "system_type", _POWER), HOUR_MS),
    _Signal(
        "electrical-warning",
        _and(
            _kind(EventKind.FIRE, EventKind.PRE_ALARM, EventKind.SUPERVISORY), "component_type", _ELECTRICAL
        ),
        None,
    ),
    _Signal("early-warning", _kind(EventKind.EARLY_WARNING, EventKind.PRE_ALARM), None),
)


def day_number(at: NDArray[np.float64] | float) -> Any:
    """The day of moments in milliseconds, counted from 1970 in Beijing's time."""
    return (np.asarray(at) + _ZONE_MS) // DAY_MS


def signals(alarms: Columns, moment: int) -> tuple[Columns, NDArray[np.int64]]:
    """Rows of `kind`, `day`, `amount`, and the alarm of each."""
    tested = alarms["outcome"].astype(str) == "test"
    kinds: list[NDArray[Any]] = []
    days: list[NDArray[Any]] = []
    amounts: list[NDArray[Any]] = []
    which: list[NDArray[Any]] = []
    for signal in _TABLE:
        rows = np.flatnonzero(signal.chosen(alarms) & ~tested)
        if signal.unit_ms is None:
            alarm, day, amount = rows, day_number(alarms["at"][rows]), alarms["occurrences"][rows]
        else:
            alarm, day, amount = _lasting(alarms, rows, moment, signal.unit_ms)
        kinds.append(np.full(alarm.size, SIGNALS.index(signal.name)))
        days.append(day)
        amounts.append(amount)
        which.append(alarm)
    told = {"kind": np.concatenate(kinds), "day": np.concatenate(days), "amount": np.concatenate(amounts)}
    return told, np.concatenate(which)


def _lasting(
    alarms: Columns, rows: NDArray[np.int64], moment: int, unit_ms: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Alarm, day and length in that unit of what lasted, a row a day."""
    start = alarms["at"][rows]
    ended = np.fmin(alarms["cleared_at"][rows], alarms["closed_at"][rows])
    end = np.fmax(np.fmin(ended, float(moment)), start)
    first, last = day_number(start).astype(np.int64), day_number(end).astype(np.int64)
    many = last - first + 1
    place = np.repeat(np.arange(rows.size), many)
    day = first[place] + np.arange(place.size) - np.repeat(np.cumsum(many) - many, many)
    begins = day * DAY_MS - _ZONE_MS
    share = np.minimum(end[place], begins + DAY_MS) - np.maximum(start[place], begins)
    return rows[place], day, share / unit_ms


def confirmed(alarms: Columns) -> NDArray[np.int64]:
    """Alarms of fire class that were verified as real: a confirmed fire, and never an alarm alone."""
    fire = np.isin(alarms["kind"].astype(str), [kind.value for kind in FIRE_CLASS])
    return np.flatnonzero(fire & (alarms["outcome"].astype(str) == "real"))


def cause(word: str) -> int:
    """The number of a cause in the models' table."""
    return CAUSES.index(_CAUSE.get(word, "other"))
