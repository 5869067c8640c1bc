"""The two commands that every model of slow series has: train and evaluate."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from models import model_file
from models.model_file import ModelFault, ModelFile
from models.training import description, recipe
from models.training.blocks import BlockFault
from models.training.evaluation import evaluate
from models.training.outcomes import Figures
from models.training.recipe import Recipe
from models.training.simulated import SimulatorFault

_FAULTS = (BlockFault, SimulatorFault, ModelFault, ValueError, OSError)
CardOf = Callable[[ModelFile, Figures], str]


class Beside(NamedTuple):
    """A further option `--NAME FOLDER` of evaluate, and what it adds to the figures under that name."""

    name: str
    says: str
    look: Callable[[Path], Figures]


def train(made: Recipe, argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be made."""
    parser = argparse.ArgumentParser(prog=f"python -m models.{made.name}.train")
    parser.add_argument("--data", type=Path, help="a folder with learn/ and tune/; drawn anew without it")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--quick", action="store_true", help="a small model in seconds, for trials")
    parser.add_argument("--output", type=Path, help="a folder for model.onnx; without it the model ships")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    if chosen.quick and chosen.output is None:
        console.print("[red]a --quick model does not ship; name a folder with --output[/red]")
        return 2
    try:
        raw = recipe.train(made, chosen.data, chosen.seed, chosen.quick, console.print)
        folder = chosen.output or model_file.HERE / made.name
        sha256 = description.write(folder / "model.onnx", raw)
        if chosen.output is None:
            description.enter(made.name, sha256, len(raw))
    except _FAULTS as fault:
        console.print(f"[red]{fault}[/red]", soft_wrap=True)
        return 2
    console.print(f"{folder / 'model.onnx'}: {len(raw)} bytes, SHA-256 {sha256}", soft_wrap=True)
    return 0


def judge(
    made: Recipe, card_of: CardOf, argv: Sequence[str] | None = None, beside: Beside | None = None
) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be judged."""
    parser = argparse.ArgumentParser(prog=f"python -m models.{made.name}.evaluate")
    parser.add_argument("--data", default="simulated", help="a folder with test/, or `simulated`")
    parser.add_argument("--model", type=Path, help="a model.onnx; without it the one that ships")
    parser.add_argument("--seed", type=int, default=1, help="of the simulated runs")
    parser.add_argument("--quick", action="store_true", help="few and short runs, for trials")
    parser.add_argument("--json", type=Path, help="write the figures there, `-` for the terminal")
    parser.add_argument("--card", type=Path, help="write the model card there")
    if beside:
        parser.add_argument(f"--{beside.name}", type=Path, dest="beside", help=beside.says)
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    data = None if chosen.data == "simulated" else Path(chosen.data)
    try:
        model = model_file.load(chosen.model) if chosen.model else model_file.shipped(made.name)
        figures = evaluate(made, model, data, chosen.seed, chosen.quick, console.print)
        if beside and chosen.beside:
            figures[beside.name] = beside.look(chosen.beside)
        text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
        if chosen.json and str(chosen.json) != "-":
            description.write(chosen.json, text.encode())
        elif chosen.json or not chosen.card:
            sys.stdout.write(text)
        if chosen.card:
            description.write(chosen.card, card_of(model, figures).encode())
    except _FAULTS as fault:
        console.print(f"[red]{fault}[/red]", soft_wrap=True)
        return 2
    return 0
