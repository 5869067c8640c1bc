"""A folder of simulated series for training: `blocks/NNN.npz`, one file a block of runs of equal length.

Every block holds `values` (ticks, runs, detectors, channels) as float32, `step_s`, `kind`, when it began,
and what else its simulator knows. The folder appears under its name only when it is whole; the same seed and
options give the same bytes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from runtime.faults import PlainFault

Block = Mapping[str, Any]


@contextmanager
def whole(folder: Path, inside: str = "blocks") -> Iterator[Path]:
    """A folder with `blocks/` (or what else) to write into; it becomes `folder`, empty or not there before.

    Raises PlainFault. What a killed process leaves behind is a folder `.NAME.partial`; the next call of that
    name clears it away.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PlainFault(f"{folder}: is not an empty folder; name a new one or empty it")
    partial = folder.parent / f".{folder.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        (partial / inside).mkdir(parents=True)
        yield partial
        os.replace(partial, folder)
    except OSError as fault:
        raise PlainFault(f"{folder}: cannot be written: {fault}") from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def block_path(folder: Path, number: int) -> Path:
    """Where a block lies."""
    return folder / "blocks" / f"{number:03d}.npz"


def bar() -> Progress:
    """How far a long work is, on stderr."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def write(folder: Path, blocks: int, draw: Callable[[int], Block]) -> None:
    """Write `blocks` blocks, each drawn by its number, with a bar. Raises PlainFault."""
    if blocks < 1:
        raise PlainFault("nothing to draw; ask for --runs of 1 or more")
    with whole(folder) as partial, bar() as progress:
        for number in progress.track(range(blocks), description="drawing"):
            np.savez(block_path(partial, number), **draw(number))
