"""The ceiling jet: Alpert, Fire Technology 8 (1972) 181 (SFPE Handbook: Evans; Alpert 2011)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simulators.fires.constants import AIR_DENSITY, AIR_HEAT, AMBIENT_K, RADIANT_SHARE, Array


def jet_temperature(heat_kw: ArrayLike, radius_m: ArrayLike, height_m: ArrayLike) -> Array:
    """Highest excess temperature under a ceiling, K (Alpert 1972); steady fire, unconfined ceiling.

    dT = 16.9 Q^(2/3) H^(-5/3) for r/H <= 0.18, else 5.38 (Q/r)^(2/3) / H; held at 900 K, a flame's.
    """
    heat = np.asarray(heat_kw, dtype=np.float64)
    radius = np.maximum(np.asarray(radius_m, dtype=np.float64), 1e-3)
    height = np.asarray(height_m, dtype=np.float64)
    near = 16.9 * heat ** (2 / 3) * height ** (-5 / 3)
    far = 5.38 * (heat / radius) ** (2 / 3) / height
    return np.minimum(np.where(radius / height <= 0.18, near, far), 900.0)


def jet_velocity(heat_kw: ArrayLike, radius_m: ArrayLike, height_m: ArrayLike) -> Array:
    """Highest speed under a ceiling, m/s (Alpert 1972).

    u = 0.96 (Q/H)^(1/3) for r/H <= 0.15, else 0.195 Q^(1/3) H^(1/2) r^(-5/6).
    """
    heat = np.asarray(heat_kw, dtype=np.float64)
    radius = np.maximum(np.asarray(radius_m, dtype=np.float64), 1e-3)
    height = np.asarray(height_m, dtype=np.float64)
    near = 0.96 * (heat / height) ** (1 / 3)
    far = 0.195 * heat ** (1 / 3) * height**0.5 * radius ** (-5 / 6)
    return np.where(radius / height <= 0.15, near, far)


def jet_content(rate_s: ArrayLike, heat_kw: ArrayLike, excess_k: ArrayLike) -> Array:
    """What a m³ of the jet holds of something given off at `rate_s` (unit/s): unit/m³.

    Heat and smoke are diluted alike (Heskestad and Delichatsios, NBS-GCR-77-95), so the content of a kg of
    gas is rate / Qc · cp · dT. Heat lost to the ceiling lowers dT but not the smoke: too little far out.
    """
    convective = (1.0 - RADIANT_SHARE) * np.maximum(np.asarray(heat_kw, dtype=np.float64), 1e-9)
    excess = np.asarray(excess_k, dtype=np.float64)
    density = AIR_DENSITY * AMBIENT_K / (AMBIENT_K + excess)
    return np.asarray(np.asarray(rate_s) / convective * AIR_HEAT * excess * density)
