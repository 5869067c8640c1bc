"""Boosted trees as arrays: what an ONNX tree ensemble holds, and how many examples went each way besides.

Nodes of all trees lie one after the other. A node without a feature (-1) is a leaf. A value at or below the
threshold goes left; a missing one (NaN) where training sent it. Thresholds are floats, rounded down from the
doubles of training, so that every float lands on the side where training had it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from runtime.faults import PlainFault


@dataclass(frozen=True)
class Trees:
    """All (nodes,), but `begins` (trees + 1,), `target` (trees,) and `base` (targets,).

    `left` and `right` are numbers of nodes within the same tree; `target` says which sum a tree adds to, and
    `base` where each sum begins. `cover` is how many examples of training went through a node.
    """

    begins: NDArray[np.int32]
    target: NDArray[np.int32]
    base: NDArray[np.float64]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float32]
    cover: NDArray[np.float32]

    @property
    def count(self) -> int:
        """How many trees."""
        return int(self.target.size)

    def averaged(self, members: int) -> Trees:
        """The means of every `members` sums that follow each other, as sums of their own."""
        return replace(
            self,
            target=(self.target // members).astype(np.int32),
            base=self.base.reshape(-1, members).mean(axis=1),
            value=(self.value / members).astype(np.float32),
        )

    def packed(self) -> bytes:
        """All of it as bytes; the same bytes from the same trees."""
        file = io.BytesIO()
        np.savez_compressed(file, **{one.name: getattr(self, one.name) for one in fields(self)})
        return file.getvalue()


def unpacked(raw: bytes) -> Trees:
    """Trees out of their bytes. PlainFault where they are none."""
    try:
        with np.load(io.BytesIO(raw)) as file:
            return Trees(**{one.name: file[one.name] for one in fields(Trees)})
    except (OSError, ValueError, KeyError) as fault:
        raise PlainFault(f"these bytes are no packed trees: {fault}; train the model again") from None


def joined(parts: list[Trees]) -> Trees:
    """Several ensembles of one sum each, as one with a sum for each of them."""
    nodes = np.cumsum([0, *(part.begins[-1] for part in parts)])
    begins = [part.begins[:-1] + at for part, at in zip(parts, nodes, strict=False)]
    return Trees(
        begins=np.concatenate([*begins, nodes[-1:]]).astype(np.int32),
        target=np.repeat(np.arange(len(parts), dtype=np.int32), [part.count for part in parts]),
        base=np.array([part.base[0] for part in parts]),
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("feature", "threshold", "left", "right", "missing_left", "value", "cover")
        },
    )  # fmt: skip


def float_below(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest float that is not above each threshold; what splits missing from present stays infinite."""
    bounded = np.clip(thresholds, -np.finfo(np.float32).max, np.finfo(np.float32).max)
    near = bounded.astype(np.float32)
    return np.where(near > bounded, np.nextafter(near, np.float32(-np.inf)), near)
