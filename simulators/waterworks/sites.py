"""Kinds of sites: what keeps the pressure, how large it is, what draws on it. Ranges are drawn uniformly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulators.series_blocks import Array


class Site(NamedTuple):
    """A kind of site; every pair is least and most.

    `jockey` says whether a pressure pump and a gas vessel hold the pressure (else a head: a tank above, or
    the town's main). `head_mpa` is the lower switching pressure, or that head; `band_mpa` up to the upper
    one (GB 50974-2014, 5.3.3, asks 0.07 to 0.10 MPa above the start of the fire pumps); `gas_l` the vessel;
    `pump_l_s` the pressure pump; `churn` the fire pump's pressure without flow over the lower one (GB 50974
    5.1.6: at most 1.4 of rated); `seep_l_h` what a sound system loses; `draws_a_week` of hydrants; `shared`
    whether dwellings draw on the same main; `tank_m` the tank's usual depth, `tank_m2` its area; `outdoors`
    whether pipes freeze; `swing` how much a town's main sags with the town's use, MPa.
    """

    jockey: bool
    head_mpa: tuple[float, float]
    band_mpa: tuple[float, float]
    gas_l: tuple[float, float]
    pump_l_s: tuple[float, float]
    churn: tuple[float, float]
    seep_l_h: tuple[float, float]
    draws_a_week: tuple[float, float]
    shared: float
    tank_m: tuple[float, float]
    tank_m2: tuple[float, float]
    outdoors: float
    swing: tuple[float, float]


_NO = (0.0, 0.0)
SITES = {
    "high_rise": Site(
        True, (0.5, 1.1), (0.05, 0.10), (150, 450), (0.6, 1.2), (1.15, 1.4), (2, 25), (0, 2), 0.0,
        (1.2, 2.4), (8, 20), 0.1, _NO,
    ),
    "mall": Site(
        True, (0.4, 0.8), (0.05, 0.10), (150, 600), (0.8, 1.6), (1.15, 1.4), (5, 40), (0, 3), 0.0,
        (1.5, 3.0), (20, 80), 0.1, _NO,
    ),
    "warehouse": Site(
        True, (0.35, 0.7), (0.05, 0.12), (200, 800), (0.8, 2.0), (1.1, 1.4), (2, 40), (0, 2), 0.0,
        (2.0, 4.0), (40, 150), 0.5, _NO,
    ),
    "dwellings": Site(
        False, (0.12, 0.5), (0.0, 0.0), (3, 10), (1.0, 2.0), (1.2, 1.4), (2, 20), (0, 2), 0.5,
        (1.0, 2.0), (6, 18), 0.3, _NO,
    ),
    "street": Site(
        False, (0.18, 0.42), (0.0, 0.0), (2, 8), (1.0, 2.0), (1.2, 1.4), (10, 60), (0, 4), 1.0,
        (1.0, 2.0), (6, 18), 0.9, (0.02, 0.09),
    ),
    "factory": Site(
        True, (0.4, 0.9), (0.06, 0.15), (200, 1000), (1.0, 2.5), (1.1, 1.35), (5, 80), (1, 6), 0.2,
        (2.0, 4.0), (60, 200), 0.6, _NO,
    ),
    "hospital": Site(
        True, (0.45, 1.3), (0.04, 0.13), (80, 300), (0.5, 1.0), (1.2, 1.45), (2, 30), (0, 3), 0.1,
        (1.0, 3.5), (12, 60), 0.1, _NO,
    ),
    "school": Site(
        False, (0.1, 0.35), (0.0, 0.0), (3, 12), (1.0, 2.0), (1.2, 1.4), (2, 30), (0, 3), 0.4,
        (0.8, 1.6), (5, 12), 0.5, _NO,
    ),
    "village": Site(
        False, (0.16, 0.5), (0.0, 0.0), (2, 8), (1.0, 2.0), (1.2, 1.4), (10, 80), (0, 3), 1.0,
        (1.5, 3.0), (20, 60), 1.0, (0.03, 0.12),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Plants:
    """What was drawn for every run; all (runs,)."""

    jockey: NDArray[np.bool_]
    head_mpa: Array
    band_mpa: Array
    gas_l: Array
    pump_l_s: Array
    churn: Array
    seep_l_h: Array
    draws_a_week: Array
    shared: NDArray[np.bool_]
    tank_m: Array
    tank_m2: Array
    outdoors: NDArray[np.bool_]
    swing: Array

    @classmethod
    def of(cls, draw: np.random.Generator, sites: Sequence[str]) -> Plants:
        """One plant for each site's name."""
        kinds = [SITES[site] for site in sites]

        def pair(name: str) -> Array:
            ends = np.array([getattr(kind, name) for kind in kinds], dtype=np.float64)
            return np.asarray(draw.uniform(ends[:, 0], ends[:, 1]))

        def chance(name: str) -> NDArray[np.bool_]:
            return np.asarray(draw.random(len(kinds)) < [float(getattr(kind, name)) for kind in kinds])

        return cls(
            jockey=np.array([kind.jockey for kind in kinds]),
            head_mpa=pair("head_mpa"),
            band_mpa=pair("band_mpa"),
            gas_l=pair("gas_l"),
            pump_l_s=pair("pump_l_s"),
            churn=pair("churn"),
            seep_l_h=np.exp(
                draw.uniform(
                    np.log([kind.seep_l_h[0] for kind in kinds]), np.log([kind.seep_l_h[1] for kind in kinds])
                )
            ),
            draws_a_week=pair("draws_a_week"),
            shared=chance("shared"),
            tank_m=pair("tank_m"),
            tank_m2=pair("tank_m2"),
            outdoors=chance("outdoors"),
            swing=pair("swing"),
        )
