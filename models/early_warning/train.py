"""`python -m models.early_warning.train`: the model and its figures, from data or the simulator alone.

1. The simulator plays fires, nuisances and life. With `--data`, the experiments of that folder are learnt
   too.
2. With data, four models are first trained, each without a quarter of the rooms, tests and days, and judged
   on that quarter: these are the figures of the card, for nothing in them was learnt.
3. The model that ships learns from everything.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from models.early_warning import series
from models.early_warning.card import card
from models.early_warning.evaluate import evaluated, with_bar
from models.early_warning.experiments import Experiment
from models.early_warning.figures import Figures
from models.early_warning.judging import Played
from models.early_warning.report import show
from models.early_warning.thresholds import THRESHOLDS
from models.early_warning.trade_offs import DEFAULT
from models.early_warning.training import (
    FOLDS,
    SEED,
    SHARE,
    Gathered,
    fitted,
    folds,
    gather,
    model_bytes,
    on_unseen,
)
from models.model_file import load
from models.training import commands, simulated
from models.training.boosting import Size
from models.training.commands import Trained, Wish
from models.training.description import write

#: Runs of the simulator, and detector-hours of ordinary life.
RUNS, LIFE_HOURS = 3000, 6000
_QUICK_RUNS, _QUICK_HOURS, _QUICK_SHARE = 24, 2, 0.1
_QUICK = Size(trees=4, leaves=6, kind_trees=1, kind_leaves=4, bins=8, least_rows=5)


def made(wish: Wish) -> Trained:
    """The model's bytes and its card."""
    console, seed = wish.console, wish.seed
    experiments = series.load(wish.data) if wish.data else []
    runs, hours = (_QUICK_RUNS, _QUICK_HOURS) if wish.quick else (RUNS, LIFE_HOURS)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with tempfile.TemporaryDirectory(prefix="early-warning-") as temporary:
        sweep = Path(temporary) / "sweep"
        drawn = ("--runs", runs, "--life-hours", hours, "--seed", seed)
        simulated.run("simulators.fires.sweep", "--output", sweep, *drawn)
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("提取特征 / features")
            gathered = gather(
                sweep,
                experiments,
                seed,
                processes=os.cpu_count() or 1,
                share=_QUICK_SHARE if wish.quick else SHARE,
                tell=lambda done, of: bar.update(task, completed=done, total=of),
            )
    with console.status("训练最终模型 / training the model that ships"):
        trees = fitted(gathered.examples, seed, _QUICK if wish.quick else None)
    raw = model_bytes(trees, told(experiments, runs), seed)
    if wish.quick:
        return Trained(raw)
    said = judged_without(experiments, gathered, seed, console) if experiments else None
    unseen = on_unseen(trees, gathered, seed)
    return Trained(raw, lambda model: card(model, said, unseen, "python -m models.early_warning.train"))


def main(argv: Sequence[str] | None = None) -> int:
    """Train; 2 with a message where something given cannot be used."""
    return commands.train(
        "early_warning",
        __doc__ or "",
        made,
        argv,
        data="a folder of measured series; without it the simulator alone",
        seed=SEED,
    )


def judged_without(
    experiments: Sequence[Experiment], gathered: Gathered, seed: int, console: Console
) -> Figures:
    """Figures on experiments that the model they were played to had not seen."""
    of = folds([one.group for one in experiments])
    played: list[Played] = []
    for fold in range(FOLDS):
        with console.status(f"第 {fold + 1}/{FOLDS} 折 / fold {fold + 1} of {FOLDS}"):
            trees = fitted(gathered.without(fold), seed)
        with tempfile.TemporaryDirectory() as kept:
            path = Path(kept) / "fold.onnx"
            write(path, model_bytes(trees, f"fold {fold}", seed))
            model = load(path)
        played += with_bar(model, [one for one in experiments if of[one.group] == fold], console)
    said = evaluated(model, played, THRESHOLDS, DEFAULT)
    show(said, console)
    return said


def told(experiments: Sequence[Experiment], runs: int) -> str:
    """What it was trained on, in a line."""
    sets = list(dict.fromkeys(one.source for one in experiments))
    measured = f" and {len(experiments)} experiments of {', '.join(sets)}" if sets else ""
    return f"{runs} simulated runs{measured}"


if __name__ == "__main__":
    sys.exit(main())
