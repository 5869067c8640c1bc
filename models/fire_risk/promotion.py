"""Champion and challenger on the same later slice: when a new model may take the place of the one at work.

Rules
-----
1. Both are asked about the same sites at the same moments, none of which either has learnt from.
2. The challenger must be surely better by deviance: the whole 95 % interval of the gain, by a bootstrap over
   sites, lies above 0. Deviance hears order and calibration at once.
3. It may lose neither order nor calibration: AUC not lower by more than 0.005, calibration error not above
   0.01 and the champion's own by more than a tenth of the base rate.
4. In no category that has 30 events or more may expected and observed fires drift further apart than by half.
5. What cannot be shown for want of events leaves the champion where it is.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.judging import Array, auc, ece

LEAST_EVENTS: Final = 50
_DRAWS: Final = 400
_AUC_LOSS: Final = 0.005
_ECE: Final = 0.01
_GROUP_EVENTS: Final = 30
_GROUP_GAP: Final = 1.5


class Verdict(NamedTuple):
    """Whether the challenger is promoted, the interval of what it gains a row in deviance, and why."""

    promoted: bool
    gain: float
    interval: tuple[float, float]
    zh: tuple[str, ...]
    en: tuple[str, ...]


def compare(
    champion: Array,
    challenger: Array,
    happened: NDArray[np.bool_],
    site: NDArray[np.int64],
    group: NDArray[np.generic],
    seed: int = 0,
) -> Verdict:
    """Judge by the rules above; all (rows,). `group` is the category."""
    events = int(happened.sum())
    if events < LEAST_EVENTS:
        return Verdict(
            False, 0.0, (0.0, 0.0),
            (f"核实火灾 {events} 起，不足 {LEAST_EVENTS} 起",),
            (f"{events} confirmed fires, fewer than {LEAST_EVENTS}",),
        )  # fmt: skip
    gains = _losses(champion, happened) - _losses(challenger, happened)
    interval = _interval(gains, site, seed)
    zh: list[str] = []
    en: list[str] = []
    if interval[0] <= 0:
        zh.append(f"偏差改善的 95 % 区间 {interval[0]:.2g}…{interval[1]:.2g} 未全部大于 0")
        en.append(
            f"the 95 % interval of the gain in deviance, {interval[0]:.2g}…{interval[1]:.2g}, is not all "
            "above 0"
        )
    order = auc(champion, happened) - auc(challenger, happened)
    if order > _AUC_LOSS:
        zh.append(f"AUC 低 {order:.4f}")
        en.append(f"its AUC is lower by {order:.4f}")
    gap, before = ece(challenger, happened), ece(champion, happened)
    if gap > _ECE and gap > before + 0.1 * happened.mean():
        zh.append(f"校准误差 {gap:.4f}，现用模型为 {before:.4f}")
        en.append(f"its calibration error is {gap:.4f}, the champion's {before:.4f}")
    for name in np.unique(group):
        rows = group == name
        seen = float(happened[rows].sum())
        if seen < _GROUP_EVENTS:
            continue
        own, others = (
            max(said[rows].sum() / seen, seen / said[rows].sum()) for said in (challenger, champion)
        )
        if own > _GROUP_GAP and own > others:
            zh.append(f"类别 {name}：预计与实际相差 {own:.2f} 倍")
            en.append(f"category {name}: expected and observed are {own:.2f} times apart")
    return Verdict(not en, float(gains.mean()), interval, tuple(zh), tuple(en))


def _losses(said: Array, happened: NDArray[np.bool_]) -> Array:
    bounded = np.clip(said, 1e-9, 1 - 1e-9)
    return np.asarray(-2 * np.where(happened, np.log(bounded), np.log1p(-bounded)))


def _interval(gains: Array, site: NDArray[np.int64], seed: int) -> tuple[float, float]:
    names, place = np.unique(site, return_inverse=True)
    sums, rows = np.bincount(place, gains), np.bincount(place)
    draw = np.random.default_rng(seed)
    means = []
    for _ in range(_DRAWS):
        some = draw.integers(0, names.size, names.size)
        means.append(sums[some].sum() / rows[some].sum())
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
