"""How a model of slow series is made: which series, features, trees and limits, in one table a model.

Three sets of runs are drawn, and none shares a seed with another: `learn` fits the trees and calibrates them,
`tune` sets the limits of the warning, `test` judges. The sites of `test` are of kinds that the others lack.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.decision import Limits
from models.model_file import Description, ModelFile
from models.session import Session
from models.training import blocks, boosting, commands, description, moments, playing, simulated
from models.training.blocks import Block
from models.training.boosting import Fitted, Size
from models.training.commands import Trained
from models.training.making import Subject
from models.training.outcomes import MONTH_S
from models.training.playing import Played
from models.training.window_graph import feature_session
from models.windows import Floats
from runtime.faults import PlainFault

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Runs:
    """How many runs with and without faults, and how many days each lasts."""

    faults: int
    normal: int
    days: float


@dataclass(frozen=True, kw_only=True)
class Recipe(Subject):
    """All that distinguishes one model of slow series from another."""

    crossed: Callable[[Block], NDArray[np.bool_]]
    simulator: str
    learn_sites: tuple[str, ...]
    test_sites: tuple[str, ...]
    learn: Runs
    tune: Runs
    test: Runs
    quick: Runs
    size: Size
    confirm: int
    calm: int
    #: At most this many false warnings a month of a detector, on the runs that tune.
    false_a_month: float
    warm_up_s: float
    #: Other fixed limits, by their words, whose false warnings are shown beside.
    other_limits: Mapping[str, Callable[[Block], NDArray[np.bool_]]] = field(default_factory=dict)


#: Each set of runs has a seed of its own, this far from the one asked for.
SEEDS = {"learn": 0, "tune": 1000, "test": 2000}
#: The limits that are tried.
GRID = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.965, 0.975, 0.985, 0.99, 0.995, 0.998, 0.999, 0.9995)
_QUICK_SIZE = Size(trees=4, leaves=6, kind_trees=1, kind_leaves=4, least_rows=10, bins=8)


def draw(recipe: Recipe, folder: Path, which: str, seed: int, runs: Runs) -> None:
    """Have the simulator write the set `which` into `folder`."""
    sites = recipe.test_sites if which == "test" else recipe.learn_sites
    simulated.run(
        recipe.simulator,
        *("--output", folder, "--seed", str(seed + SEEDS[which]), "--days", str(runs.days)),
        *("--faults", str(runs.faults), "--normal", str(runs.normal), "--sites", *sites),
    )


@contextmanager
def folder_of(recipe: Recipe, data: Path | None, seed: int, sets: dict[str, Runs]) -> Iterator[Path]:
    """`data` as it is, or a temporary folder with the sets drawn into it."""
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="steppewatch-") as temporary:
        for which, runs in sets.items():
            draw(recipe, Path(temporary) / which, which, seed, runs)
        yield Path(temporary)


def train(recipe: Recipe, data: Path | None, seed: int, quick: bool, tell: Tell) -> bytes:
    """The model as the bytes of its file; the same from the same seed and series."""
    learn, tune = (recipe.quick, recipe.quick) if quick else (recipe.learn, recipe.tune)
    with folder_of(recipe, data, seed, {"learn": learn, "tune": tune}) as folder:
        tell("features")
        given = recipe.graph.inputs()
        looked = feature_session(given, recipe.graph.features(given))
        found = moments.examples(
            folder / "learn",
            lambda inputs: _features(looked, inputs),
            recipe.graph.SHAPE,
            len(recipe.channels),
            recipe.kinds,
            seed,
        )
        tell(f"trees on {len(found)} moments")
        size = _QUICK_SIZE if quick else recipe.size
        fitted = boosting.fit(found, recipe.graph.rising(), len(recipe.kinds), seed, size)
        tell("limits")
        return _file(recipe, fitted, folder / "tune", seed, len(found))


def train_command(recipe: Recipe, says: str, argv: Sequence[str] | None) -> int:
    """The train command of such a model."""
    return commands.train(
        recipe.name,
        says,
        lambda wish: Trained(train(recipe, wish.data, wish.seed, wish.quick, wish.console.print)),
        argv,
        data="a folder with learn/ and tune/; drawn anew without it",
    )


def _features(looked: Session, inputs: Mapping[str, Any]) -> Floats:
    (told,) = looked.run(["features"], inputs)
    return np.asarray(told)


def _file(recipe: Recipe, fitted: Fitted, tune: Path, seed: int, moments_seen: int) -> bytes:
    """The file, first with any limits at all, which tells the moments that the limits are chosen by."""
    graph = recipe.built(fitted)
    told = described(recipe, limits(recipe, GRID[0]), seed, moments_seen)
    model = ModelFile(tune, description.described(graph, told), None)
    series = blocks.each(tune, recipe.graph.SHAPE, len(recipe.channels), recipe.kinds)
    chosen = choose(recipe, told, [playing.play(model, block) for block in series])
    return description.described(graph, described(recipe, chosen, seed, moments_seen))


def limits(recipe: Recipe, on: float) -> Limits:
    """The limits of a warning that begins at `on`; what is twenty times surer needs no confirmation."""
    return Limits(on=on, sure=1.0 - (1.0 - on) / 20.0, off=0.5 * on, confirm=recipe.confirm, calm=recipe.calm)


def choose(recipe: Recipe, told: Description, played: list[Played]) -> Limits:
    """The lowest limit that keeps false warnings on these runs as rare as the recipe asks.

    A higher limit warns less often, so the grid is halved again and again. PlainFault when not even the
    highest is high enough.
    """
    rare = partial(_rare, recipe, told, played)
    at = bisect_left(GRID, True, key=lambda on: rare(limits(recipe, on)))
    if at == len(GRID):
        raise PlainFault(
            f"{recipe.name}: even a limit of {GRID[-1]:g} gives more than {recipe.false_a_month:g} false "
            "warnings a month on the runs that tune; learn from more runs, or let trees be more"
        )
    return limits(recipe, GRID[at])


def _rare(recipe: Recipe, told: Description, played: list[Played], candidate: Limits) -> bool:
    judged = [
        one
        for block in played
        for one in playing.judge(block, told, candidate, recipe.crossed, recipe.warm_up_s)
    ]
    months = sum(one.quiet_s for one in judged) / MONTH_S
    return sum(len(one.false_s) for one in judged) <= recipe.false_a_month * months


def described(recipe: Recipe, chosen: Limits, seed: int, moments_seen: int) -> Description:
    """What the file says of itself."""
    sites = ", ".join(recipe.learn_sites)
    learnt = f"{moments_seen} moments of simulated runs ({recipe.simulator}) at sites of the kinds {sites}"
    return recipe.describe(chosen, learnt, seed)
