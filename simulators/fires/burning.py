"""One fire of a building's scenario: t² growth, smouldering before it, and what it gives off.

Sources
-------
* t² growth and its four coefficients: NFPA 72 annex B and ISO/TR 13387-2 (1055 kW after 600, 300, 150 and
  75 s).
* Smouldering: Quintiere, Birky, MacDonald and Smith, Fire and Materials 6 (1982) 99: mass loss of
  0.10 t + 0.0185 t² g/min, t in minutes.
* Smoke: specific extinction 8700 m²/kg for flaming fires (Mulholland and Croarkin, Fire and Materials 24
  (2000) 227) and 4400 m²/kg for smouldering ones (Seader and Einhorn, 16th Symposium on Combustion (1976)
  1423). A photoelectric chamber, which lives on scattered light, makes less of the black smoke of flames: the
  limits of UL 217 and UL 268 (4 %/ft grey, 10 %/ft black) stand for a factor of 0.39 in optical density.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulators.fires.constants import BLACK_SMOKE, EXTINCTION_FLAMING, EXTINCTION_SMOULDERING, Array
from simulators.fires.materials import GLOW_HEAT, MATERIALS

#: Growth coefficients, kW/s².
GROWTH = {"slow": 0.00293, "medium": 0.01172, "fast": 0.0469, "ultra-fast": 0.1876}


@dataclass(frozen=True)
class Fire:
    """One fire from its first glow to its end; `fuel` is one of `MATERIALS`.

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
    fuel = MATERIALS[fire.fuel]
    flames = flaming_heat(times_s, fire)
    glow = smouldering_rate(times_s, fire)
    burning = flames / fuel.heat_kj_kg
    black = burning * fuel.soot * EXTINCTION_FLAMING
    grey = glow * fuel.glow_soot * EXTINCTION_SMOULDERING
    return Emission(
        heat_kw=flames + glow * GLOW_HEAT,
        smoke_m2_s=black + grey,
        chamber_m2_s=black * BLACK_SMOKE + grey,
        co_kg_s=burning * fuel.co + glow * fuel.glow_co,
    )
