"""A folder of simulated series, written whole or not at all: `FOLDER/blocks/NNN.npz`.

What is drawn comes from a world: a table of its faults and sites, and a function that reckons one block. The
same seed and options give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import Progress

from runtime.faults import PlainFault, tell
from simulators import series_folder
from simulators.series_blocks import SeriesBlock

#: Runs of a block; a month of one takes less than a megabyte.
LARGEST = 64


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
    """Write into `folder`, which must be empty or not there; the number of runs. Raises PlainFault."""
    work = plan(world, wish)
    if not work:
        raise PlainFault("nothing to draw; ask for --faults or --normal of 1 or more")
    task = progress.add_task("drawing", total=wish.faults + wish.normal) if progress else None
    with series_folder.whole(folder) as partial:
        for number, (kinds, sites) in enumerate(work):
            block = world.draw(kinds, sites, wish.days, [wish.seed, number])
            block.save(series_folder.block_path(partial, number))
            if progress and task is not None:
                progress.advance(task, len(kinds))
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
    wish = Wish(chosen.faults, chosen.normal, chosen.days, tuple(chosen.sites), chosen.seed)
    try:
        with series_folder.bar() as progress:
            written = write(world, chosen.output, wish, progress)
    except PlainFault as fault:
        return tell(fault)
    Console(stderr=True).print(f"{chosen.output}: {written} runs", soft_wrap=True)
    return 0
