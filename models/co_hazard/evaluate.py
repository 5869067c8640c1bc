"""`python -m models.co_hazard.evaluate`: what the model finds, how early, and how often it is wrong.

Held-out homes are simulated: one half of the kinds that training knows with other seeds, one half of kinds
that it does not. `--data` adds the folder of experiments, or takes a folder of homes in their place.
`--card` writes the model's card from what came out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import Progress

from models.co_hazard import cards, series
from models.co_hazard.examples import examples
from models.co_hazard.figures import Judgement, figures, judged
from models.co_hazard.kinds import KINDS
from models.co_hazard.series import Series
from models.co_hazard.train import HOMES, SIMULATOR
from models.model_file import ModelFile
from models.training import commands, simulated
from models.training.reliability import reliability
from models.training.replay import play

#: Kinds of homes that training never sees.
OTHER_HOMES = ("living", "plantroom")
#: Added to the seed, so that no home of the training is met again.
APART = 1000


def judge(model: ModelFile, found: Sequence[Series], progress: Progress | None = None) -> list[Judgement]:
    """Play all series side by side and judge each."""
    ticks = max(one.values.shape[0] for one in found)
    values = np.full((ticks, len(found), found[0].values.shape[1]), np.nan, dtype=np.float32)
    for place, one in enumerate(found):
        values[: one.values.shape[0], place] = one.values
    if progress is None:
        return judged(found, play(model, values))
    bar = progress.add_task("playing", total=ticks)
    return judged(found, play(model, values, tell=lambda some: progress.advance(bar, some)))


def halves(seed: int) -> list[tuple[str, tuple[str, ...], int]]:
    """Both halves of the held-out homes: name, kinds of homes, seed of their own."""
    kinds = (("known_homes", HOMES), ("other_homes", OTHER_HOMES))
    return [(name, homes, seed + APART + number) for number, (name, homes) in enumerate(kinds)]


def held_out(model: ModelFile, homes: int, seed: int, progress: Progress) -> dict[str, Any]:
    """Figures of held-out homes of both halves, and of both together."""
    said: dict[str, Any] = {}
    every: list[Series] = []
    parts: list[Judgement] = []
    for name, kinds, own in halves(seed):
        with tempfile.TemporaryDirectory(prefix="co-hazard-") as made:
            folder = Path(made) / "homes"
            wanted = ("--runs", str(homes // 2), "--seed", str(own), "--homes", *kinds)
            simulated.run(SIMULATOR, "--output", folder, *wanted)
            found = list(series.homes(folder, own))
        some = judge(model, found, progress)
        said[name] = figures(some)
        every += found
        parts += some
    rows = examples(every, seed, each=30, model=model.session)
    return {
        "all": figures(parts),
        **said,
        "reliability": reliability(rows, KINDS, model.description.kind_from),
    }


def known(model: ModelFile, folder: Path, progress: Progress) -> dict[str, Any]:
    """Figures of the experiments in `folder`, by set, and of each run with a leak."""
    said: dict[str, Any] = {}
    for source, found in series.by_source(series.known(folder)).items():
        some = judge(model, found, progress)
        said[source] = figures(some)
        said[source]["leaks"] = [
            {
                "detector": one.series.name,
                "warned_min": _minutes(one.warned_s - one.series.event_s),
                "standard_min": _minutes(one.standard_s - one.series.event_s),
                "fixed_min": _minutes(one.fixed_s - one.series.event_s),
                "called": one.called,
            }
            for one in some
            if one.series.kind == "stove_leak"
        ]
    return said


def _minutes(seconds: float) -> float | None:
    return round(seconds / 60, 1) if np.isfinite(seconds) else None


def said_of(model: ModelFile, chosen: argparse.Namespace, console: Console) -> dict[str, Any]:
    """All figures: of held-out homes, of homes in a folder, of experiments."""
    said: dict[str, Any] = {}
    homes_given = chosen.data is not None and (chosen.data / "blocks").is_dir()
    with Progress(console=console) as progress:
        if homes_given:
            found = list(series.homes(chosen.data, chosen.seed))
            said["homes"] = {"all": figures(judge(model, found, progress))}
        elif chosen.homes:
            said["homes"] = held_out(model, chosen.homes, chosen.seed, progress)
        if chosen.data and not homes_given:
            said["experiments"] = known(model, chosen.data, progress)
    said["model"] = {"sha256": model.sha256, "bytes": model.size}
    return said


def _options(parser: argparse.ArgumentParser) -> None:
    commands.with_seed(parser)
    parser.add_argument("--homes", type=int, default=240, help="held-out homes to simulate; 0 for none")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when it cannot be done."""
    return commands.evaluate(
        "co_hazard",
        __doc__ or "",
        said_of,
        argv,
        data="a folder that holds cfast_sweep or occupancy, or homes",
        options=_options,
        card=cards.card,
        show=lambda said, console: console.print(cards.summary(said), soft_wrap=True, markup=False),
    )


if __name__ == "__main__":
    sys.exit(main())
