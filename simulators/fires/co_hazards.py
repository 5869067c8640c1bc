"""Carbon monoxide without a fire: leaking stoves in a home or a ger, a spilling boiler, a generator, embers.

Sources: stoves and their CO yields: Bhattacharya et al. (2002), Zhang et al. (1999) (coal, dung and wood: 2
to 12 % of the fuel's mass); spilling boilers: Roth et al., IEA; generators 0.3 to 1 kg of CO an hour
(Emmerich, Polidoro and Axley, NIST TN 1781); embers of charcoal 0.1 to 0.3 kg/kg (Ojima 2011).
"""

from __future__ import annotations

import numpy as np

from simulators.fires.constants import Array
from simulators.fires.sources import Source, between, ramp

Draw = np.random.Generator


def co_leak(since_s: Array, area: float, draw: Draw) -> Source:
    """CO that rises over minutes to hours, with the heat of the stove and hardly any smoke."""
    fuel = str(draw.choice(np.array(["stove", "dung stove", "boiler", "generator", "embers"])))
    grows = ramp(since_s, between(draw, 60, 3000), 7200.0, 600.0) * (since_s > 0)
    warm = ramp(since_s, draw.uniform(100, 900), 7200.0, 600.0) * (since_s > 0)
    burning, co_yield, heat, share = {
        "stove": (draw.uniform(2e-4, 6e-4), between(draw, 0.02, 0.12), 14_000.0, between(draw, 0.02, 0.6)),
        "dung stove": (
            draw.uniform(2e-4, 7e-4),
            between(draw, 0.03, 0.10),
            11_000.0,
            between(draw, 0.02, 0.6),
        ),
        "boiler": (draw.uniform(2e-4, 5e-4), between(draw, 0.005, 0.08), 46_000.0, between(draw, 0.05, 0.9)),
        "generator": (
            draw.uniform(1.5e-4, 4e-4),
            between(draw, 0.15, 0.6),
            43_000.0,
            between(draw, 0.05, 1.0),
        ),
        "embers": (draw.uniform(3e-5, 2e-4), between(draw, 0.08, 0.25), 20_000.0, 1.0),
    }[fuel]
    leak = burning * share * grows * np.clip(area / 20.0, 0.4, 3.0)
    room_heat = draw.uniform(0.25, 0.6) * min(burning * heat, 6.0)
    soot = between(draw, 2e-5, 2e-3)
    rates = np.stack(
        (room_heat * warm, leak * soot * 8000.0, leak * co_yield, leak * 1.8, leak * draw.uniform(0.4, 1.2))
    )
    facts: dict[str, float | str] = {"co_yield": co_yield, "leak_share": share, "power_kw": room_heat}
    return Source(rates, fuel, draw.uniform(0.3, 1.0), 0.4, 0.05, 2e-5, facts)
