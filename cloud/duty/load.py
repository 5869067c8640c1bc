"""The load of a seat after EEMUA 191 and ISA-18.2, from counts by the minute. Pure.

1. Alarms count when they reach the centre: that is when the seat has them, however late they come.
2. A rate is the number of alarms of the ten minutes that end with a minute.
3. A flood begins with the minute in which the rate reaches 10 and ends with the one in which it falls
   below 5 (ISA-18.2).
4. A test is no alarm that asks for a response; it is counted by kind and in no rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final, NamedTuple

from cloud.duty.days import MINUTE_MS
from telemetry.event_kinds import FIRE_CLASS, EventKind

WINDOW_MIN: Final = 10
FLOOD_BEGINS: Final = 10
FLOOD_ENDS: Final = 5
#: EEMUA 191: an alarm that has stood for a day is stale.
STALE_MS: Final = 24 * 3_600_000
HIGH, MEDIUM, LOW = "high", "medium", "low"

#: The priority of each kind; None: it asks for no response.
PRIORITIES: Final[Mapping[str, str | None]] = {
    **{kind.value: HIGH for kind in FIRE_CLASS},
    EventKind.LINKAGE.value: MEDIUM,
    EventKind.SUPERVISORY.value: MEDIUM,
    EventKind.FAULT.value: LOW,
    EventKind.DEVICE_OFFLINE.value: LOW,
    EventKind.DISABLED.value: LOW,
    EventKind.TEST.value: None,
}

#: What EEMUA 191 calls acceptable, shown beside the figures.
GUIDE: Final = {"per_ten_minutes": 1.0, "peak": 10, "high": 0.05, "medium": 0.15, "low": 0.80}


def counted(kind: str) -> bool:
    """Whether alarms of this kind are part of the load; kinds not known are."""
    return PRIORITIES.get(kind, LOW) is not None


class Flood(NamedTuple):
    """A flood: when it began, when it was over, and how many alarms came in it."""

    start_at: int
    end_at: int
    alarms: int


class Load(NamedTuple):
    """The rates of one span."""

    alarms: int
    per_ten_minutes: float
    #: The most alarms of any ten minutes, and when those ended.
    peak: int
    peak_at: int | None
    floods: tuple[Flood, ...]


def load(minutes: Mapping[int, int], start_at: int, end_at: int) -> Load:
    """The load of a span from the alarms of each minute, by its beginning in milliseconds."""
    busy = sorted(at for at, alarms in minutes.items() if alarms and start_at <= at < end_at)
    total = sum(minutes[at] for at in busy)
    rates = _rates(minutes, busy, end_at)
    peak_at = max(rates, key=lambda at: (rates[at], -at), default=None)
    span_ten = max(1, end_at - start_at) / (WINDOW_MIN * MINUTE_MS)
    return Load(
        alarms=total,
        per_ten_minutes=total / span_ten,
        peak=rates[peak_at] if peak_at is not None else 0,
        peak_at=peak_at + MINUTE_MS if peak_at is not None else None,
        floods=tuple(_floods(minutes, rates, end_at)),
    )


def by_tens(minutes: Mapping[int, int], start_at: int, end_at: int) -> list[int]:
    """The alarms of each ten minutes of a span, from its beginning on."""
    width = WINDOW_MIN * MINUTE_MS
    tens = [0] * ceil((end_at - start_at) / width)
    for at, alarms in minutes.items():
        if start_at <= at < end_at:
            tens[(at - start_at) // width] += alarms
    return tens


def _rates(minutes: Mapping[int, int], busy: Sequence[int], end_at: int) -> dict[int, int]:
    """The rate of every minute in which it is not none."""
    rates: Counter[int] = Counter()
    for at in busy:
        for after in range(WINDOW_MIN):
            if at + after * MINUTE_MS < end_at:
                rates[at + after * MINUTE_MS] += minutes[at]
    return dict(rates)


def _floods(minutes: Mapping[int, int], rates: Mapping[int, int], end_at: int) -> list[Flood]:
    found: list[Flood] = []
    began: int | None = None
    before = 0

    def ended(at: int) -> None:
        if began is not None:
            # The ten minutes with which it began are its own, as far as they are no earlier flood's.
            since = max(began - (WINDOW_MIN - 1) * MINUTE_MS, found[-1].end_at if found else 0)
            alarms = sum(alarms for minute, alarms in minutes.items() if since <= minute < at)
            found.append(Flood(began, at, alarms))

    for at in sorted(rates):
        if began is not None and at != before + MINUTE_MS:
            ended(before + MINUTE_MS)
            began = None
        if began is None and rates[at] >= FLOOD_BEGINS:
            began = at
        elif began is not None and rates[at] < FLOOD_ENDS:
            ended(at)
            began = None
        before = at
    ended(min(before + MINUTE_MS, end_at))
    return found


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """The least value that `share` of all do not exceed, from how often each occurs; None: there are none."""
    total = sum(counts.values())
    if not total:
        return None
    wanted, seen = ceil(share * total), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= wanted:
            return value
    return max(counts)


def priorities(by_kind: Mapping[str, int]) -> dict[str, int]:
    """Alarms by priority; those that ask for no response are left out."""
    found = {HIGH: 0, MEDIUM: 0, LOW: 0}
    for kind, alarms in by_kind.items():
        priority = PRIORITIES.get(kind, LOW)
        if priority is not None:
            found[priority] += alarms
    return found
