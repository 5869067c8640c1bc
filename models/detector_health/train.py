"""`python -m models.detector_health.train`: simulate weeks of detectors, learn from them, write the model.

The same options give the same bytes. The evaluation's detectors are of types, at sites, and of seeds that are
not drawn here.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress

from models.decision import Limits
from models.detector_health import features, series
from models.detector_health.channels import CHANNELS, NEIGHBOURS
from models.detector_health.examples import examples
from models.detector_health.kinds import KINDS
from models.training import commands, simulated
from models.training.boosting import Size
from models.training.commands import Trained, Wish
from models.training.making import Recipe, make

SIMULATOR = "simulators.sensor_ageing"
#: Detector types and kinds of sites to learn from; the others are held back.
TYPES = ("panel-8-bit", "panel-12-bit", "home-battery", "lora-coarse", "multi-sensor", "beam-chamber")
SITES = ("home", "office", "ger", "workshop", "barn", "warehouse")
#: What the file says it was trained on.
TRAINED_ON = f"{SIMULATOR}: {', '.join((*TYPES, *SITES))}"
RECIPE = Recipe(
    name="detector_health",
    version="1",
    channels=CHANNELS,
    kinds=KINDS,
    neighbours=NEIGHBOURS,
    graph=features,
    limits=Limits(on=0.9, sure=0.99999, off=0.3, confirm=72, calm=288),
    size=Size(trees=120, leaves=16, kind_trees=26, kind_leaves=8, bins=64, kind_rows=1_000_000),
    quick=Size(trees=4, leaves=6, kind_trees=1, kind_leaves=4, least_rows=10, bins=4),
)
RUNS, QUICK_RUNS = 560, 16
DAYS, QUICK_DAYS = 40, 14
#: Moments of each detector.
EACH, QUICK_EACH = 45, 12


def made(wish: Wish) -> Trained:
    """The model's bytes, from `wish.data` or from sites drawn for it."""
    with tempfile.TemporaryDirectory(prefix="detector-health-") as temporary:
        folder = wish.data or Path(temporary) / "sites"
        if wish.data is None:
            runs, days = (QUICK_RUNS, QUICK_DAYS) if wish.quick else (RUNS, DAYS)
            wanted = ("--runs", runs, "--days", days, "--seed", wish.seed)
            simulated.run(SIMULATOR, "--output", folder, *wanted, "--types", *TYPES, "--sites", *SITES)
        with Progress(console=wish.console) as progress:
            bar = progress.add_task("examples", total=None)
            each = QUICK_EACH if wish.quick else EACH
            rows = examples(series.fleets(folder), wish.seed, each, lambda some: progress.advance(bar, some))
    size = RECIPE.quick if wish.quick else RECIPE.size
    return Trained(make(RECIPE, rows, TRAINED_ON, wish.seed, size)[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when it cannot be done."""
    return commands.train(
        "detector_health", __doc__ or "", made, argv, data=f"a folder that {SIMULATOR} wrote; else it is run"
    )


if __name__ == "__main__":
    sys.exit(main())
