"""What a source gives off from its beginning to the end of the run, and how it is told in the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulators.fires.constants import EXTINCTION_FLAMING, EXTINCTION_SMOULDERING, Array
from simulators.fires.materials import GLOW_HEAT, MATERIALS, Material


@dataclass
class Source:
    """Rates (5, ticks) in the order of `zones.Given`, and the seat they rise from.

    `facts` goes into the manifest beside the fuel: what was drawn, by name.
    """

    rates: Array
    fuel: str
    base_m: float = 0.5
    diameter_m: float = 0.4
    lift_kw: float = 0.0
    settling_m_s: float = 2e-5
    facts: dict[str, float | str] = field(default_factory=dict)

    @property
    def seat(self) -> tuple[float, float, float, float]:
        """As `settings.seats_of` takes it."""
        return self.base_m, self.diameter_m, self.lift_kw, self.settling_m_s


def jittered(material: str, draw: np.random.Generator) -> Material:
    """A material whose soot and CO yields are drawn, log-normal: spread 0.5 for flames' soot, else 0.4.

    The furniture fires of CBUF and the NIST homes differ by as much in soot.
    """
    own = MATERIALS[material]
    soot, co, glow_soot, glow_co = draw.lognormal(0.0, (0.5, 0.4, 0.4, 0.4))
    return own._replace(
        soot=own.soot * soot,
        co=own.co * co,
        glow_soot=min(own.glow_soot * glow_soot, 0.25),
        glow_co=min(own.glow_co * glow_co, 0.35),
    )


def given_off(material: Material, flames_kw: Array, glow_kg_s: Array) -> Array:
    """Rates (5, ticks) of flames (kW) and smouldering (kg/s) of a material: yields times what is consumed."""
    burning = flames_kw / material.heat_kj_kg
    return np.stack(
        (
            flames_kw + glow_kg_s * GLOW_HEAT,
            burning * material.soot * EXTINCTION_FLAMING
            + glow_kg_s * material.glow_soot * EXTINCTION_SMOULDERING,
            burning * material.co + glow_kg_s * material.glow_co,
            burning * material.co2 + glow_kg_s * material.glow_co2,
            burning * material.water + glow_kg_s * material.glow_water,
        )
    )


def between(draw: np.random.Generator, low: float, high: float) -> float:
    """A number drawn evenly in its logarithm."""
    return float(np.exp(draw.uniform(np.log(low), np.log(high))))


def ramp(since_s: Array, up_s: float, steady_s: float, down_s: float) -> Array:
    """0 to 1 over `up_s`, held, and an exponential fall with the time constant `down_s`."""
    rising = np.clip(since_s / max(up_s, 1e-6), 0.0, 1.0)
    return np.asarray(rising * np.exp(-np.maximum(since_s - up_s - steady_s, 0.0) / down_s))
