"""Judging a model of slow series on runs of sites it has not seen: warnings, moments, reliability."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from models.model_file import ModelFile
from models.training import blocks, boosting, commands, moments, outcomes, playing
from models.training.blocks import Block
from models.training.outcomes import Figures
from models.training.recipe import Recipe, folder_of
from models.windows import Floats

#: Of all moments, those at which reliability is looked at.
_SHARE = 0.01


def evaluate(
    recipe: Recipe, model: ModelFile, data: Path | None, seed: int, quick: bool, tell: Callable[[str], None]
) -> Figures:
    """All figures of the model on the `test` runs in `data`, or on runs drawn for it."""
    runs = recipe.quick if quick else recipe.test
    with folder_of(recipe, data, seed, {"test": runs}) as folder:
        tell("playing")
        judged: list[playing.Judgement] = []
        equipped: list[tuple[bool, ...]] = []
        others: dict[str, list[playing.Judgement]] = {}
        for block in blocks.each(folder / "test", recipe.graph.SHAPE, len(recipe.channels), recipe.kinds):
            played = playing.play(model, block)
            judged += playing.judge(
                played, model.description, model.description.limits, recipe.crossed, recipe.warm_up_s
            )
            equipped += _equipped(block)
            for words, crossed in recipe.other_limits.items():
                others.setdefault(words, []).extend(
                    playing.judge(
                        played, model.description, model.description.limits, crossed, recipe.warm_up_s
                    )
                )
        tell("reliability")
        told = outcomes.figures(judged, seed)
        told["other_limits"] = {
            words: {
                **outcomes.timing([one for one in of if np.isfinite(one.event_s)], seed),
                **outcomes.false(of, seed),
            }
            for words, of in others.items()
        }
        told["equipment"] = _by_equipment(recipe, judged, equipped, seed)
        told["reliability"] = _reliability(recipe, model, folder / "test", seed)
    told["model"] = {
        "name": model.description.model,
        "version": model.description.version,
        "sha256": model.sha256,
        "bytes": model.size,
        "seed": model.description.seed,
        "trained_on": model.description.trained_on,
    }
    told["test"] = {
        "seed": seed,
        "faults": sum(bool(np.isfinite(one.event_s)) for one in judged),
        "normal": sum(not np.isfinite(one.event_s) for one in judged),
        "sites": sorted({one.site for one in judged}),
    }
    return told


def _equipped(block: Block) -> list[tuple[bool, ...]]:
    """Which channels each run has at all."""
    there: NDArray[np.bool_] = np.asarray((~np.isnan(block.values)).any(axis=0))
    return [tuple(map(bool, row)) for row in there]


def _by_equipment(
    recipe: Recipe, judged: Sequence[playing.Judgement], equipped: Sequence[tuple[bool, ...]], seed: int
) -> Figures:
    """The figures of runs that have the same channels, most common first."""
    grouped: dict[str, list[playing.Judgement]] = {}
    for one, has in zip(judged, equipped, strict=True):
        name = " + ".join(channel.name for channel, there in zip(recipe.channels, has, strict=True) if there)
        grouped.setdefault(name, []).append(one)
    ordered = sorted(grouped.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return {
        name: {
            **outcomes.timing([one for one in of if np.isfinite(one.event_s)], seed),
            **outcomes.false(of, seed),
        }
        for name, of in ordered
        if len(of) >= 5
    }


def _reliability(recipe: Recipe, model: ModelFile, test: Path, seed: int) -> Figures:
    """Over moments drawn as training drew them, weighted as training weighted them."""
    found = moments.examples(
        test,
        lambda inputs: _answers(model, inputs),
        recipe.graph.SHAPE,
        len(recipe.channels),
        recipe.kinds,
        seed,
        share=_SHARE,
    )
    probability, kind = found.features[:, 0], found.features[:, 1:]
    return outcomes.reliability(probability, kind, found, boosting.weights(found), recipe.kinds)


def _answers(model: ModelFile, inputs: Mapping[str, Any]) -> Floats:
    """The probability and the kinds side by side: (rows, 1 + kinds)."""
    probability, kind = model.session.run(["probability", "kind"], inputs)
    return np.concatenate([probability[:, None], kind], axis=1)


class Beside(NamedTuple):
    """A further option `--NAME FOLDER`, and what it adds to the figures under that name."""

    name: str
    says: str
    look: Callable[[Path], Figures]


def command(
    recipe: Recipe,
    says: str,
    card: Callable[[ModelFile, Figures], str],
    argv: Sequence[str] | None,
    beside: Beside | None = None,
) -> int:
    """The evaluate command of such a model."""

    def options(parser: argparse.ArgumentParser) -> None:
        commands.with_seed(parser)
        parser.add_argument("--quick", action="store_true", help="few and short runs, for trials")
        if beside:
            parser.add_argument(f"--{beside.name}", type=Path, dest="beside", help=beside.says)

    def judge(model: ModelFile, chosen: argparse.Namespace, console: Console) -> Figures:
        said = evaluate(recipe, model, chosen.data, chosen.seed, chosen.quick, console.print)
        if beside and chosen.beside:
            said[beside.name] = beside.look(chosen.beside)
        return said

    return commands.evaluate(
        recipe.name,
        says,
        judge,
        argv,
        data="a folder with test/; drawn anew without it",
        options=options,
        card=card,
    )
