"""Watching a model at work: whether what it is fed has drifted, and whether its probabilities still mean what
they say. Pure: arrays in, findings in both languages out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.judging import Array, ece
from models.fire_risk.model import Floats, Reference, RiskModel

#: Population stability index, as banks read it: below 0.1 nothing, from 0.25 the feature is another one.
PSI_NOTE: Final = 0.10
PSI_ALERT: Final = 0.25
#: A share in a bin is never taken as less than this, or one empty bin would be infinite.
_LEAST: Final = 1e-4
#: How often chance alone may call calibration broken.
_WRONGLY: Final = 0.01
_GROUPS: Final = 10
#: Standard deviations of an interval of 95 %.
_SURE: Final = 1.959964
#: Too few outcomes say nothing.
LEAST_EVENTS: Final = 20
#: Observed over expected beyond these is of weight for a decision, however sure it is.
_RATIO: Final = (0.8, 1.25)


class Drift(NamedTuple):
    """One feature against training: its index, and the share that is missing now and was then."""

    feature: str
    psi: float
    missing: float
    missing_before: float

    @property
    def level(self) -> str:
        """`none`, `note` or `alert`."""
        return "alert" if self.psi >= PSI_ALERT else "note" if self.psi >= PSI_NOTE else "none"


class Calibration(NamedTuple):
    """Probabilities against outcomes that are known by now; `level` is `unknown`, `none` or `alert`."""

    rows: int
    events: int
    expected: float
    ece: float
    #: The chance of a gap as wide as this, or wider, in a model that is right (Hosmer and Lemeshow 1980).
    by_chance: float
    level: str
    zh: str
    en: str


class Point(NamedTuple):
    """Sites that were said to be about equally likely: the mean of what was said, what came of it, and its
    interval of 95 % (Wilson 1927).
    """

    rows: int
    events: int
    said: float
    low: float
    high: float


def drift(model: RiskModel, known: Floats) -> list[Drift]:
    """Every feature of `known` (sites, facts) against training, the furthest first."""
    (told,) = model.ask(("features",), known)
    found = [
        _drift(name, reference, told[:, place])
        for place, (name, reference) in enumerate(
            zip(model.description.features, model.description.reference, strict=True)
        )
    ]
    return sorted(found, key=lambda one: -one.psi)


def _drift(name: str, reference: Reference, column: NDArray[np.float32]) -> Drift:
    there = column[~np.isnan(column)]
    missing = 1.0 - there.size / column.size if column.size else 0.0
    counts = np.bincount(
        np.searchsorted(reference.edges, there, side="left"), minlength=len(reference.shares)
    )
    now = np.append(counts / max(column.size, 1), missing)
    before = np.append(np.array(reference.shares) * (1.0 - reference.missing), reference.missing)
    return Drift(name, psi(before, now), missing, reference.missing)


def psi(before: Array | Sequence[float], now: Array | Sequence[float]) -> float:
    """The population stability index of two lists of shares: Σ (now - before) · ln(now / before)."""
    was, told = (np.maximum(np.asarray(one, dtype=np.float64), _LEAST) for one in (before, now))
    return float(((told - was) * np.log(told / was)).sum())


def calibration(said: Array, happened: NDArray[np.bool_]) -> Calibration:
    """Probabilities of the past against what came of them, once their horizon has passed.

    One row a site: rows that share a fire would make chance look smaller than it is.
    """
    events, expected = int(happened.sum()), float(said.sum())
    if events < LEAST_EVENTS:
        return Calibration(
            said.size, events, expected, float("nan"), float("nan"), "unknown",
            f"核实火灾 {events} 起，不足 {LEAST_EVENTS} 起，暂不能判断校准",
            f"{events} confirmed fires, fewer than {LEAST_EVENTS}: too few to judge calibration",
        )  # fmt: skip
    order = np.argsort(said, kind="stable")
    statistic = 0.0
    for part in np.array_split(order, _GROUPS):
        mean = float(said[part].sum())
        spread = float((said[part] * (1 - said[part])).sum())
        statistic += (float(happened[part].sum()) - mean) ** 2 / max(spread, 1e-9)
    by_chance = _beyond(statistic, _GROUPS)
    ratio = events / max(expected, 1e-12)
    broken = by_chance < _WRONGLY and not _RATIO[0] <= ratio <= _RATIO[1]
    skewed = by_chance < _WRONGLY**2
    level = "alert" if broken or skewed else "none"
    return Calibration(
        said.size, events, expected, ece(said, happened), by_chance, level,
        f"预计 {expected:.1f} 起，核实 {events} 起（{ratio:.2f} 倍）"
        + ("，需重新校准" if level == "alert" else ""),
        f"{expected:.1f} expected, {events} confirmed ({ratio:.2f} times)"
        + ("; calibrate again" if level == "alert" else ""),
    )  # fmt: skip


def points(said: Array, happened: NDArray[np.bool_]) -> list[Point]:
    """What was said against what came of it, in bins of equally many rows, the least likely first.

    Bins whose expected events are fewer than one are put together with the next: alone they say nothing.
    """
    found: list[Point] = []
    held: list[NDArray[np.intp]] = []
    for part in np.array_split(np.argsort(said, kind="stable"), _GROUPS):
        held.append(part)
        rows = np.concatenate(held)
        if rows.size and said[rows].sum() >= 1.0:
            found.append(_point(said[rows], happened[rows]))
            held = []
    rest = np.concatenate(held) if held else np.empty(0, dtype=np.intp)
    if rest.size:
        found.append(_point(said[rest], happened[rest]))
    return found


def _point(said: Array, happened: NDArray[np.bool_]) -> Point:
    rows, events = happened.size, int(happened.sum())
    share, square = events / rows, _SURE**2
    middle = (share + square / (2 * rows)) / (1 + square / rows)
    half = _SURE / (1 + square / rows) * np.sqrt(share * (1 - share) / rows + square / (4 * rows**2))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Point(rows, events, float(said.mean()), float(low), float(high))


def _beyond(statistic: float, groups: int) -> float:
    """The chance that a sum of squares of `groups` standard normals (an even number) is larger."""
    half = statistic / 2
    terms = np.cumprod([1.0, *(half / number for number in range(1, groups // 2))])
    return float(np.exp(-half) * terms.sum())
