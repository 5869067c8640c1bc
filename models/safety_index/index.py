"""The index of regions: marks of indicators, weights of a version, and what would change if a value did.

A version is what was decided: judgements of every matrix and how much entropy weighs beside them. It is known
by its hash; an index says by which version it came about. A value that is missing leaves its weight to the
others of its group, and the share that is known is told beside the index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.safety_index import ahp, entropy
from models.safety_index.tree import BY_CODE, GROUPS, INDICATORS, of_group
from runtime.faults import PlainFault

Array = NDArray[np.float64]


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was decided. `judgements` are by matrix (`groups`, or a group's code), then `one:other`."""

    name: str
    decided_on: str
    judgements: dict[str, dict[str, float]]
    #: How much entropy weighs beside judgement: 0 not at all, 1 alone.
    entropy_share: float = 0.0

    @property
    def digest(self) -> str:
        """SHA-256 of what was decided, in one canonical form."""
        told = json.dumps(
            msgspec.to_builtins(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(told.encode()).hexdigest()


class Weighing(NamedTuple):
    """Weights of all indicators (sum 1): judged, by entropy, and both; consistency ratios by matrix."""

    judged: Array
    by_entropy: Array | None
    weights: Array
    ratios: dict[str, float]


class Index(NamedTuple):
    """`score` (regions,), `groups` (regions, groups), `marks` (regions, indicators), `known` (regions,).

    Higher is safer, 0 to 100; `known` is the share of all weight whose value is known.
    """

    score: Array
    groups: Array
    marks: Array
    known: Array
    version: str


class Change(NamedTuple):
    """What a what-if gives: the index before and after, and what each changed indicator adds."""

    before: float
    after: float
    added: dict[str, float]


def weigh(version: Version, marks: Array | None = None) -> Weighing:
    """Weights by a version; `marks` (regions, indicators) where entropy has a share. PlainFault."""
    if not 0.0 <= version.entropy_share <= 1.0:
        raise PlainFault(
            f"version {version.name}: entropy_share {version.entropy_share:g} is not between 0 and 1"
        )
    unknown = set(version.judgements) - {"groups", *(group.code for group in GROUPS)}
    if unknown:
        raise PlainFault(f"version {version.name}: there is no matrix {', '.join(sorted(unknown))}")
    top = _matrix(version, "groups", [group.code for group in GROUPS])
    ratios = {"groups": top.ratio}
    judged = np.zeros(len(INDICATORS))
    for group, share in zip(GROUPS, top.weights, strict=True):
        places = of_group(group.code)
        inner = _matrix(version, group.code, [INDICATORS[place].code for place in places])
        ratios[group.code] = inner.ratio
        judged[places] = share * inner.weights
    if version.entropy_share == 0.0:
        return Weighing(judged, None, judged, ratios)
    if marks is None:
        raise PlainFault(
            f"version {version.name}: entropy has a share, so the marks of all regions are needed"
        )
    told = entropy.weights(marks)
    both = (1 - version.entropy_share) * judged + version.entropy_share * told
    return Weighing(judged, told, both, ratios)


def _matrix(version: Version, name: str, codes: list[str]) -> ahp.Weights:
    if name not in version.judgements:
        raise PlainFault(
            f"version {version.name}: matrix {name} is missing; judge {', '.join(codes)} in pairs"
        )
    pairs: dict[tuple[str, str], float] = {}
    for key, times in version.judgements[name].items():
        one, colon, other = key.partition(":")
        if not colon:
            raise PlainFault(f"version {version.name}, matrix {name}: {key!r} is no pair; write one:other")
        pairs[one, other] = times
    return ahp.weights(name, codes, ahp.matrix(name, codes, pairs))


def marks(values: Array) -> Array:
    """Marks of 0 to 100 of values (regions, indicators), NaN where unknown. PlainFault on another shape."""
    if values.ndim != 2 or values.shape[1] != len(INDICATORS):
        raise PlainFault(
            f"values are {values.shape}; a row a region with {len(INDICATORS)} indicators is needed"
        )
    if np.isinf(values).any():
        row, column = (int(number) for number in np.argwhere(np.isinf(values))[0])
        raise PlainFault(
            f"region {row}, {INDICATORS[column].code}: infinite; leave it empty where it is unknown"
        )
    worst = np.array([one.worst for one in INDICATORS])
    best = np.array([one.best for one in INDICATORS])
    return np.asarray(np.clip((values - worst) / (best - worst), 0.0, 1.0) * 100.0)


def index(version: Version, values: Array) -> Index:
    """The index of every region. PlainFault where a region has nothing known in a group."""
    marked = marks(values)
    weighing = weigh(version, marked if version.entropy_share else None)
    return _index(version, weighing.weights, marked)


def _index(version: Version, weights: Array, marked: Array) -> Index:
    known = ~np.isnan(marked)
    groups = np.empty((len(marked), len(GROUPS)))
    shares = np.empty(len(GROUPS))
    for number, group in enumerate(GROUPS):
        places = of_group(group.code)
        weight = known[:, places] * weights[places]
        total = weight.sum(axis=1)
        shares[number] = weights[places].sum()
        if (total <= 0).any() and shares[number] > 0:
            row = int(np.flatnonzero(total <= 0)[0])
            raise PlainFault(
                f"region {row}: nothing is known of {group.zh} ({group.en}); give one of its values"
            )
        groups[:, number] = (weight * np.nan_to_num(marked[:, places])).sum(axis=1) / np.maximum(total, 1e-12)
    return Index(groups @ shares / shares.sum(), groups, marked, known @ weights, version.digest)


def what_if(version: Version, values: Array, region: int, changes: Mapping[str, float]) -> Change:
    """The region's index if these indicators had these values; weights stay what they are. PlainFault."""
    unknown = set(changes) - set(BY_CODE)
    if unknown:
        raise PlainFault(f"no indicator {', '.join(sorted(unknown))}; one of {', '.join(BY_CODE)}")
    marked = marks(values)
    weights = weigh(version, marked if version.entropy_share else None).weights
    before = float(_index(version, weights, marked[region : region + 1]).score[0])
    supposed = values[region : region + 1].copy()
    added: dict[str, float] = {}
    last = before
    for code, value in changes.items():
        supposed[0, BY_CODE[code]] = value
        now = float(_index(version, weights, marks(supposed)).score[0])
        added[code], last = now - last, now
    return Change(before, last, added)
