"""A folder of simulated series, written whole or not at all: `FOLDER/blocks/NNN.npz`.

What is drawn comes from a world: a table of its faults and sites, and a function that reckons one block. The
same seed and options give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from simulators.series_blocks import SeriesBlock

#: Runs of a block; a month of one takes less than a megabyte.
LARGEST = 64


class SweepError(Exception):
    """The sweep cannot be written; the message says what to do."""


class World(NamedTuple):
    """What can be drawn: `draw(kinds, sites, days, seed)` reckons a block, one run for each kind."""

    program: str
    says: str
    faults: tuple[str, ...]
    sites: tuple[str, ...]
    days: float
    draw: Callable[[Sequence[str], Sequence[str], float, list[int]], SeriesBlock]


class Wish(NamedTuple):
    """What is asked for: runs with faults, runs without, their days, at which sites."""

    faults: int
    normal: int
    days: float
    sites: tuple[str, ...]
    seed: int


def plan(world: World, wish: Wish) -> list[tuple[list[str], list[str]]]:
    """The kinds and sites of every block; kinds and sites each as even as their numbers allow, shuffled."""
    kinds = [world.faults[run % len(world.faults)] for run in range(wish.faults)] + ["normal"] * wish.normal
    draw = np.random.default_rng([wish.seed, 7])
    sites = [wish.sites[run % len(wish.sites)] for run in draw.permutation(len(kinds))]
    order = draw.permutation(len(kinds))
    parts = max(1, -(-len(kinds) // LARGEST))
    mixed = [(kinds[run], sites[run]) for run in order]
    chosen = [mixed[part::parts] for part in range(parts)]
    return [([kind for kind, _ in part], [site for _, site in part]) for part in chosen if part]


def write(world: World, folder: Path, wish: Wish, progress: Progress | None = None) -> int:
    """Write into `folder`, which must be empty or not there; the number of runs. Raises SweepError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SweepError(f"{folder}: is not an empty folder; name a new one or empty it")
    work = plan(world, wish)
    if not work:
        raise SweepError("nothing to draw; ask for --faults or --normal of 1 or more")
    partial = folder.parent / f".{folder.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    bar = progress.add_task("drawing", total=wish.faults + wish.normal) if progress else None
    try:
        (partial / "blocks").mkdir(parents=True)
        for number, (kinds, sites) in enumerate(work):
            world.draw(kinds, sites, wish.days, [wish.seed, number]).save(
                partial / "blocks" / f"{number:03d}.npz"
            )
            if progress and bar is not None:
                progress.advance(bar, len(kinds))
        os.replace(partial, folder)
    except OSError as fault:
        raise SweepError(f"{folder}: cannot be written: {fault}") from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return wish.faults + wish.normal


def main(world: World, argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the sweep cannot be written."""
    parser = argparse.ArgumentParser(prog=f"python -m {world.program}", description=world.says)
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--faults", type=int, default=192, help="runs in which something goes wrong")
    parser.add_argument("--normal", type=int, default=128, help="runs of ordinary days")
    parser.add_argument("--days", type=float, default=world.days, help="length of a run")
    parser.add_argument("--sites", nargs="+", choices=world.sites, default=list(world.sites))
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    wish = Wish(chosen.faults, chosen.normal, chosen.days, tuple(chosen.sites), chosen.seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as progress:
            written = write(world, chosen.output, wish, progress)
    except SweepError as fault:
        console.print(f"[red]{fault}[/red]", soft_wrap=True)
        return 2
    console.print(f"{chosen.output}: {written} runs", soft_wrap=True)
    return 0
