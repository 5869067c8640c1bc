"""An area's values beside those it is compared with, and the index out of them. Opens and commits nothing.

1. An indicator's value is what the records tell; where they cannot, what a person has entered for the area;
   else it is not known, and its weight goes to the others of its group.
2. An area is compared with those below it, or, where there are none, with its neighbours: by these entropy
   weighs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.risk.index import repository
from cloud.risk.index.repository import Parts
from models.safety_index.index import Version, Weighing, index, marks, weigh
from models.safety_index.tree import GROUPS, INDICATORS, of_group
from runtime.faults import PlainFault

Array = NDArray[np.float64]
#: By what a county's parts are multiplied to come to the indicator's unit: a share in per cent.
_PER_RESIDENTS: Final = 10_000


class Region(NamedTuple):
    """An area and those that it is compared with: values (areas, indicators), the area itself first."""

    codes: list[str]
    values: Array
    by: dict[int, str]


class Scored(NamedTuple):
    """An area's index, that of each group (None: not known), and the weight of what is known."""

    score: float | None
    groups: list[float | None]
    known: float


def score(version: Version, values: Array, row: int) -> Scored:
    """An area's index; None where a whole group is not known."""
    marked = marks(values)
    weighing = weighed(version, marked)
    groups: list[float | None] = []
    for group in GROUPS:
        places = [place for place in of_group(group.code) if not np.isnan(marked[row, place])]
        share = weighing.weights[places].sum()
        groups.append(
            float((weighing.weights[places] * marked[row, places]).sum() / share) if share > 0 else None
        )
    known = float(weighing.weights[~np.isnan(marked[row])].sum())
    if None in groups:
        return Scored(None, groups, known)
    plain = index(msgspec.structs.replace(version, entropy_share=0.0), values[row : row + 1])
    if version.entropy_share == 0.0:
        return Scored(float(plain.score[0]), groups, known)
    whole = np.where(np.isnan(values), values[row], values) if len(values) > 1 else values
    return Scored(float(index(version, whole).score[row]), groups, known)


def weighed(version: Version, marked: Array) -> Weighing:
    """The weights of a version; entropy needs others to compare with."""
    if version.entropy_share == 0.0 or len(marked) < 2:
        return weigh(msgspec.structs.replace(version, entropy_share=0.0))
    return weigh(version, marked)


def region_of(session: Session, asker: Asker, area: str, now: int, where: str) -> Region:
    """An area and those that it is compared with. ApiError 403 or 404 at `where`."""
    may(asker, area, where)
    entry = AREAS[area]
    peers = entry.children or tuple(code for code in AREAS[entry.parent or "15"].children if code != area)
    codes = [area, *peers]
    parts, entered = repository.parts(session, now), repository.entered(session)
    values = np.array([[_value(parts, code, one.code) for one in INDICATORS] for code in codes])
    by: dict[int, str] = {}
    for row, code in enumerate(codes):
        for place, one in enumerate(INDICATORS):
            told = entered.get((code, one.code))
            if told is not None and np.isnan(values[row, place]):
                values[row, place] = told.value
                if row == 0:
                    by[place] = told.by
    return Region(codes, values, by)


def _value(parts: Mapping[str, Parts], area: str, indicator: str) -> float:
    """An indicator of an area out of its counties; NaN where the records do not tell."""
    found = parts.get(indicator)
    if found is None:
        return float("nan")
    above = _within(found.above, area)
    if indicator in ("fires", "crew"):
        # Of fires none is a figure, once the centre has any record of its own; of crews it is not.
        known = bool(found.above) if indicator == "fires" else bool(above)
        residents = AREAS[area].population
        return sum(above) / residents * _PER_RESIDENTS if known and residents else float("nan")
    below = sum(_within(found.below, area))
    return 100.0 * sum(above) / below if below else float("nan")


def _within(by_county: Mapping[str, float], area: str) -> list[float]:
    return [number for code, number in by_county.items() if area == "15" or code.startswith(area)]


def may(asker: Asker, area: str, where: str) -> None:
    """Refuse an area that is none, or that the asker does not see as a whole. ApiError 403 or 404."""
    if area not in AREAS:
        raise not_found("区划", "area", where)
    if not sees(asker, area):
        raise outside(where)


def unfit(fault: PlainFault, where: str) -> ApiError:
    """422: it cannot be reckoned, and why."""
    return ApiError(422, "unfit", f"无法计算:{fault}", f"It cannot be reckoned: {fault}", where)
