"""Made-up questions of who is sent where: stations on a plain, engines of kinds, incidents. Seeds fixed."""

from __future__ import annotations

import numpy as np

from cloud.dispatch.deciding.problem import Demand, Problem, Unit, Zone

#: What engines of a kind give.
KINDS = (
    {"attack": 1.0, "crew": 6.0, "water_l": 5000.0, "pump_l_s": 40.0, "breathing": 6.0},
    {"crew": 3.0, "water_l": 12000.0, "pump_l_s": 60.0},
    {"crew": 3.0, "reach_32m": 1.0},
    {"rescue": 1.0, "crew": 5.0, "lighting": 1.0},
    {"attack": 1.0, "crew": 7.0, "water_l": 3000.0, "rescue": 1.0, "breathing": 8.0},
)
NEEDS = (
    {"attack": 1.0, "crew": 6.0, "water_l": 4000.0},
    {"attack": 2.0, "crew": 12.0, "water_l": 8000.0, "breathing": 12.0},
    {"rescue": 1.0, "crew": 5.0},
    {"attack": 3.0, "crew": 20.0, "water_l": 16000.0, "reach_32m": 1.0, "rescue": 1.0},
)


def plain(units: int, incidents: int, seed: int, *, side_s: float = 3_000.0, zones: int = 0) -> Problem:
    """Stations of three engines strewn over a square that is crossed in `side_s`; a turnout of 60 s."""
    chance = np.random.default_rng(seed)
    stations = chance.uniform(0, side_s, (max(1, (units + 2) // 3), 2))
    stands = stations[np.arange(units) // 3]
    burns = chance.uniform(0, side_s, (incidents, 2))
    seconds = 60 + np.abs(burns[:, None] - stands[None]).sum(axis=2).round(1)
    kinds = chance.integers(0, len(KINDS), units)
    demands = [
        Demand(f"i{at:03}", NEEDS[chance.integers(0, len(NEEDS))], float(chance.integers(1, 4)))
        for at in range(incidents)
    ]
    centres = chance.uniform(0, side_s, (zones, 2))
    reach = np.abs(centres[:, None] - stands[None]).sum(axis=2) <= side_s / 6
    kept = [
        Zone(f"z{at}", float(chance.integers(10, 600)), tuple(np.flatnonzero(reach[at]).tolist()))
        for at in range(zones)
    ]
    return Problem([Unit(f"u{at:05}", KINDS[kind]) for at, kind in enumerate(kinds)], demands, seconds, kept)
