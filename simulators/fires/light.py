"""Light lost in smoke, gas as volume ppm, and the water in air."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simulators.fires.constants import AIR_DENSITY, AIR_MOLE, CO2_MOLE, CO_MOLE, Array


def optical_density(extinction_per_m: ArrayLike) -> Array:
    """Decadic optical density a metre from the extinction coefficient (natural) a metre."""
    return np.asarray(np.asarray(extinction_per_m, dtype=np.float64) / np.log(10.0))


def obscuration(density_per_m: ArrayLike) -> Array:
    """Light lost over one metre, %: 100 (1 - 10^-OD)."""
    return np.asarray(100.0 * (1.0 - 10.0 ** -np.asarray(density_per_m, dtype=np.float64)))


def density_of(obscuration_percent: ArrayLike) -> Array:
    """Optical density a metre that takes `obscuration_percent` of the light."""
    return np.asarray(-np.log10(1.0 - np.asarray(obscuration_percent, dtype=np.float64) / 100.0))


def co_ppm(co_kg_m3: ArrayLike) -> Array:
    """Volume ppm of carbon monoxide from kg/m³, in air at ambient temperature."""
    share = np.asarray(co_kg_m3, dtype=np.float64) / AIR_DENSITY
    return np.asarray(share * (AIR_MOLE / CO_MOLE) * 1e6)


def co2_ppm(co2_kg_m3: ArrayLike) -> Array:
    """Volume ppm of carbon dioxide from kg/m³, in air at ambient temperature."""
    share = np.asarray(co2_kg_m3, dtype=np.float64) / AIR_DENSITY
    return np.asarray(share * (AIR_MOLE / CO2_MOLE) * 1e6)


def saturation(temperature_c: ArrayLike) -> Array:
    """Water that air can hold, kg/m³: Magnus' formula (Sonntag 1990), held below -60 and above 100 °C."""
    celsius = np.clip(np.asarray(temperature_c, dtype=np.float64), -60.0, 100.0)
    pressure = 611.2 * np.exp(17.62 * celsius / (243.12 + celsius))
    return np.asarray(pressure / (461.5 * (celsius + 273.15)))


def humidity(water_kg_m3: ArrayLike, temperature_c: ArrayLike) -> Array:
    """Relative humidity, %, from water in the air; what exceeds saturation is fog, so at most 100."""
    ratio = np.asarray(water_kg_m3, dtype=np.float64) / saturation(temperature_c)
    return np.asarray(np.clip(100.0 * ratio, 0.0, 100.0))


#: Extinction of fog, m²/kg: 3 Q / (4 rho r) with Q = 2 and droplets of r = 5 µm (Kokhanovsky, Cloud Optics).
FOG_EXTINCTION = 300.0


def fog(water_kg_m3: ArrayLike, temperature_c: ArrayLike) -> Array:
    """Extinction of the droplets that water above saturation forms, 1/m."""
    liquid = np.asarray(water_kg_m3, dtype=np.float64) - saturation(temperature_c)
    return np.asarray(FOG_EXTINCTION * np.maximum(liquid, 0.0))
