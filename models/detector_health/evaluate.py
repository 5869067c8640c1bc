"""`python -m models.detector_health.evaluate`: which faults are found, how early, and what is called for.

Held-out sites are simulated: one half with detector types and kinds of sites that training knows, other
seeds; one half with types and at sites that it does not. `--data` takes a folder of such series in their
place. `--card` writes the model's card from what came out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from models.detector_health import cards, series
from models.detector_health.examples import examples
from models.detector_health.figures import Judgement, figures, judged
from models.detector_health.kinds import KINDS
from models.detector_health.train import SIMULATOR, SITES, TYPES
from models.model_file import ModelFile
from models.training import commands, simulated
from models.training.boosting import Examples
from models.training.reliability import reliability
from models.training.replay import play

#: Detector types and kinds of sites that training never sees.
OTHER_TYPES, OTHER_SITES = ("home-dual", "nb-iot"), ("hotel", "kitchen")
#: Added to the seed, so that no site of the training is met again.
APART = 1000
DAYS = 60


def judge(model: ModelFile, folder: Path, progress: Progress) -> list[Judgement]:
    """Play all fleets of a folder and judge every detector."""
    found: list[Judgement] = []
    for fleet in series.fleets(folder):
        bar = progress.add_task("playing", total=fleet.values.shape[0])
        found += judged(
            fleet,
            play(model, fleet.values, fleet.near, tell=lambda some, bar=bar: progress.advance(bar, some)),  # type: ignore[misc]
        )
    return found


def halves(seed: int) -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    """Both halves of the held-out sites: name, detector types, kinds of sites, seed of their own."""
    kinds = (("known_types", TYPES, SITES), ("other_types", OTHER_TYPES, OTHER_SITES))
    return [(name, types, sites, seed + APART + number) for number, (name, types, sites) in enumerate(kinds)]


def held_out(model: ModelFile, sites: int, seed: int, progress: Progress) -> dict[str, Any]:
    """Figures of held-out sites of both halves, and of both together."""
    said: dict[str, Any] = {}
    parts: list[Judgement] = []
    rows = []
    for name, types, kinds, own in halves(seed):
        with tempfile.TemporaryDirectory(prefix="detector-health-") as made:
            folder = Path(made) / "sites"
            wanted = ("--runs", str(sites // 2), "--days", str(DAYS), "--seed", str(own))
            simulated.run(SIMULATOR, "--output", folder, *wanted, "--types", *types, "--sites", *kinds)
            some = judge(model, folder, progress)
            rows.append(examples(series.fleets(folder), own, model=model.session))
        said[name] = figures(some)
        parts += some
    told = reliability(Examples.joined(rows), KINDS, model.description.kind_from)
    return {"all": figures(parts), **said, "reliability": told}


def said_of(model: ModelFile, chosen: argparse.Namespace, console: Console) -> dict[str, Any]:
    """All figures: of held-out sites, or of those in a folder."""
    with Progress(console=console) as progress:
        if chosen.data:
            said: dict[str, Any] = {"all": figures(judge(model, chosen.data, progress))}
        else:
            said = held_out(model, chosen.sites, chosen.seed, progress)
    said["model"] = {"sha256": model.sha256, "bytes": model.size}
    return said


def _options(parser: argparse.ArgumentParser) -> None:
    commands.with_seed(parser)
    parser.add_argument("--sites", type=int, default=80, help="held-out sites to simulate")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when it cannot be done."""
    return commands.evaluate(
        "detector_health",
        __doc__ or "",
        said_of,
        argv,
        data=f"a folder that {SIMULATOR} wrote; else it is run",
        options=_options,
        card=cards.card,
        show=lambda said, console: console.print(cards.summary(said), soft_wrap=True, markup=False),
    )


if __name__ == "__main__":
    sys.exit(main())
