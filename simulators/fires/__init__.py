"""Fires, nuisances and ordinary life as physics: what they give off, how it spreads, random sweeps."""

from simulators.fires.burning import (
    GROWTH,
    Emission,
    Fire,
    emission,
    flaming_heat,
    smouldering_rate,
)
from simulators.fires.ceiling_jet import (
    jet_content,
    jet_temperature,
    jet_velocity,
)
from simulators.fires.constants import (
    AIR_DENSITY,
    AIR_HEAT,
    AMBIENT_C,
    AMBIENT_K,
    BLACK_SMOKE,
    EXTINCTION_FLAMING,
    EXTINCTION_SMOULDERING,
    GRAVITY,
    RADIANT_SHARE,
    Array,
)
from simulators.fires.light import (
    co_ppm,
    density_of,
    obscuration,
    optical_density,
)
from simulators.fires.materials import MATERIALS, Material
from simulators.fires.plume import (
    flame_height,
    mccaffrey,
    plume_mass_flow,
    plume_temperature,
    virtual_origin,
)

__all__ = [
    "AIR_DENSITY",
    "AIR_HEAT",
    "AMBIENT_C",
    "AMBIENT_K",
    "BLACK_SMOKE",
    "EXTINCTION_FLAMING",
    "EXTINCTION_SMOULDERING",
    "GRAVITY",
    "GROWTH",
    "MATERIALS",
    "RADIANT_SHARE",
    "Array",
    "Emission",
    "Fire",
    "Material",
    "co_ppm",
    "density_of",
    "emission",
    "flame_height",
    "flaming_heat",
    "jet_content",
    "jet_temperature",
    "jet_velocity",
    "mccaffrey",
    "obscuration",
    "optical_density",
    "plume_mass_flow",
    "plume_temperature",
    "smouldering_rate",
    "virtual_origin",
]
