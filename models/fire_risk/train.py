"""`python -m models.fire_risk.train`: the three models of fire risk, from simulated cities.

A building's and a community's fire within 90 days and 12 months, and whether a fire is a serious one. Trees
learn from earlier years, a later slice calibrates, and the last two years and a whole city are left for
`python -m models.fire_risk.evaluate`. The same seed gives the same bytes with the same libraries.
"""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from rich.console import Console
from rich.progress import Progress

from models.fire_risk import columns, features, grading, learning
from models.fire_risk.examples import Examples, examples, joined
from models.fire_risk.facts import NAMES
from models.fire_risk.histories import CITIES, Amounts, City, histories
from models.fire_risk.learning import Learnt, Target
from models.fire_risk.model import LAYOUT, SUBJECTS, TREES, RiskDescription, RiskModel
from models.fire_risk.timeline import EPOCH, HORIZONS, SEVERITY_DAYS
from models.graph_file import HERE
from models.training.description import described, enter, write
from models.training.lightgbm_trees import Size
from runtime.faults import PlainFault, tell

VERSION: Final = "1"


class Recipe(NamedTuple):
    """How much is learnt from, and how large the ensembles are."""

    cities: tuple[str, ...]
    amounts: Amounts
    members: int
    sizes: dict[str, Size]


FULL: Final = Recipe(
    CITIES,
    Amounts(buildings=20_000, communities=5_000),
    6,
    {
        "building": Size(trees=150, leaves=8, depth=4, rate=0.08, least_rows=800),
        "community": Size(trees=120, leaves=8, depth=4, rate=0.07, least_rows=400),
        "severity": Size(trees=50, leaves=8, depth=4, rate=0.06, least_rows=100),
    },
)
QUICK: Final = Recipe(
    CITIES[:2],
    Amounts(buildings=1_500, communities=900, weeks=420),
    2,
    dict.fromkeys(SUBJECTS, Size(trees=8, leaves=6, depth=3, rate=0.2, least_rows=40)),
)


def targets_of(subject: str) -> dict[str, int]:
    """The targets of a subject and their days."""
    return {"serious": SEVERITY_DAYS} if subject == "severity" else HORIZONS


def parts(city: City, first_site: int) -> dict[tuple[str, str], tuple[Examples, Examples]]:
    """What a city gives to learn from and to calibrate on, by subject and target."""
    found = {}
    for subject in SUBJECTS:
        graph = features.session(columns.TABLES[subject])
        for target, days in targets_of(subject).items():
            moments = city.timeline.moments(days)
            found[subject, target] = (
                examples(city.records, graph, subject, moments.learn, days, first_site),
                examples(city.records, graph, subject, moments.calibrate, days, first_site),
            )
    return found


def train(recipe: Recipe, folder: Path | None, seed: int, progress: Progress) -> dict[str, bytes]:
    """The bytes of each model by its subject. Raises PlainFault."""
    gathered: dict[tuple[str, str], list[tuple[Examples, Examples]]] = {}
    bar = progress.add_task("gathering", total=len(recipe.cities))
    until, first_site = 0, 0
    with histories(recipe.cities, recipe.amounts, seed, folder) as cities:
        for city in cities:
            for key, pair in parts(city, first_site).items():
                gathered.setdefault(key, []).append(pair)
            first_site += city.records.count
            until = city.timeline.calibrated
            progress.advance(bar)
    told_until = (EPOCH + timedelta(days=until)).isoformat()
    count = sum(len(targets_of(subject)) for subject in SUBJECTS) * recipe.members
    bar = progress.add_task("learning", total=count)
    made = {}
    for subject in SUBJECTS:
        targets = [
            Target(
                name,
                days,
                joined(pair[0] for pair in gathered[subject, name]),
                joined(pair[1] for pair in gathered.pop((subject, name))),
            )
            for name, days in targets_of(subject).items()
        ]
        learnt = [
            learning.learn(
                subject, one, recipe.sizes[subject], recipe.members, seed, lambda: progress.advance(bar)
            )
            for one in targets
        ]
        made[subject] = _file(subject, targets, learnt, recipe, told_until, seed)
    return made


def _file(
    subject: str, targets: list[Target], learnt: list[Learnt], recipe: Recipe, until: str, seed: int
) -> bytes:
    fires = int(targets[-1].learn.happened.sum())
    description = RiskDescription(
        layout=LAYOUT,
        model=f"fire_risk/{subject}",
        version=VERSION,
        facts=NAMES,
        features=tuple(one.name for one in columns.TABLES[subject]),
        targets=tuple(one.name for one in targets),
        horizons_days=tuple(0 if one.name == "serious" else one.horizon_days for one in targets),
        members=recipe.members,
        anchors=grading.anchors(learnt[-1].probability),
        base=tuple(round(one.base, 6) for one in learnt),
        trained_on=(
            f"{len(targets[-1].learn)} moments of simulated sites in {len(recipe.cities)} simulated cities, "
            f"{fires} with the event"
        ),
        trained_until=until,
        seed=seed,
        reference=learning.references(targets[-1].calibrate.features),
    )
    trees = base64.b85encode(learning.trees_of(learnt).packed()).decode()
    raw = described(learning.graph(subject, learnt), description, {TREES: trees})
    RiskModel(Path(f"{subject}.onnx"), raw, None)  # what cannot be read again is not written
    return raw


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the models cannot be made. Nothing half-made is written."""
    parser = argparse.ArgumentParser(prog="python -m models.fire_risk.train", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of simulated cities; made anew without it")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--quick", action="store_true", help="small models in seconds, to see that it works")
    parser.add_argument("--output", type=Path, help="a folder for the models; without it they ship")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    try:
        if chosen.quick and chosen.output is None:
            raise PlainFault("--quick models do not ship; name a folder with --output")
        with Progress(console=console) as progress:
            made = train(QUICK if chosen.quick else FULL, chosen.data, chosen.seed, progress)
        for subject, raw in made.items():
            output = (chosen.output or HERE / "fire_risk") / subject / "model.onnx"
            sha256 = write(output, raw)
            if chosen.output is None:
                enter(f"fire_risk/{subject}", sha256, len(raw))
            console.print(f"{output}: {len(raw):,} bytes, SHA-256 {sha256}", soft_wrap=True)
    except PlainFault as fault:
        return tell(fault)
    return 0


if __name__ == "__main__":
    sys.exit(main())
