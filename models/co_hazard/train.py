"""`python -m models.co_hazard.train`: simulate homes, learn from them, write the model.

The same options give the same bytes. Homes that the evaluation holds back are of kinds that are not drawn
here, and of other seeds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from models.co_hazard import features, series
from models.co_hazard.channels import CHANNELS
from models.co_hazard.examples import examples
from models.co_hazard.kinds import KINDS
from models.decision import Limits
from models.early_warning.experiments import DataFault
from models.training import simulated
from models.training.boosting import Size
from models.training.making import Recipe, make, put

SIMULATOR = "simulators.co_sweep"
#: Kinds of homes to learn from; the others are held back.
HOMES = ("bedroom", "kitchen", "ger")
#: What the file says it was trained on.
TRAINED_ON = f"{SIMULATOR}: {', '.join(HOMES)}"
RECIPE = Recipe(
    model="co_hazard",
    version="1",
    channels=CHANNELS,
    kinds=KINDS,
    neighbours=0,
    features=features,
    limits=Limits(on=0.98, sure=0.9995, off=0.3, confirm=6, calm=60),
    size=Size(trees=110, leaves=14, kind_trees=30, kind_leaves=8, bins=64, kind_rows=1_000_000),
    quick=Size(trees=8, leaves=8, kind_trees=2, kind_leaves=4, least_rows=10, bins=4),
)
RUNS, QUICK_RUNS = 1600, 100
#: Moments of each detector.
EACH, QUICK_EACH = 60, 16


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m models.co_hazard.train", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, help=f"a folder that {SIMULATOR} wrote; else it is run")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "model.onnx")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--quick", action="store_true", help="few homes and small trees, for tests")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    try:
        with tempfile.TemporaryDirectory(prefix="co-hazard-") as made:
            folder = chosen.data or Path(made) / "homes"
            if chosen.data is None:
                runs = QUICK_RUNS if chosen.quick else RUNS
                wanted = ("--runs", str(runs), "--seed", str(chosen.seed), "--homes", *HOMES)
                simulated.run(SIMULATOR, "--output", folder, *wanted)
            with Progress(console=console) as progress:
                bar = progress.add_task("examples", total=None)
                each = QUICK_EACH if chosen.quick else EACH
                rows = examples(
                    series.homes(folder, chosen.seed),
                    chosen.seed,
                    each,
                    lambda some: progress.advance(bar, some),
                )
        size = RECIPE.quick if chosen.quick else RECIPE.size
        raw, _ = make(RECIPE, rows, TRAINED_ON, chosen.seed, size)
    except (DataFault, simulated.SimulatorFault, ValueError) as fault:
        console.print(f"[red]{fault}[/red]", soft_wrap=True)
        return 2
    console.print(f"{chosen.output}: {put(RECIPE, raw, chosen.output)}, {len(raw)} bytes", soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
