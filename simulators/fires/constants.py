"""Constants of air and light that every relation of the package shares; the array type."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
#: kg/kmol: turn mass fractions into volume fractions of air.
AIR_MOLE, CO_MOLE, CO2_MOLE = 28.97, 28.01, 44.01
#: Heat set free by a kg of oxygen consumed, kJ/kg (Huggett, Fire and Materials 4 (1980) 61).
OXYGEN_HEAT = 13_100.0
#: CO2 of the open air, ppm.
OUTSIDE_CO2 = 420.0
