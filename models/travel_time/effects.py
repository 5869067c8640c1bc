"""Effects of stations, hours and grounds, each shrunk by how much its group is known (Morris 1983)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Keys = NDArray[np.generic]
Effects = dict[object, float]
#: A late engine says little about its station: what is beyond counts as this much, seconds.
_CLIP_S = 120.0
_ROUNDS = 4


def fitted(left: Floats, groups: list[Keys]) -> list[Effects]:
    """One effect a value of each grouping, in turns until they agree, of what a curve has left over."""
    effects: list[Effects] = [{} for _ in groups]
    for _ in range(_ROUNDS):
        for number, keys in enumerate(groups):
            others = sum(
                (of(effects[at], groups[at]) for at in range(len(groups)) if at != number),
                np.zeros(len(left)),
            )
            effects[number] = _shrunk(np.clip(left - others, -_CLIP_S, _CLIP_S), keys)
    return effects


def of(effects: Effects, keys: Keys) -> Floats:
    """The effect of each key; none of one that was never seen."""
    return np.array([effects.get(key, 0.0) for key in keys.tolist()], dtype=float)


def _shrunk(values: Floats, keys: Keys) -> Effects:
    """Means of groups, drawn to zero by the variance within over the variance between (method of moments)."""
    names, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    means = np.bincount(which, values) / counts
    many = len(values)
    if many <= len(names) or len(names) < 2:
        return {}
    within = float(((values - means[which]) ** 2).sum() / (many - len(names)))
    spread = float((counts * (means - values.mean()) ** 2).sum()) - (len(names) - 1) * within
    between = spread / (many - float((counts**2).sum()) / many)
    if between <= 0:
        return {}
    drawn = means * counts / (counts + within / between)
    return dict(zip(names.tolist(), drawn.tolist(), strict=True))
