"""The alarm condition of EN 50291-1 as a dose, and a fixed limit: what the model is measured against.

EN 50291-1:2018, 5.3.6 (table of alarm conditions): 30 ppm no alarm before 120 min; 50 ppm alarm between 60
and 90 min; 100 ppm between 10 and 40 min; 300 ppm before 3 min.

The dose is carboxyhaemoglobin after Peterson and Stewart, Arch. Environ. Health 21 (1970) 165: for a
constant concentration c (ppm) over t minutes, log10 %COHb = 0.858 log10 c + 0.630 log10 t - 2.295. With x =
(%COHb 10^2.295)^(1/0.63) this is dx/dt = c^(0.858/0.63), which also holds where c changes; x falls with the
half-life of 320 min at rest (same source). An alarm is due at 2.1 %, which meets the first three rows; the
fourth is a matter of minutes, not of blood, and has a clock of its own. Less than 30 ppm adds nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from models.windows import Flags, Floats

#: The standard's table: ppm, no alarm before min, alarm before min (None: none is asked for).
TABLE: tuple[tuple[float, float, float | None], ...] = (
    (30.0, 120.0, None),
    (50.0, 60.0, 90.0),
    (100.0, 10.0, 40.0),
    (300.0, 0.0, 3.0),
)
ALARM_COHB = 2.1
LEAST_PPM = 30.0
#: A fixed limit that many panels use; ppm, and for how many seconds it must stand.
FIXED_PPM, STANDS_S = 60.0, 60.0
_BY_TIME, _BY_CO, _SCALE = 0.630, 0.858, 10**2.295
_HALF_LIFE_MIN = 320.0
#: The fast clock: at or above this for so long.
_HIGH_PPM, _HIGH_S = 270.0, 120.0


def cohb(co: Floats, step_s: float) -> NDArray[np.float64]:
    """Carboxyhaemoglobin, %, of `co` ppm (ticks, ...) told every `step_s`; begins at none."""
    minutes = step_s / 60.0
    kept = 0.5 ** (minutes / _HALF_LIFE_MIN / _BY_TIME)
    told = np.nan_to_num(np.asarray(co, dtype=np.float64))
    taken = np.where(told >= LEAST_PPM, np.maximum(told, 0.0) ** (_BY_CO / _BY_TIME), 0.0) * minutes
    dose = np.maximum(lfilter([1.0], [1.0, -kept], taken, axis=0), 0.0)
    return np.asarray(dose**_BY_TIME / _SCALE)


def alarms(co: Floats, step_s: float) -> Flags:
    """Where an alarm after EN 50291-1 is due: (ticks, ...), of `co` ppm told every `step_s`."""
    return (cohb(co, step_s) >= ALARM_COHB) | standing(co, _HIGH_PPM, _HIGH_S, step_s)


def standing(co: Floats, limit_ppm: float, seconds: float, step_s: float) -> Flags:
    """Where `co` (ticks, ...) has stood at or above a limit for so long."""
    over = np.nan_to_num(np.asarray(co)) >= limit_ppm
    tick = np.arange(1, over.shape[0] + 1).reshape(-1, *[1] * (over.ndim - 1))
    below = np.maximum.accumulate(np.where(over, 0, tick), axis=0)
    return np.asarray((tick - below) * step_s >= seconds)


def first_s(due: Flags, step_s: float) -> NDArray[np.float64]:
    """Seconds of the first tick that is due along the first axis; NaN where none is."""
    return np.where(due.any(axis=0), due.argmax(axis=0) * step_s, np.nan)
