"""What burns, in the sweep and in a building: heat of combustion and yields, well ventilated and smouldering.

kJ/kg and kg a kg burnt. Flaming values: Tewarson and Khan, SFPE Handbook, tables A.38 and A.39 (rounded);
water from the fuel's hydrogen. Smouldering: Mulholland and Ohlemiller (1982) for soot, Quintiere et al.
(1982) for CO, CO2 after Ohlemiller, SFPE Handbook; PVC insulation overheated by its core: Babrauskas (2006).
Whole upholstered furniture makes less soot than its foam: 100 to 400 m² of extinction a kg (Sundström, ed.,
CBUF, 1995), that is 0.01 to 0.045 kg/kg; for bare foam 0.08 lies between
these, the profile of EN 54 TF4 (0.03) and Tewarson (0.131 to 0.227).
"""

from __future__ import annotations

from typing import NamedTuple

#: Heat that smouldering sets free, kJ/kg (Ohlemiller, SFPE Handbook: 6 to 12 MJ/kg).
GLOW_HEAT = 7_000.0


class Material(NamedTuple):
    """Chemical heat kJ/kg; kg of soot, CO, CO2, water a kg in flames; soot, CO, CO2 and water smouldering."""

    heat_kj_kg: float
    soot: float
    co: float
    co2: float
    water: float
    glow_soot: float
    glow_co: float
    glow_co2: float
    glow_water: float


MATERIALS = {
    "wood": Material(12_400, 0.015, 0.004, 1.30, 0.55, 0.08, 0.13, 0.40, 0.35),
    "paper": Material(13_200, 0.011, 0.005, 1.32, 0.50, 0.05, 0.12, 0.45, 0.35),
    "cotton": Material(13_600, 0.020, 0.010, 1.33, 0.50, 0.10, 0.18, 0.40, 0.35),
    "foam": Material(17_800, 0.080, 0.025, 1.55, 0.60, 0.10, 0.11, 0.30, 0.20),
    "furniture": Material(15_000, 0.030, 0.012, 1.45, 0.55, 0.09, 0.12, 0.35, 0.28),
    "polystyrene": Material(27_000, 0.164, 0.060, 2.33, 0.65, 0.10, 0.06, 0.20, 0.10),
    "polyethylene": Material(38_400, 0.060, 0.024, 2.76, 1.20, 0.06, 0.05, 0.20, 0.10),
    "abs": Material(28_500, 0.105, 0.060, 2.30, 0.70, 0.10, 0.06, 0.20, 0.10),
    "pvc cable": Material(10_000, 0.115, 0.063, 0.90, 0.35, 0.09, 0.05, 0.12, 0.10),
    "xlpe cable": Material(24_000, 0.080, 0.040, 1.90, 0.80, 0.08, 0.05, 0.12, 0.10),
    "heptane": Material(41_200, 0.037, 0.010, 2.85, 1.40, 0.037, 0.010, 2.85, 1.40),
    "kerosene": Material(40_300, 0.042, 0.012, 2.83, 1.25, 0.042, 0.012, 2.83, 1.25),
    "ethanol": Material(25_600, 0.008, 0.001, 1.77, 1.17, 0.008, 0.001, 1.77, 1.17),
    "cooking oil": Material(35_000, 0.040, 0.010, 2.60, 1.00, 0.10, 0.01, 0.10, 0.05),
    "dung": Material(11_000, 0.015, 0.008, 1.25, 0.55, 0.06, 0.13, 0.40, 0.35),
    "felt": Material(16_000, 0.030, 0.015, 1.40, 0.50, 0.08, 0.12, 0.35, 0.30),
    "gas": Material(46_000, 0.000, 0.001, 2.95, 1.75, 0.000, 0.001, 2.95, 1.75),
    "wax": Material(41_000, 0.010, 0.003, 3.00, 1.35, 0.010, 0.003, 3.00, 1.35),
}
