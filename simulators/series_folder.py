"""A folder of simulated series for training: `blocks/NNN.npz`, one file a block of runs of equal length.

Every block holds `values` (ticks, runs, detectors, channels) as float32, `channels` (their names), `step_s`,
`kind` and `event_s` (when that kind began, NaN for never), and what else its simulator knows. The folder
appears under its name only when it is whole; the same seed and options give the same bytes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Block = Mapping[str, Any]


class SeriesFolderError(Exception):
    """The series cannot be written; the message says what to do."""


def write(folder: Path, blocks: int, draw: Callable[[int], Block], console: Console | None = None) -> None:
    """Write `blocks` blocks, each drawn by its number, into `folder`, which must be empty or not there.

    Raises SeriesFolderError. What an interrupted call leaves behind is a folder `.NAME.partial`, if anything;
    the next call of that name clears it away.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SeriesFolderError(f"{folder}: is not an empty folder; name a new one or empty it")
    if blocks < 1:
        raise SeriesFolderError("nothing to draw; ask for --runs of 1 or more")
    partial = folder.parent / f".{folder.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        (partial / "blocks").mkdir(parents=True)
        with Progress(*columns, console=console or Console(stderr=True)) as progress:
            for number in progress.track(range(blocks), description="drawing"):
                np.savez(partial / "blocks" / f"{number:03d}.npz", **draw(number))
        os.replace(partial, folder)
    except OSError as fault:
        raise SeriesFolderError(f"{folder}: cannot be written: {fault}") from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)
