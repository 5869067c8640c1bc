"""Making the model: examples of many runs, trees over them, folds that keep rooms, tests and days apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from models.decision import Limits
from models.early_warning import features as graph
from models.early_warning import kinds
from models.early_warning.blocks import Block, of_experiments, read, simulated
from models.early_warning.channels import CHANNELS
from models.early_warning.examples import of_block, session
from models.early_warning.experiments import NEIGHBOURS, Experiment
from models.early_warning.trade_offs import DEFAULT, TRADE_OFFS
from models.model_file import LAYOUT, ChannelSpec, Description
from models.training.boosting import Examples, Fitted, Size, build, fit
from models.training.description import described

VERSION = "1"
SEED = 20261
FOLDS = 4
#: What share of the moments becomes examples.
SHARE = 0.05
#: How often an experiment of each set is played, each time to other detectors.
COPIES = {"nist_smoke_alarms": 12, "cfast_sweep": 10, "fsri_compartments": 2, "occupancy": 3}


@dataclass(frozen=True)
class Gathered:
    """Examples, and of each run what must not be split; simulated runs have no group."""

    examples: Examples
    groups: tuple[str, ...]

    def without(self, fold: int) -> Examples:
        """The examples of all runs but those whose group falls into `fold`."""
        of = folds(self.groups)
        out = np.array([of.get(group) == fold for group in self.groups])
        return self.examples.take(~out[self.examples.run])


def folds(groups: Sequence[str]) -> dict[str, int]:
    """Every group of experiments in one fold, the groups of a set spread evenly; simulated ones in none."""
    of: dict[str, int] = {}
    counted: dict[str, int] = {}
    for group in sorted(set(groups)):
        source = group.split(" ", 1)[0]
        if source != "simulated":
            of[group] = counted.get(source, 0) % FOLDS
            counted[source] = counted.get(source, 0) + 1
    return of


def gather(
    sweep: Path,
    experiments: Sequence[Experiment],
    seed: int,
    processes: int,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Gathered:
    """Examples of the simulator's runs and of the experiments; the same from the same seed and inputs."""
    measured = list(of_experiments(experiments, COPIES))
    jobs: list[Path | Block] = [*simulated(sweep), *measured]
    groups: list[str] = []
    parts: list[Examples] = []
    with ProcessPoolExecutor(max_workers=processes) as pool:
        made = pool.map(partial(_examples, seed), range(len(jobs)), jobs)
        for done, (part, names) in enumerate(made, start=1):
            parts.append(
                Examples(part.features, part.positive, part.kind, part.run + len(groups), part.since_s)
            )
            groups += names
            tell(done, len(jobs))
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in Examples.__annotations__)
    return Gathered(Examples(*columns), tuple(groups))


def _examples(seed: int, number: int, job: Path | Block) -> tuple[Examples, tuple[str, ...]]:
    block = read(job) if isinstance(job, Path) else job
    part = of_block(block, session(), np.random.default_rng([seed, number]), SHARE, 0)
    return part, block.group


def fitted(examples: Examples, seed: int, size: Size | None = None) -> Fitted:
    """The trees."""
    return fit(examples, graph.rising(), len(kinds.KINDS), seed, size)


def model_bytes(trees: Fitted, trained_on: str, seed: int, limits: Limits = TRADE_OFFS[DEFAULT]) -> bytes:
    """The whole file: graph and description."""
    given = graph.inputs()
    description = Description(
        layout=LAYOUT,
        model="early_warning",
        version=VERSION,
        channels=tuple(ChannelSpec(*channel) for channel in CHANNELS),
        shape=graph.SHAPE,
        neighbours=NEIGHBOURS,
        kinds=kinds.KINDS,
        features=graph.names(),
        limits=limits,
        kind_from=trees.kind_from,
        trained_on=trained_on,
        seed=seed,
    )
    return described(build(trees, given, graph.features(given)), description)
