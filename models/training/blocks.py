"""Simulated series as a folder holds them: `blocks/NNN.npz`, many runs each.

A file has `values` (ticks, runs, detectors, channels), `step_s`, `event_s` (runs,), `kind` and `site`
(runs,), and `effect` (ticks, runs): how much the fault has changed, 1 being what can just be told from
nothing, NaN where nobody can say. NaN among the values means that nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


def paths(folder: Path, simulator: str = "a sweep of the simulators") -> list[Path]:
    """The files of a folder; BlockFault when there are none."""
    found = sorted((folder / "blocks").glob("*.npz"))
    if not found:
        raise BlockFault(f"{folder}: no blocks/*.npz; name a folder that {simulator} wrote")
    return found


def arrays(
    path: Path, names: Sequence[str], channels: int, step_s: float | None, simulator: str
) -> dict[str, NDArray[Any]]:
    """`values`, `step_s`, `kind` and the further `names` of a file; BlockFault when it is another's.

    `values` are (ticks, runs, detectors, channels); `step_s` is what the model takes, None for any.
    """
    cure = f"write it again with {simulator}"
    try:
        with path.open("rb") as raw, np.load(raw) as file:
            missing = [name for name in ("values", "step_s", "kind", *names) if name not in file.files]
            if missing:
                raise BlockFault(f"{path}: there is no {', '.join(missing)}; {cure}")
            told = {name: file[name] for name in ("values", "step_s", "kind", *names)}
    except (OSError, EOFError, ValueError, BadZipFile) as fault:
        raise BlockFault(f"{path}: cannot be read: {fault}; {cure}") from None
    shape = told["values"].shape
    if len(shape) != 4 or 0 in shape or shape[3] != channels:
        raise BlockFault(
            f"{path}: values are {' x '.join(map(str, shape))}; "
            f"ticks x runs x detectors x {channels} channels are needed; {cure}"
        )
    every = float(told["step_s"])
    if step_s is not None and every != step_s:
        raise BlockFault(f"{path}: a value every {every:g} s; every {step_s:g} s is needed; {cure}")
    return told


def check_kinds(where: object, kinds: ArrayLike, known: Sequence[str]) -> None:
    """BlockFault when a kind is none of those that the model knows."""
    strange = sorted(set(map(str, np.ravel(np.asarray(kinds)))) - set(known))
    if strange:
        raise BlockFault(f"{where}: the kind {', '.join(strange)} is unknown; one of {', '.join(known)}")


def read(path: Path, shape: Shape, channels: int, kinds: Sequence[str]) -> Block:
    """One file; BlockFault when it cannot be read or is not what the model takes."""
    told = arrays(path, ("event_s", "site", "effect"), channels, shape.tick_s, "a sweep of the simulators")
    check_kinds(path, told["kind"], kinds)
    return Block(
        values=told["values"][:, :, 0, :],
        step_s=float(told["step_s"]),
        event_s=told["event_s"],
        kind=tuple(map(str, told["kind"])),
        site=tuple(map(str, told["site"])),
        effect=told["effect"].astype(np.float32),
    )


def each(folder: Path, shape: Shape, channels: int, kinds: Sequence[str]) -> Iterator[Block]:
    """All blocks of a folder, one after the other."""
    for path in paths(folder):
        yield read(path, shape, channels, kinds)
