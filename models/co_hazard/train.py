"""`python -m models.co_hazard.train`: simulate homes, learn from them, write the model.

The same options give the same bytes. Homes that the evaluation holds back are of kinds that are not drawn
here, and of other seeds.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress

from models.co_hazard import features, series
from models.co_hazard.channels import CHANNELS
from models.co_hazard.examples import examples
from models.co_hazard.kinds import KINDS
from models.decision import Limits
from models.training import commands, simulated
from models.training.boosting import Size
from models.training.commands import Trained, Wish
from models.training.making import Recipe, make

SIMULATOR = "simulators.co_sweep"
#: Kinds of homes to learn from; the others are held back.
HOMES = ("bedroom", "kitchen", "ger")
#: What the file says it was trained on.
TRAINED_ON = f"{SIMULATOR}: {', '.join(HOMES)}"
RECIPE = Recipe(
    name="co_hazard",
    version="1",
    channels=CHANNELS,
    kinds=KINDS,
    neighbours=0,
    graph=features,
    limits=Limits(on=0.98, sure=0.9995, off=0.3, confirm=6, calm=60),
    size=Size(trees=110, leaves=14, kind_trees=30, kind_leaves=8, bins=64, kind_rows=1_000_000),
    quick=Size(trees=4, leaves=6, kind_trees=1, kind_leaves=4, least_rows=10, bins=4),
)
RUNS, QUICK_RUNS = 1600, 100
#: Moments of each detector.
EACH, QUICK_EACH = 60, 16


def made(wish: Wish) -> Trained:
    """The model's bytes, from `wish.data` or from homes drawn for it."""
    with tempfile.TemporaryDirectory(prefix="co-hazard-") as temporary:
        folder = wish.data or Path(temporary) / "homes"
        if wish.data is None:
            runs = QUICK_RUNS if wish.quick else RUNS
            simulated.run(
                SIMULATOR, "--output", folder, "--runs", runs, "--seed", wish.seed, "--homes", *HOMES
            )
        with Progress(console=wish.console) as progress:
            bar = progress.add_task("examples", total=None)
            rows = examples(
                series.homes(folder, wish.seed),
                wish.seed,
                QUICK_EACH if wish.quick else EACH,
                lambda some: progress.advance(bar, some),
            )
    size = RECIPE.quick if wish.quick else RECIPE.size
    return Trained(make(RECIPE, rows, TRAINED_ON, wish.seed, size)[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when it cannot be done."""
    return commands.train(
        "co_hazard", __doc__ or "", made, argv, data=f"a folder that {SIMULATOR} wrote; else it is run"
    )


if __name__ == "__main__":
    sys.exit(main())
