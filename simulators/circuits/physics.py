"""Heat and leakage of a circuit.

Heat: a cable and its terminal warm as a first-order body, τ dT/dt = T_air + ΔT_rated · (I/I_n)² · (1 + joint)
- T; copper conducts worse when warm, α = 0.0039 /K (IEC 60287-1-1; IEC 60853-1 for the time constant, 10 to
40 min for the sections of buildings). Leakage: the capacitive part (cables, filters, inverters) and the
resistive part (insulation) are at right angles, so I = √(I_C² + I_R²).
"""

from __future__ import annotations

import numpy as np

from simulators.series_blocks import Array

ALPHA = 0.0039
_HOTTEST_C = 250.0


def temperatures(air_c: Array, current: Array, rated_k: Array, joint: Array, tau_ticks: Array) -> Array:
    """Of all cables, °C, as `current` (ticks, runs, cables), a share of rated; `joint` alike."""
    rise = rated_k * current**2 * (1.0 + joint)
    share = 1.0 - np.exp(-1.0 / tau_ticks)
    told = np.empty_like(current)
    now = air_c[0][:, None] + rise[0]
    for tick in range(current.shape[0]):
        warm = 1.0 + ALPHA * np.clip(now - 40.0, -40.0, 150.0)
        now = now + share * (np.minimum(air_c[tick][:, None] + rise[tick] * warm, _HOTTEST_C) - now)
        told[tick] = now
    return told


def residual_ma(capacitive: Array, resistive: Array) -> Array:
    """The sum of two currents at right angles, mA."""
    return np.asarray(np.hypot(capacitive, resistive))


def damp_factor(humidity: Array, exponent: Array) -> Array:
    """How much more a surface conducts at that humidity than at 50 %: e to the exponent, per 10 %."""
    return np.asarray(np.exp(exponent * (humidity - 50.0) / 10.0))
