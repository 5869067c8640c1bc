"""Weights from pairwise judgements (analytic hierarchy process, Saaty 1980), refused where they contradict.

A matrix says how many times more the row weighs than the column, 1/9 to 9. Its principal eigenvector is the
weights; the consistency ratio compares its contradictions with those of judgements made at random, and must
be below 0.1. Who is refused is told which judgement is furthest from what the others imply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtime.faults import PlainFault

Array = NDArray[np.float64]
#: Mean consistency index of random reciprocal matrices, by their size (Saaty 1980).
RANDOM_INDEX: Final = (
    0.0,
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)
LARGEST_RATIO: Final = 0.1
_SCALE: Final = 9.0


class Weights(NamedTuple):
    """Weights that sum to 1, the largest eigenvalue, and the consistency ratio."""

    weights: Array
    eigenvalue: float
    ratio: float


def matrix(name: str, codes: Sequence[str], judgements: Mapping[tuple[str, str], float]) -> Array:
    """A reciprocal matrix from its judgements, one a pair. PlainFault names matrix and pair."""
    place = {code: number for number, code in enumerate(codes)}
    found = np.full((len(codes), len(codes)), np.nan)
    np.fill_diagonal(found, 1.0)
    for (one, other), times in judgements.items():
        if one not in place or other not in place or one == other:
            raise PlainFault(f"matrix {name}: {one} against {other} is no pair of {', '.join(codes)}")
        if not 1 / _SCALE <= times <= _SCALE:
            raise PlainFault(f"matrix {name}, {one} against {other}: {times:g} lies outside 1/9 to 9")
        before = found[place[one], place[other]]
        if not np.isnan(before) and not np.isclose(before, times):
            raise PlainFault(f"matrix {name}, {one} against {other}: judged twice, {before:g} and {times:g}")
        found[place[one], place[other]], found[place[other], place[one]] = times, 1.0 / times
    if np.isnan(found).any():
        row, column = (int(number) for number in np.argwhere(np.isnan(found))[0])
        raise PlainFault(f"matrix {name}: {codes[row]} against {codes[column]} is not judged; give 1/9 to 9")
    return found


def weights(name: str, codes: Sequence[str], judged: Array) -> Weights:
    """Weights of a reciprocal matrix. PlainFault where its judgements contradict, with the worst of them."""
    size = len(codes)
    if judged.shape != (size, size) or not np.allclose(judged * judged.T, 1.0, rtol=1e-6):
        raise PlainFault(
            f"matrix {name}: it is not reciprocal over {', '.join(codes)}; a[i][j] must be 1 / a[j][i]"
        )
    if size >= len(RANDOM_INDEX):
        raise PlainFault(
            f"matrix {name}: {size} to compare, at most {len(RANDOM_INDEX) - 1}; make another level"
        )
    values, vectors = np.linalg.eig(judged)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    found = vector / vector.sum()
    eigenvalue = float(values[largest].real)
    ratio = 0.0 if size < 3 else max((eigenvalue - size) / (size - 1), 0.0) / RANDOM_INDEX[size]
    if ratio >= LARGEST_RATIO:
        implied = found[:, None] / found[None, :]
        row, column = np.unravel_index(int(np.argmax(np.abs(np.log(judged / implied)))), judged.shape)
        one, other = sorted((int(row), int(column)))
        raise PlainFault(
            f"matrix {name}: its judgements contradict each other (consistency ratio {ratio:.3f}, must "
            "be below "
            f"{LARGEST_RATIO:g}); look at {codes[one]} against {codes[other]} first: it says "
            f"{judged[one, other]:.2g}, the others imply {implied[one, other]:.2g}"
        )
    return Weights(found, eigenvalue, ratio)
