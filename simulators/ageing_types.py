"""Types of smoke detectors and kinds of sites, as far as their ageing differs: two tables.

Alarm thresholds lie in EN 54-7's range (m of 0.15 to 0.6 dB/m); noise, steps and the pull of temperature
and humidity are those of common analogue detectors' data sheets (zero of a chamber 0.01 to 0.06 dB/m;
resolution of 8 to 12 bits); they are assumed, no maker's.
"""

from __future__ import annotations

from typing import NamedTuple


class DetectorType(NamedTuple):
    """dB/m but for `per_k` (dB/m a kelvin) and `per_percent` (dB/m a % of humidity above 60)."""

    alarm: float
    zero: float
    noise: float
    step: float
    per_k: float
    per_percent: float


TYPES: dict[str, DetectorType] = {
    "panel-8-bit": DetectorType(0.50, 0.030, 0.0040, 0.0120, 0.0002, 0.0001),
    "panel-12-bit": DetectorType(0.45, 0.020, 0.0030, 0.0020, 0.0001, 0.0001),
    "home-battery": DetectorType(0.35, 0.015, 0.0060, 0.0100, 0.0003, 0.0002),
    "home-dual": DetectorType(0.40, 0.025, 0.0050, 0.0040, 0.0002, 0.0002),
    "lora-coarse": DetectorType(0.55, 0.040, 0.0060, 0.0200, 0.0003, 0.0001),
    "multi-sensor": DetectorType(0.30, 0.020, 0.0040, 0.0030, 0.0001, 0.0002),
    "nb-iot": DetectorType(0.45, 0.050, 0.0080, 0.0080, 0.0004, 0.0003),
    "beam-chamber": DetectorType(0.25, 0.010, 0.0030, 0.0030, 0.0002, 0.0001),
}


class Site(NamedTuple):
    """A kind of place: events a day that smoke or steam, their dB/m, daily swing K, mean °C and %."""

    events: float
    strength: float
    swing_k: float
    mean_c: float
    humidity: float


SITES: dict[str, Site] = {
    "home": Site(2.0, 0.05, 2.5, 21.0, 42.0),
    "office": Site(0.4, 0.02, 2.0, 22.0, 38.0),
    "ger": Site(4.0, 0.09, 9.0, 16.0, 35.0),
    "workshop": Site(3.0, 0.06, 5.0, 16.0, 45.0),
    "hotel": Site(1.5, 0.05, 2.0, 22.0, 45.0),
    "kitchen": Site(6.0, 0.10, 4.0, 24.0, 55.0),
    "barn": Site(1.0, 0.05, 8.0, 12.0, 68.0),
    "warehouse": Site(0.3, 0.03, 6.0, 12.0, 50.0),
}
