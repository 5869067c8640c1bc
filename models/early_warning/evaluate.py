"""`python -m models.early_warning.evaluate --data DIR`: how early, how surely, and how often for nothing.

The folder is laid out as the training data is; every experiment in it is played to the model second by second
as a gateway would, and judged beside fixed thresholds and, where they hung, real alarms.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from models.early_warning import series, thresholds
from models.early_warning.experiments import Experiment
from models.early_warning.figures import PARTS, Figures, figures, trade_off
from models.early_warning.judging import Played, decide, play, ticks_of
from models.early_warning.report import show
from models.early_warning.trade_offs import DEFAULT, TRADE_OFFS
from models.model_file import ModelFile
from models.training import commands


def said_of(model: ModelFile, chosen: argparse.Namespace, console: Console) -> Figures:
    """All figures of the experiments in a folder; pictures where they are asked for."""
    limits = thresholds.read(chosen.thresholds) if chosen.thresholds else thresholds.THRESHOLDS
    played = with_bar(model, series.load(chosen.data), console)
    said = evaluated(model, played, limits, chosen.trade_off)
    if chosen.pictures:
        from models.early_warning.pictures import draw

        draw(chosen.pictures, played, said)
    return said


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trade-off", choices=TRADE_OFFS, default=DEFAULT)
    parser.add_argument(
        "--thresholds", type=Path, help="a TOML file of [[threshold]] tables to measure against"
    )
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of it all")


def main(argv: Sequence[str] | None = None) -> int:
    """Evaluate; 2 with a message where something given cannot be used."""
    return commands.evaluate(
        "early_warning",
        __doc__ or "",
        said_of,
        argv,
        data="a folder with any of " + ", ".join(series.SETS),
        required=True,
        options=_options,
        show=show,
    )


def evaluated(
    model: ModelFile, played: Sequence[Played], limits: Sequence[thresholds.Threshold], trade: str
) -> Figures:
    """All figures of one trade-off, with the others' headlines beside it."""
    said: Figures = {
        "model": {
            "name": model.description.model,
            "version": model.description.version,
            "sha256": model.sha256,
            "bytes": model.size,
            "trained_on": model.description.trained_on,
        },
        "trade_off": trade,
        "thresholds": [
            {"name": one.name, "channel": one.channel, "limit": one.limit, "headline": one.headline}
            for one in limits
        ],
        **figures(decide(played, TRADE_OFFS[trade], limits), limits),
    }
    alone = decide(played, replace(TRADE_OFFS[trade], beside=None), limits)
    said["without_beside"] = {
        name: trade_off([one for one in alone if of(one)], limits) for name, of in PARTS.items()
    }
    said["trade_offs"] = {
        name: trade_off(decide(played, chosen, limits), limits) for name, chosen in TRADE_OFFS.items()
    }
    return said


def with_bar(model: ModelFile, experiments: Sequence[Experiment], console: Console) -> list[Played]:
    """Play with a progress bar on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("评估 / evaluating", total=ticks_of(experiments))
        return play(model, experiments, lambda ticks: bar.advance(task, ticks))


if __name__ == "__main__":
    sys.exit(main())
