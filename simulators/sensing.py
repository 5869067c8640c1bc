"""How late a detector notices what happens at the ceiling.

Pure functions on numpy arrays; time runs along the last axis, detectors along the first.

Sources
-------
* Transport: Mowrer, Fire Technology 26 (1990) 244: plume 0.67 H^(4/3) / Q^(1/3), ceiling jet
  r^(11/6) / (1.2 Q^(1/3) H^(1/2)).
* Entry: Cleary, Chernovsky, Grosshandler and Anderson, 6th IAFSS (2000) 723: a dwell and a mixing time, both
  powers of u, coefficients as in the FDS User's Guide; Brozovsky (1991): below about 0.15 m/s the entry no
  longer follows u.
* Heat: the response time index, Heskestad and Smith (1976): dT/dt = sqrt(u) (Tg - T) / RTI.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulators.fires import Array

#: Below this speed smoke drifts in by itself (Brozovsky); the entry lag grows no further.
CRITICAL_SPEED = 0.15


class Entry(NamedTuple):
    """Cleary's four numbers: dwell a_e u^b_e seconds, then mixing with time constant a_c u^b_c."""

    dwell: float
    dwell_power: float
    mixing: float
    mixing_power: float


ENTRIES = {
    "photoelectric-1": Entry(1.8, -1.0, 1.0, -0.8),
    "photoelectric-2": Entry(1.8, -0.8, 0.8, -0.8),
    "ionisation-1": Entry(2.5, -0.7, 0.8, -0.9),
    "ionisation-2": Entry(1.8, -1.1, 1.0, -0.8),
}


def plume_lag(heat_kw: ArrayLike, height_m: ArrayLike) -> Array:
    """Seconds from the fire's base to the ceiling above it (Mowrer 1990)."""
    heat = np.maximum(np.asarray(heat_kw, dtype=np.float64), 1e-3)
    return 0.67 * np.asarray(height_m) ** (4 / 3) / heat ** (1 / 3)


def jet_lag(heat_kw: ArrayLike, radius_m: ArrayLike, height_m: ArrayLike) -> Array:
    """Seconds under the ceiling, out to `radius_m` (Mowrer 1990)."""
    heat = np.maximum(np.asarray(heat_kw, dtype=np.float64), 1e-3)
    return np.asarray(radius_m) ** (11 / 6) / (1.2 * heat ** (1 / 3) * np.asarray(height_m) ** 0.5)


def arriving(times_s: Array, lag_s: Array, values: Array) -> Array:
    """`values` (times,) given off at `times_s`, as they arrive `lag_s` (detectors, times) later.

    A fire that grows sends faster parcels after slower ones; a parcel that is overtaken arrives together with
    the one that overtakes it, so nothing is seen out of order. Before the first arrival: the first value.
    """
    arrival = np.minimum.accumulate((times_s + lag_s)[..., ::-1], axis=-1)[..., ::-1]
    rows = [np.interp(times_s, row, values) for row in np.atleast_2d(arrival)]
    return np.stack(rows)


def first_order(step_s: float, time_constant_s: Array, values: Array, start: float = 0.0) -> Array:
    """Follow `values` (detectors, times) with a time constant that may change; exact over each step."""
    share = 1.0 - np.exp(-step_s / np.maximum(np.broadcast_to(time_constant_s, values.shape), 1e-9))
    followed = np.empty_like(values)
    state = np.full(values.shape[0], start)
    for index in range(values.shape[1]):
        state = state + share[:, index] * (values[:, index] - state)
        followed[:, index] = state
    return followed


def smoke_in_chamber(step_s: float, speed_m_s: Array, density_per_m: Array, entry: Entry) -> Array:
    """Optical density inside the chamber, of the shape of `density_per_m` (detectors, times): Cleary."""
    speed = np.maximum(speed_m_s, CRITICAL_SPEED)
    times = np.arange(density_per_m.shape[1]) * step_s
    dwelt = np.stack(
        [
            np.interp(times - entry.dwell * row_speed**entry.dwell_power, times, row, left=0.0)
            for row_speed, row in zip(speed, density_per_m, strict=True)
        ]
    )
    return first_order(step_s, entry.mixing * speed**entry.mixing_power, dwelt)


def heat_element(step_s: float, speed_m_s: Array, excess_k: Array, rti: float) -> Array:
    """Excess temperature of a heat detector's element, K; `rti` in (m s)^(1/2)."""
    return first_order(step_s, rti / np.sqrt(np.maximum(speed_m_s, 0.05)), excess_k)
