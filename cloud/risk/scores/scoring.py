"""Scores of everything that is known, a subject a model. Pure: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.facts import NAMES, PLACE, Floats
from models.fire_risk.grading import BANDS, band_numbers
from models.fire_risk.model import RiskModel

#: Facts that count over other sites: where some sites are scored alone, those of the last night are kept.
AROUND: Final = ("fires_alike", "sites_alike", "fires_city", "sites_city")
BAND_CODES: Final = tuple(band.code for band in BANDS)
_TARGETS: Final = ("fire:90", "fire:365")


class Scored(NamedTuple):
    """`probability`, `low`, `high`: (sites, 2), within 90 and 365 days; `safety`, `band`: (sites,)."""

    probability: Floats
    low: Floats
    high: Floats
    safety: Floats
    band: NDArray[np.int64]


def score(
    models: Mapping[bool, RiskModel], community: NDArray[np.bool_], told: Floats, threads: int
) -> Scored:
    """Every row of `told` (sites, facts) by the model of buildings or of communities."""
    two = np.zeros((len(told), 2), dtype=np.float32)
    found = Scored(two, two.copy(), two.copy(), np.zeros(len(told), dtype=np.float32), np.zeros(0, np.int64))
    for which, model in models.items():
        rows = np.flatnonzero(community == which)
        if not rows.size:
            continue
        said = model.score(told[rows], threads)
        places = [model.description.targets.index(target) for target in _TARGETS]
        for into, out in (
            (found.probability, said.probability),
            (found.low, said.low),
            (found.high, said.high),
        ):
            into[rows] = out[:, places]
        found.safety[rows] = said.safety
    return found._replace(band=band_numbers(found.safety))


def with_surroundings(told: Floats, before: Floats) -> Floats:
    """Facts whose counts over other sites are those of `before` (sites, facts), NaN where there is none."""
    places = [PLACE[name] for name in AROUND]
    found = told.copy()
    found[:, places] = before[:, places]
    return found


def unpacked(content: bytes | None) -> Floats:
    """The facts of one score as they are kept: (1, facts); NaN where there are none of this program's."""
    if content is None or len(content) != 4 * len(NAMES):
        return np.full((1, len(NAMES)), np.nan, dtype=np.float32)
    return np.frombuffer(content, dtype="<f4").reshape(1, -1)


def packed(told: Floats) -> list[bytes]:
    """Facts as they are kept, a row a site."""
    whole = np.ascontiguousarray(told, dtype="<f4")
    return [row.tobytes() for row in whole]
