"""`python -m models.early_warning.train`: the model and its figures, from data or the simulator alone.

1. The simulator plays fires, nuisances and life. With `--data`, the experiments of that folder are learnt
   too.
2. With data, four models are first trained, each without a quarter of the rooms, tests and days, and judged
   on that quarter: these are the figures of the card, for nothing in them was learnt.
3. The model that ships learns from everything.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from models.early_warning import series
from models.early_warning.card import card
from models.early_warning.evaluate import evaluated, with_bar
from models.early_warning.experiments import DataFault, Experiment
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
from models.model_file import HERE, load
from models.training.boosting import Size
from models.training.description import enter, write
from models.training.simulated import SimulatorFault, run

#: Runs of the simulator, and detector-hours of ordinary life.
RUNS, LIFE_HOURS = 3000, 6000
_QUICK_RUNS, _QUICK_HOURS, _QUICK_SHARE = 48, 8, 0.2
_QUICK = Size(trees=12, kind_trees=2, bins=16, least_rows=5)
MODEL = HERE / "early_warning" / "model.onnx"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; 2 with a message where something given cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m models.early_warning.train", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of measured series; without it the simulator alone")
    parser.add_argument("--output", type=Path, help="where the model goes; by default into the program")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="a small model in seconds, to see that it works")
    given = parser.parse_args(arguments)
    console = Console(stderr=True)
    try:
        experiments = series.load(given.data) if given.data else []
        train(experiments, given.output or MODEL, given.seed, given.quick, console)
    except (DataFault, SimulatorFault) as fault:
        console.print(f"[red]{fault}[/red]")
        return 2
    return 0


def train(experiments: Sequence[Experiment], output: Path, seed: int, quick: bool, console: Console) -> None:
    """All of it; the model is written whole or not at all."""
    runs, hours = (_QUICK_RUNS, _QUICK_HOURS) if quick else (RUNS, LIFE_HOURS)
    folder = Path(tempfile.mkdtemp(prefix="steppewatch-sweep-"))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        sweep = folder / "sweep"
        run(
            "simulators.fires.sweep", "--output", sweep, "--runs", runs, "--life-hours", hours, "--seed", seed
        )
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("提取特征 / features")
            gathered = gather(
                sweep,
                experiments,
                seed,
                processes=os.cpu_count() or 1,
                share=_QUICK_SHARE if quick else SHARE,
                tell=lambda done, of: bar.update(task, completed=done, total=of),
            )
    finally:
        shutil.rmtree(folder)
    size = _QUICK if quick else None
    with console.status("训练最终模型 / training the model that ships"):
        trees = fitted(gathered.examples, seed, size)
    raw = model_bytes(trees, told(experiments, runs), seed)
    said = judged_without(experiments, gathered, seed, console) if experiments and not quick else None
    sha256 = write(output, raw)
    if output == MODEL:
        enter("early_warning", sha256, len(raw))
    console.print(f"{output}: {len(raw):,} bytes, SHA-256 {sha256}")
    if said is not None:
        simulated = on_unseen(trees, gathered.examples, seed)
        page = card(load(output, sha256), said, simulated, "python -m models.early_warning.train --data DIR")
        write(output.with_name("card.md"), page.encode())
        show(said, console)


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
    return evaluated(model, played, THRESHOLDS, DEFAULT)


def told(experiments: Sequence[Experiment], runs: int) -> str:
    """What it was trained on, in a line."""
    sets = list(dict.fromkeys(one.source for one in experiments))
    measured = f" and {len(experiments)} experiments of {', '.join(sets)}" if sets else ""
    return f"{runs} simulated runs{measured}"


if __name__ == "__main__":
    sys.exit(main())
