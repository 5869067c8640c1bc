"""What burns: heats of combustion and yields, for the building's fires and for the sweep.

Yields in kg a kg of fuel. Sources: SFPE Handbook (Tewarson; Khan, de Ris and Ogden); smouldering soot after
Mulholland and CO after Quintiere et al., Fire and Materials 6 (1982) 99. CO2 and water follow from the carbon
and hydrogen of the fuel, less what leaves as CO and soot.
"""

from __future__ import annotations

from typing import NamedTuple


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
