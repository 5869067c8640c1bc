"""Wind by the speed that was measured, and what has fallen: words of GB/T 28591-2012. Pure."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from cloud.vocabulary import LabelOut

#: Where each force begins, m/s: from force 1 on.
_BEGINS: Final = (0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7)
#: From this force on it drives fires and hinders ladders.
STRONG: Final = 6


def force(metres_per_second: float) -> int:
    """The wind's force, 0 to 12."""
    return bisect_right(_BEGINS, round(metres_per_second, 1))


def fallen(precipitation_mm: float | None, temperature_c: float | None) -> LabelOut | None:
    """What has fallen on a day, by its mean temperature; None: nothing, or it was not measured."""
    if precipitation_mm is None or precipitation_mm <= 0:
        return None
    if temperature_c is None:
        return LabelOut(zh="降水", en="precipitation")
    return LabelOut(zh="雪", en="snow") if temperature_c <= 0 else LabelOut(zh="雨", en="rain")
