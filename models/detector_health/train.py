"""`python -m models.detector_health.train`: simulate weeks of detectors, learn from them, write the model.

The same options give the same bytes. The evaluation's detectors are of types, at sites, and of seeds that are
not drawn here.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from models.decision import Limits
from models.detector_health import features, series
from models.detector_health.channels import CHANNELS, NEIGHBOURS
from models.detector_health.examples import examples
from models.detector_health.kinds import KINDS
from models.early_warning.experiments import DataFault
from models.training import simulated
from models.training.boosting import Size
from models.training.making import Recipe, make, put

SIMULATOR = "simulators.sensor_ageing"
#: Detector types and kinds of sites to learn from; the others are held back.
TYPES = ("panel-8-bit", "panel-12-bit", "home-battery", "lora-coarse", "multi-sensor", "beam-chamber")
SITES = ("home", "office", "ger", "workshop", "barn", "warehouse")
#: What the file says it was trained on.
TRAINED_ON = f"{SIMULATOR}: {', '.join((*TYPES, *SITES))}"
RECIPE = Recipe(
    model="detector_health",
    version="1",
    channels=CHANNELS,
    kinds=KINDS,
    neighbours=NEIGHBOURS,
    features=features,
    limits=Limits(on=0.9, sure=0.99999, off=0.3, confirm=72, calm=288),
    size=Size(trees=120, leaves=16, kind_trees=26, kind_leaves=8, bins=64, kind_rows=1_000_000),
    quick=Size(trees=8, leaves=8, kind_trees=2, kind_leaves=4, least_rows=10, bins=4),
)
RUNS, QUICK_RUNS = 560, 16
DAYS, QUICK_DAYS = 40, 14
#: Moments of each detector.
EACH, QUICK_EACH = 45, 12


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m models.detector_health.train", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, help=f"a folder that {SIMULATOR} wrote; else it is run")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "model.onnx")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--quick", action="store_true", help="few sites and small trees, for tests")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    try:
        with tempfile.TemporaryDirectory(prefix="detector-health-") as made:
            folder = chosen.data or Path(made) / "sites"
            if chosen.data is None:
                runs, days = (QUICK_RUNS, QUICK_DAYS) if chosen.quick else (RUNS, DAYS)
                wanted = ("--runs", str(runs), "--days", str(days), "--seed", str(chosen.seed))
                simulated.run(SIMULATOR, "--output", folder, *wanted, "--types", *TYPES, "--sites", *SITES)
            with Progress(console=console) as progress:
                bar = progress.add_task("examples", total=None)
                each = QUICK_EACH if chosen.quick else EACH
                rows = examples(
                    series.fleets(folder), chosen.seed, each, lambda some: progress.advance(bar, some)
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
