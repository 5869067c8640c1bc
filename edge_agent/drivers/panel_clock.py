"""A panel's clock against the gateway's: how far apart they are, and whether a time of it can be believed."""

from __future__ import annotations

from collections import deque
from statistics import median

_RECENT = 9


class PanelClock:
    """The median of the latest differences: one late message moves it little."""

    def __init__(self, tolerance_s: float) -> None:
        self._tolerance_ms = tolerance_s * 1000
        self._recent: deque[float] = deque(maxlen=_RECENT)

    def heard(self, panel_ms: int, gateway_ms: int, step_s: int = 1) -> bool:
        """Take a time that the panel just sent, true to `step_s`; whether it is near enough to believe."""
        difference = panel_ms + step_s * 500 - gateway_ms
        self._recent.append(difference)
        return abs(difference) <= self._tolerance_ms

    @property
    def offset_ms(self) -> float | None:
        """The panel's clock minus the gateway's; None while it has sent no time."""
        return float(median(self._recent)) if self._recent else None
