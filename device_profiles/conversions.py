"""Named conversions from what a device measures to the unit of its analog type."""

from __future__ import annotations

from collections.abc import Callable


def per_cent_per_metre(attenuation_db_per_m: float) -> float:
    """Smoke obscuration in %/m from the absorbance index m in dB/m.

    EN 54-7 and GB 4715 define m = (10/d) lg(P0/P); over d = 1 m the light lost is 1 - P/P0 = 1 - 10^(-m/10).
    """
    return float(100.0 * (1.0 - 10.0 ** (-attenuation_db_per_m / 10.0)))


def identity(value: float) -> float:
    """The value as it is."""
    return value


CONVERSIONS: dict[str, Callable[[float], float]] = {
    "none": identity,
    "db-per-m-to-percent-per-m": per_cent_per_metre,
}
