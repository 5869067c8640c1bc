"""`python -m simulators.fires.sweep`: random fires, nuisances and life, written as training data.

The folder gets `blocks/NNN.npz` (`simulators.fires.blocks`) and `manifest.csv`, one row a run with all that
was drawn. It appears under its name only when it is whole. The same seed and options give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import Progress

from runtime.faults import PlainFault, tell
from simulators import series_folder
from simulators.fires import blocks, exposures
from simulators.fires.blocks import Block
from simulators.fires.kinds import KINDS, counts

LARGEST = 256
#: Life: hours of a run, its share of all hours, most runs in a block.
_LIFE = ((6.0, 0.4, 32), (12.0, 0.3, 24), (24.0, 0.3, 16))


class Task(NamedTuple):
    """One block to be drawn."""

    kinds: list[str]
    length_s: float


def tasks(runs: int, life_hours: float, kinds: Sequence[str] = tuple(KINDS)) -> Iterator[Task]:
    """All blocks of a sweep: kinds of equal length together, then life.

    `life_hours` counts detectors: five detectors in a room for an hour are five hours.
    """
    by_length: dict[float, list[str]] = {}
    for name, count in counts(runs, kinds).items():
        by_length.setdefault(KINDS[name].length_s, []).extend([name] * count)
    for length in sorted(by_length):
        drawn = by_length[length]
        parts = -(-len(drawn) // LARGEST)
        for part in range(parts):
            yield Task(drawn[part::parts], length)
    yield from _life(life_hours / len(exposures.WHERE))


def _life(hours: float) -> Iterator[Task]:
    left = hours
    for length, share, most in reversed(_LIFE):
        count = int(hours * share / length)
        left -= count * length
        for first in range(0, count, most):
            yield Task(["life"] * min(most, count - first), length * 3600.0)
    whole = int(left / _LIFE[0][0])
    for first in range(0, whole, _LIFE[0][2]):
        yield Task(["life"] * min(_LIFE[0][2], whole - first), _LIFE[0][0] * 3600.0)
    rest = round((left - whole * _LIFE[0][0]) * 3600.0 / blocks.STEP_S) * blocks.STEP_S
    if rest >= 600.0:
        yield Task(["life"], rest)


def draw(task: Task, seed: int, number: int) -> Block:
    """Reckon through block `number` of the sweep with `seed`."""
    if task.kinds[0] == "life":
        return blocks.life(len(task.kinds), task.length_s, [seed, number])
    return blocks.eventful(task.kinds, task.length_s, [seed, number])


def write(
    folder: Path,
    runs: int,
    life_hours: float,
    seed: int,
    kinds: Sequence[str] = tuple(KINDS),
    progress: Progress | None = None,
) -> int:
    """Write the sweep into `folder`, which must be empty or not there; the number of runs written.

    Raises PlainFault.
    """
    work = list(tasks(runs, life_hours, kinds))
    if not work:
        raise PlainFault("nothing to draw; ask for --runs of 1 or more, or --life-hours of 1 or more")
    bar = progress.add_task("drawing", total=sum(_cost(task) for task in work)) if progress else None
    rows: list[dict[str, float | str]] = []
    with series_folder.whole(folder) as partial:
        for number, task in enumerate(work):
            block = draw(task, seed, number)
            block.save(series_folder.block_path(partial, number))
            for column, row in enumerate(block.rows):
                rows.append({"run": len(rows), "block": f"{number:03d}", "column": column, **row})
            if progress and bar is not None:
                progress.advance(bar, _cost(task))
        _manifest(partial / "manifest.csv", rows)
    return len(rows)


def _cost(task: Task) -> int:
    """Seconds of runs: what the bar counts."""
    return int(task.length_s)


def _manifest(path: Path, rows: list[dict[str, float | str]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _text(value) for name, value in row.items()})


def _text(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return "" if value != value else f"{value:.7g}"


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the sweep cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m simulators.fires.sweep", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--runs", type=int, default=3000, help="fires, nuisances and CO leaks together")
    parser.add_argument("--life-hours", type=float, default=9600.0, help="detector-hours of ordinary life")
    parser.add_argument(
        "--kinds", nargs="+", choices=list(KINDS), default=list(KINDS), help="draw only these kinds"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    chosen = parser.parse_args(argv)
    try:
        with series_folder.bar() as progress:
            written = write(
                chosen.output, chosen.runs, chosen.life_hours, chosen.seed, chosen.kinds, progress
            )
    except PlainFault as fault:
        return tell(fault)
    Console(stderr=True).print(f"{chosen.output}: {written} runs", soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
