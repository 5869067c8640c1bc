"""The centre's clock against ours, learnt from receipts as NTP learns it from answers. Pure.

A record leaves at monotonic time `sent`, its receipt, stamped by the centre's clock, is heard at `heard`. The
stamp was made in between, so the centre's clock minus our monotonic one is known to within half the trip. Of
the latest samples the one with the shortest trip is believed. The wall clock comes in only when asked, so a
wall clock that is set forward or back shows at once, and spoils no sample.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

_SAMPLES = 16
_OLDEST_S = 1800.0
#: How far two ordinary crystals may part, in ms a second.
_DRIFT = 0.1


class _Trip(NamedTuple):
    heard: float
    #: The centre's clock minus our monotonic one, ms.
    centre_minus_monotonic: float
    error: float


class Offset(NamedTuple):
    """The centre's clock minus ours, and how far that may be wrong, in ms."""

    ms: float
    error_ms: float


class ClockOffset:
    """The samples so far."""

    def __init__(self) -> None:
        self._trips: deque[_Trip] = deque(maxlen=_SAMPLES)

    def add(self, sent: float, heard: float, centre_ms: int) -> None:
        """A trip: monotonic seconds of both its ends, and the centre's stamp in ms UTC."""
        if heard < sent:
            return
        middle = (sent + heard) / 2
        self._trips.append(_Trip(heard, centre_ms - middle * 1000, (heard - sent) * 500))

    def now(self, wall_ms: int, monotonic: float) -> Offset | None:
        """The offset of the wall clock as it reads now; None while too little is known."""
        best: Offset | None = None
        for trip in self._trips:
            age = monotonic - trip.heard
            if age > _OLDEST_S:
                continue
            error = trip.error + age * _DRIFT
            if best is None or error < best.error_ms:
                best = Offset(trip.centre_minus_monotonic + monotonic * 1000 - wall_ms, error)
        return best
