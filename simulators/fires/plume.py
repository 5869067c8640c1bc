"""The plume above a fire: flame height, temperature and the air it draws in.

Units: m, kW, kg/s, K above ambient; every array argument broadcasts. Sources: Heskestad, Fire Safety
Journal 5 (1983) 103 and SFPE Handbook; in the flame McCaffrey, NBSIR 79-1910 (1979); rise in still,
stratified air: Morton, Taylor and Turner (1956) as restated in NFPA 92.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simulators.fires.constants import AIR_DENSITY, AIR_HEAT, AMBIENT_K, GRAVITY, RADIANT_SHARE, Array


def flame_height(heat_kw: ArrayLike, diameter_m: ArrayLike) -> Array:
    """Mean flame height, m: L = 0.235 Q^(2/5) - 1.02 D (Heskestad 1983)."""
    heat = np.asarray(heat_kw, dtype=np.float64)
    return np.maximum(0.235 * heat**0.4 - 1.02 * np.asarray(diameter_m), 0.0)


def virtual_origin(heat_kw: ArrayLike, diameter_m: ArrayLike) -> Array:
    """Height of the plume's virtual origin over the fire's base, m: z0 = 0.083 Q^(2/5) - 1.02 D."""
    return 0.083 * np.asarray(heat_kw, dtype=np.float64) ** 0.4 - 1.02 * np.asarray(diameter_m)


def plume_temperature(heat_kw: ArrayLike, height_m: ArrayLike, diameter_m: ArrayLike = 0.5) -> Array:
    """Excess centre-line temperature above the flames, K (Heskestad 1983).

    dT = 9.1 (T / (g cp² rho²))^(1/3) Qc^(2/3) (z - z0)^(-5/3); held at 900 K within the flames.
    """
    convective = (1.0 - RADIANT_SHARE) * np.asarray(heat_kw, dtype=np.float64)
    rise = np.maximum(np.asarray(height_m) - virtual_origin(heat_kw, diameter_m), 0.05)
    factor = 9.1 * (AMBIENT_K / (GRAVITY * AIR_HEAT**2 * AIR_DENSITY**2)) ** (1 / 3)
    return np.asarray(np.minimum(factor * convective ** (2 / 3) * rise ** (-5 / 3), 900.0))


def plume_mass_flow(heat_kw: ArrayLike, height_m: ArrayLike, diameter_m: ArrayLike = 0.5) -> Array:
    """Mass that the plume carries at `height_m` over the base, kg/s (Heskestad, SFPE Handbook)."""
    heat = np.asarray(heat_kw, dtype=np.float64)
    convective = (1.0 - RADIANT_SHARE) * heat
    height = np.asarray(height_m, dtype=np.float64)
    length = np.maximum(flame_height(heat, diameter_m), 1e-6)
    rise = np.maximum(height - virtual_origin(heat, diameter_m), 0.0)
    above = 0.071 * convective ** (1 / 3) * rise ** (5 / 3) + 0.00192 * convective
    within = 0.0056 * convective * height / length
    return np.where(height >= length, above, within)


def mccaffrey(heat_kw: ArrayLike, height_m: ArrayLike) -> tuple[Array, Array]:
    """Centre-line excess temperature (K) and velocity (m/s) through flame, flicker and plume (1979).

    dT = (k / (0.9 sqrt(2 g)))² (z / Q^(2/5))^(2 eta - 1) T, u = k (z / Q^(2/5))^eta Q^(1/5).
    """
    heat = np.maximum(np.asarray(heat_kw, dtype=np.float64), 1e-9)
    scaled = np.maximum(np.asarray(height_m, dtype=np.float64), 1e-3) / heat**0.4
    regions = [scaled < 0.08, scaled < 0.2]
    k = np.select(regions, [6.8, 1.9], 1.1)
    eta = np.select(regions, [0.5, 0.0], -1 / 3)
    temperature = (k / (0.9 * np.sqrt(2 * GRAVITY))) ** 2 * scaled ** (2 * eta - 1) * AMBIENT_K
    return temperature, k * scaled**eta * heat**0.2


def highest_rise(convective_kw: ArrayLike, gradient_k_m: ArrayLike) -> Array:
    """Height that a plume reaches in air which grows warmer upwards, m.

    5.54 Qc^(1/4) (dT/dz)^(-3/8), NFPA 92; the gradient is held above 0.001 K/m.
    """
    heat = np.asarray(convective_kw, dtype=np.float64)
    return np.asarray(5.54 * heat**0.25 * np.maximum(np.asarray(gradient_k_m), 1e-3) ** -0.375)
