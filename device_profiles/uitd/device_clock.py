"""A device's clock against the gateway's, from the times it sends: the median of the latest. Pure."""

from __future__ import annotations

from collections import deque
from statistics import median

_SAMPLES = 15


class DeviceClock:
    """The latest differences."""

    def __init__(self) -> None:
        self._differences: deque[int] = deque(maxlen=_SAMPLES)

    def heard(self, device_ms: int, gateway_ms: int) -> None:
        """The device says `device_ms` at the moment when the gateway's clock says `gateway_ms`."""
        self._differences.append(device_ms - gateway_ms)

    @property
    def offset_ms(self) -> float | None:
        """The device's clock minus the gateway's; None while nothing was heard."""
        return median(self._differences) if self._differences else None
