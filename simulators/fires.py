"""How a fire grows and what rises from it: heat, smoke, carbon monoxide, plume and ceiling jet.

Pure functions on numpy arrays. Units: seconds, metres, kW, kg, °C above ambient unless a name says
otherwise; every array argument broadcasts, and results have the broadcast shape.

Sources
-------
* t² growth and its four coefficients: NFPA 72 annex B and ISO/TR 13387-2 (1055 kW after 600, 300, 150 and
  75 s).
* Smouldering: Quintiere, Birky, MacDonald and Smith, Fire and Materials 6 (1982) 99: mass loss of
  0.10 t + 0.0185 t² g/min, t in minutes.
* Flame height and plume: Heskestad, Fire Safety Journal 5 (1983) 103 and SFPE Handbook; centre-line values in
  the flame: McCaffrey, NBSIR 79-1910 (1979).
* Ceiling jet: Alpert, Fire Technology 8 (1972) 181, as restated in the SFPE Handbook (Evans; Alpert 2011).
* Smoke: yields from the SFPE Handbook (Tewarson); specific extinction 8700 m²/kg for flaming fires
  (Mulholland and Croarkin, Fire and Materials 24 (2000) 227) and 4400 m²/kg for smouldering ones (Seader and
  Einhorn, 16th Symposium on Combustion (1976) 1423). A photoelectric chamber, which lives on scattered light,
  makes less of the black smoke of flames: the limits of UL 217 and UL 268 (4 %/ft grey, 10 %/ft black) stand
  for a factor of 0.39 in optical density.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

GRAVITY = 9.81
AMBIENT_K = 293.15
AMBIENT_C = 20.0
#: Density of air at AMBIENT_K, kg/m³, and its specific heat, kJ/(kg K).
AIR_DENSITY = 1.204
AIR_HEAT = 1.005
#: Share of the heat that leaves by radiation and so does not rise (SFPE Handbook: 0.2 to 0.4).
RADIANT_SHARE = 0.3
EXTINCTION_FLAMING = 8700.0
EXTINCTION_SMOULDERING = 4400.0
#: What a photoelectric chamber makes of flaming smoke, compared with grey smoke of the same optical density.
BLACK_SMOKE = 0.39
#: kg/kmol: turns a mass fraction of CO into a volume fraction of air.
_AIR_MOLE, _CO_MOLE = 28.97, 28.01

#: Growth coefficients, kW/s².
GROWTH = {"slow": 0.00293, "medium": 0.01172, "fast": 0.0469, "ultra-fast": 0.1876}


class Fuel(NamedTuple):
    """What burns: heat of combustion kJ/kg, and kg of soot and CO a kg burnt, flaming and smouldering."""

    heat_kj_kg: float
    soot: float
    co: float
    smoulder_soot: float
    smoulder_co: float


#: Well-ventilated chemical heats and yields, SFPE Handbook; smouldering yields after Mulholland (soot) and
#: Quintiere (CO). Where no smouldering value is published for a fuel, that of cellulose or foam is taken.
FUELS = {
    "wood": Fuel(12_400, 0.015, 0.004, 0.05, 0.12),
    "paper": Fuel(13_200, 0.015, 0.005, 0.05, 0.12),
    "foam": Fuel(17_800, 0.131, 0.010, 0.10, 0.11),
    "furniture": Fuel(15_000, 0.050, 0.008, 0.08, 0.11),
    "cable": Fuel(10_000, 0.120, 0.060, 0.10, 0.10),
    "solvent": Fuel(41_200, 0.037, 0.010, 0.037, 0.010),
}


@dataclass(frozen=True)
class Fire:
    """One fire from its first glow to its end.

    It smoulders for `smoulder_s` (times `smoulder_scale`: how many seats of smouldering), then grows as t² to
    `peak_kw`, holds for `steady_s` and decays with the time constant `decay_s`. `extinguished_s` after its
    beginning the brigade has it: it dies with a time constant of 20 s.
    """

    fuel: str = "wood"
    growth: str = "medium"
    peak_kw: float = 500.0
    smoulder_s: float = 0.0
    smoulder_scale: float = 1.0
    steady_s: float = 300.0
    decay_s: float = 180.0
    extinguished_s: float | None = None
    #: Height of the burning surface above the floor, and the diameter of the seat.
    base_m: float = 0.5
    diameter_m: float = 0.5


#: Heat that smouldering sets free, kJ/kg: about half of flaming (Ohlemiller, SFPE Handbook: 6 to 12 MJ/kg).
SMOULDER_HEAT = 6_000.0
_EXTINGUISH_S = 20.0


class Emission(NamedTuple):
    """What a fire gives off, each of shape (times,): kW, m²/s of smoke extinction area, kg/s of CO.

    `smoke_m2_s` is what light loses; `chamber_m2_s` is what a photoelectric chamber makes of it.
    """

    heat_kw: Array
    smoke_m2_s: Array
    chamber_m2_s: Array
    co_kg_s: Array


def flaming_heat(times_s: ArrayLike, fire: Fire) -> Array:
    """Heat release of the flames, kW, at `times_s` after the fire's beginning."""
    since = np.maximum(np.asarray(times_s, dtype=np.float64) - fire.smoulder_s, 0.0)
    alpha = GROWTH[fire.growth]
    grown_s = np.sqrt(fire.peak_kw / alpha)
    rising = alpha * np.minimum(since, grown_s) ** 2
    fading = np.exp(-np.maximum(since - grown_s - fire.steady_s, 0.0) / fire.decay_s)
    return np.asarray(rising * fading * _fought(times_s, fire))


def smouldering_rate(times_s: ArrayLike, fire: Fire) -> Array:
    """Mass loss before the flames, kg/s (Quintiere 1982); it ends where flaming begins."""
    times = np.asarray(times_s, dtype=np.float64)
    minutes = np.clip(times, 0.0, 3600.0) / 60.0
    rate = (0.10 * minutes + 0.0185 * minutes**2) / 60_000.0 * fire.smoulder_scale
    glowing = (times > 0) & (times < fire.smoulder_s)
    return np.where(glowing, rate, 0.0) * _fought(times_s, fire)


def _fought(times_s: ArrayLike, fire: Fire) -> Array:
    if fire.extinguished_s is None:
        return np.ones_like(np.asarray(times_s, dtype=np.float64))
    late = np.maximum(np.asarray(times_s, dtype=np.float64) - fire.extinguished_s, 0.0)
    return np.asarray(np.exp(-late / _EXTINGUISH_S))


def emission(times_s: ArrayLike, fire: Fire) -> Emission:
    """Heat, smoke and CO at `times_s`: yields times the rate at which fuel is consumed."""
    fuel = FUELS[fire.fuel]
    flames = flaming_heat(times_s, fire)
    glow = smouldering_rate(times_s, fire)
    burning = flames / fuel.heat_kj_kg
    black = burning * fuel.soot * EXTINCTION_FLAMING
    grey = glow * fuel.smoulder_soot * EXTINCTION_SMOULDERING
    return Emission(
        heat_kw=flames + glow * SMOULDER_HEAT,
        smoke_m2_s=black + grey,
        chamber_m2_s=black * BLACK_SMOKE + grey,
        co_kg_s=burning * fuel.co + glow * fuel.smoulder_co,
    )


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
    return np.asarray(share * (_AIR_MOLE / _CO_MOLE) * 1e6)
