"""Simulated series as a folder holds them: `blocks/NNN.npz`, many runs each.

A file has `values` (ticks, runs, detectors, channels), `step_s`, `event_s` (runs,), `kind` and `site`
(runs,), and `effect` (ticks, runs): how much the fault has changed, 1 being what can just be told from
nothing, NaN where nobody can say. NaN among the values means that nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.windows import Flags, Floats, Shape
from runtime.faults import PlainFault

NORMAL = "normal"


class BlockFault(PlainFault):
    """A folder or file that is no series of ours: which, what is wrong, and what to do."""


@dataclass(frozen=True)
class Block:
    """Runs side by side, one detector each; `values` are (ticks, runs, channels)."""

    values: Floats
    step_s: float
    event_s: NDArray[np.float64]
    kind: tuple[str, ...]
    site: tuple[str, ...]
    effect: Floats

    @property
    def ticks(self) -> int:
        """How many ticks every run lasts."""
        return int(self.values.shape[0])

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.kind)

    def begun(self, tick: int) -> Flags:
        """Which runs' faults have begun: (runs,)."""
        return np.asarray(tick * self.step_s >= np.nan_to_num(self.event_s, nan=np.inf))


def paths(folder: Path) -> list[Path]:
    """The files of a folder; BlockFault when there are none."""
    found = sorted((folder / "blocks").glob("*.npz"))
    if not found:
        raise BlockFault(f"{folder}: no blocks/*.npz; name a folder that a sweep of the simulators wrote")
    return found


def read(path: Path, shape: Shape, channels: int) -> Block:
    """One file; BlockFault when it cannot be read or is not what the model takes."""
    try:
        with np.load(path) as file:
            values, step_s = file["values"], float(file["step_s"])
            block = Block(
                values=values[:, :, 0, :],
                step_s=step_s,
                event_s=file["event_s"],
                kind=tuple(map(str, file["kind"])),
                site=tuple(map(str, file["site"])),
                effect=file["effect"].astype(np.float32),
            )
    except (OSError, KeyError, ValueError, IndexError) as fault:
        raise BlockFault(f"{path}: {fault}; write it again with the sweep of the simulators") from None
    if block.values.shape[2] != channels or step_s != shape.tick_s:
        raise BlockFault(
            f"{path}: {block.values.shape[2]} channels every {step_s:g} s; "
            f"the model takes {channels} every {shape.tick_s:g} s"
        )
    return block


def each(folder: Path, shape: Shape, channels: int) -> Iterator[Block]:
    """All blocks of a folder, one after the other."""
    for path in paths(folder):
        yield read(path, shape, channels)
