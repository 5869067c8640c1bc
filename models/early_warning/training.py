"""Making the model: examples of many runs, trees over them, folds that keep rooms, tests and days apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.decision import Limits
from models.early_warning import features as graph
from models.early_warning import kinds
from models.early_warning.blocks import Block, of_experiments, read, simulated
from models.early_warning.channels import CHANNELS, RINGS
from models.early_warning.examples import of_block, session
from models.early_warning.experiments import NEIGHBOURS, Experiment
from models.early_warning.figures import EDGES
from models.early_warning.trade_offs import DEFAULT, TRADE_OFFS
from models.training.boosting import Examples, Fitted, Size, fit
from models.training.description import described
from models.training.making import Subject
from models.training.reliability import binned
from models.windows import Flags

VERSION = "1"
SEED = 20261
FOLDS = 4
#: What the air may hold, and a detector tell: lowest and highest of each channel in training, in its unit.
RANGES = ((0.0, 40.0), (-30.0, 900.0), (0.0, 20_000.0), (250.0, 100_000.0), (0.0, 100.0))
#: Shallow trees: a detector's row is through one in four steps.
SIZE = Size(trees=96, leaves=16, depth=5, rate=0.15)
#: What share of the moments becomes examples.
SHARE = 0.05
#: How what is no fire divides: much is plain life; most nuisances are cooking, then tobacco and steam, as in
#: the surveys of nuisance alarms (CPSC 1994, National Smoke Detector Project; Ahrens, NFPA). The simulator's
#: own shares are those of its scenarios and say nothing of how often such a thing is.
NEGATIVES = {
    "life": 0.40,
    "cooking": 0.36,
    "steam": 0.05,
    "dust": 0.02,
    "cigarette": 0.08,
    "candle": 0.03,
    "heater": 0.06,
}
#: From here on a fixed threshold alarms, or is about to (12 %/m is 0.555 dB/m; 57 °C).
_RINGS_SMOKE, _RINGS_HEAT = 0.45, 50.0
_PAID = 0.15
_COLUMN = {name: place for place, name in enumerate(graph.names())}
#: How often an experiment of each set is played, each time to other detectors.
COPIES = {"nist_smoke_alarms": 12, "cfast_sweep": 10, "fsri_compartments": 2, "occupancy": 3}


@dataclass(frozen=True)
class Gathered:
    """Examples, and the name of each run's group: what must not be split."""

    examples: Examples
    groups: tuple[str, ...]

    @property
    def simulated(self) -> Flags:
        """Which runs the simulator made: (runs,)."""
        return np.array([group.startswith("simulated ") for group in self.groups])

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
    share: float = SHARE,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Gathered:
    """Examples of the simulator's runs and of the experiments; the same from the same seed and inputs."""
    measured = list(of_experiments(experiments, COPIES))
    jobs: list[Path | Block] = [*simulated(sweep), *measured]
    groups: list[str] = []
    parts: list[Examples] = []
    number: dict[str, int] = {}
    with ProcessPoolExecutor(max_workers=processes) as pool:
        made = pool.map(partial(_examples, seed, share), range(len(jobs)), jobs)
        for done, (part, names) in enumerate(made, start=1):
            of = np.array([number.setdefault(name, len(number)) for name in names], dtype=np.int64)
            parts.append(replace(part, run=part.run + len(groups), group=of[part.run]))
            groups += names
            tell(done, len(jobs))
    return Gathered(Examples.joined(parts), tuple(groups))


def _examples(seed: int, share: float, number: int, job: Path | Block) -> tuple[Examples, tuple[str, ...]]:
    block = read(job) if isinstance(job, Path) else job
    part = of_block(block, session(), np.random.default_rng([seed, number]), share)
    return part, block.group


def fitted(examples: Examples, seed: int, size: Size | None = None) -> Fitted:
    """The trees."""
    shares = {kinds.KINDS.index(kind): share for kind, share in NEGATIVES.items()}
    return fit(examples, graph.rising(), len(kinds.KINDS), seed, size or SIZE, shares, paid_already)


def paid_already(examples: Examples) -> NDArray[np.float64]:
    """A factor a row: what is no fire but sets off a fixed threshold costs nobody another alarm: (rows,)."""
    smoke, heat = (examples.features[:, _COLUMN[f"{name}: latest"]] for name in ("smoke", "heat"))
    rings = (smoke >= _RINGS_SMOKE) | (heat >= _RINGS_HEAT)
    return np.where(rings & ~examples.positive, _PAID, 1.0)


def on_unseen(trees: Fitted, gathered: Gathered, seed: int) -> dict[str, Any]:
    """Reliability, and figures by kind, on the simulated runs that fitted no trees but calibrated them.

    Experiments are left out: each is learnt several times over, and what is said of them rests on folds.
    `named_right` is None where the trees of the kinds learnt from all rows.
    """
    examples = gathered.examples
    held = examples.held(seed)
    check = examples.take(held & gathered.simulated[examples.run])
    probability = trees.probability(check.features)
    named = trees.what.predict(check.features)
    rows = [(number, name, check.kind == number) for number, name in enumerate(kinds.KINDS)]
    return {
        "runs": int(np.unique(check.run).size),
        "calibrated_rows": int(held.sum()),
        "calibrated_groups": int(np.unique(examples.group[held]).size),
        "groups": int(np.unique(examples.group).size),
        "reliability": binned(probability, check.positive, EDGES),
        "kinds": [
            {
                "kind": name,
                "moments": int(of.sum()),
                "over_half": round(float((probability[of] >= 0.5).mean()), 3),
                "over_095": round(float((probability[of] >= 0.95).mean()), 3),
                "named_right": round(float((named[of] == number).mean()), 3) if trees.kinds_apart else None,
            }
            for number, name, of in rows
            if of.any()
        ],
    }


SUBJECT = Subject(
    name="early_warning",
    version=VERSION,
    channels=CHANNELS,
    kinds=kinds.KINDS,
    graph=graph,
    neighbours=NEIGHBOURS,
)


def model_bytes(trees: Fitted, trained_on: str, seed: int, limits: Limits = TRADE_OFFS[DEFAULT]) -> bytes:
    """The whole file: graph and description."""
    more = {"trade_offs": TRADE_OFFS, "ranges": RANGES, "rings": RINGS}
    return described(
        SUBJECT.built(trees), SUBJECT.describe(limits, trained_on, seed, trees.kind_from, **more)
    )
