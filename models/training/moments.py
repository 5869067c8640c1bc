"""Moments of simulated series as examples: features, whether something was wrong, and what.

A moment after a fault began but before it has changed anything that could be told is no example, and neither
is one while people work on the installation. Features come from the very graph that goes into the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training import blocks
from models.training.blocks import NORMAL, Block, BlockFault
from models.training.boosting import Examples
from models.windows import Floats, Shape, Windows

#: What is seen of windows: the arguments of a graph by name in, (rows, features) out.
See = Callable[[Mapping[str, Any]], Floats]

#: Besides moments at random, every run is looked at these many ticks after its fault could first be told.
_FIRST_TICKS = (0, 1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 960)
#: Ordinary moments kept of those looked at: they are many and alike.
_ORDINARY = 0.5


def examples(
    folder: Path,
    see: See,
    shape: Shape,
    channels: int,
    kinds: Sequence[str],
    seed: int,
    share: float = 0.02,
) -> Examples:
    """A random `share` of the moments of all runs, and those soon after a fault can be told."""
    parts: list[Examples] = []
    first = 0
    for number, path in enumerate(blocks.paths(folder)):
        block = blocks.read(path, shape, channels, kinds)
        draw = np.random.default_rng([seed, number])
        parts += of_block(block, see, shape, kinds, draw, share, first)
        first += block.runs
    if not parts:
        raise BlockFault(f"{folder}: none of its moments can be an example; draw longer runs")
    return Examples.joined(parts)


def of_block(
    block: Block,
    see: See,
    shape: Shape,
    kinds: Sequence[str],
    draw: np.random.Generator,
    share: float,
    first_run: int,
) -> list[Examples]:
    """The examples of one block, tick by tick; its runs are numbered from `first_run`."""
    names = np.array([kinds.index(kind) for kind in block.kind])
    wanted = _wanted(block, shape, draw, share)
    windows = Windows(shape, block.runs, block.values.shape[2])
    have = ~np.isnan(block.values)
    found: list[Examples] = []
    for tick in range(block.ticks):
        windows.push(block.values[tick], have[tick])
        rows = np.flatnonzero(wanted[tick] & have[tick].any(axis=1))
        if not rows.size:
            continue
        begun = block.begun(tick)[rows]
        inputs = {
            "fast": np.ascontiguousarray(windows.fast[:, rows]),
            "slow": np.ascontiguousarray(windows.slow[:, rows]),
            "have": windows.have[rows],
        }
        found.append(
            Examples(
                features=see(inputs),
                positive=begun,
                kind=np.where(begun, names[rows], kinds.index(NORMAL)),
                run=rows + first_run,
                group=rows + first_run,
            )
        )
    return found


def _wanted(block: Block, shape: Shape, draw: np.random.Generator, share: float) -> NDArray[np.bool_]:
    """Which moments are examples: (ticks, runs)."""
    told = (block.effect >= 1.0) & ~np.isnan(block.effect)
    begun = np.stack([block.begun(tick) for tick in range(block.ticks)])
    looked = np.repeat(draw.random(block.ticks)[:, None] < share, block.runs, axis=1)
    looked &= told | (draw.random(looked.shape) < _ORDINARY)
    for run in np.flatnonzero(told.any(axis=0)):
        first = int(np.argmax(told[:, run]))
        near = first + np.array(_FIRST_TICKS)
        looked[near[near < block.ticks], run] = True
    known = np.where(begun, told, ~np.isnan(block.effect))
    known[: 2 * shape.fast] = False
    return np.asarray(looked & known)
