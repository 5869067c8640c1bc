"""The two commands that every model has, train and evaluate; a model brings its making and its figures."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from models.model_file import HERE, ModelFile, load, shipped
from models.training.description import enter, write
from runtime.faults import PlainFault, tell

Figures = dict[str, Any]
#: Further options of a command.
Options = Callable[[argparse.ArgumentParser], None]


@dataclass(frozen=True)
class Wish:
    """What a training is asked for; progress goes to the console."""

    data: Path | None
    seed: int
    quick: bool
    console: Console


class Trained(NamedTuple):
    """The model's bytes, and its card where training judges as well."""

    raw: bytes
    card: Callable[[ModelFile], str] | None = None


def train(
    name: str,
    says: str,
    make: Callable[[Wish], Trained],
    argv: Sequence[str] | None = None,
    *,
    data: str,
    seed: int = 1,
) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be made. Nothing half-made is written."""
    parser = argparse.ArgumentParser(prog=f"python -m models.{name}.train", description=says)
    parser.add_argument("--data", type=Path, help=data)
    parser.add_argument("--seed", type=int, default=seed, help="the same seed gives the same bytes")
    parser.add_argument("--quick", action="store_true", help="a small model in seconds, to see that it works")
    parser.add_argument("--output", type=Path, help="a file for the model; without it the model ships")
    chosen = parser.parse_args(argv)
    console = Console(stderr=True)
    try:
        if chosen.quick and chosen.output is None:
            raise PlainFault("a --quick model does not ship; name a file with --output")
        made = make(Wish(chosen.data, chosen.seed, chosen.quick, console))
        output = chosen.output or HERE / name / "model.onnx"
        # The file is read and the card drawn up first: what fails there leaves the old model whole.
        card = made.card(ModelFile(output, made.raw, None)).encode() if made.card else None
        sha256 = write(output, made.raw)
        if card is not None:
            write(output.with_name("card.md"), card)
        if chosen.output is None:
            enter(name, sha256, len(made.raw))
    except PlainFault as fault:
        return tell(fault)
    console.print(f"{output}: {len(made.raw):,} bytes, SHA-256 {sha256}", soft_wrap=True)
    return 0


def evaluate(
    name: str,
    says: str,
    judge: Callable[[ModelFile, argparse.Namespace, Console], Figures],
    argv: Sequence[str] | None = None,
    *,
    data: str,
    required: bool = False,
    options: Options = lambda parser: None,
    card: Callable[[ModelFile, Figures], str] | None = None,
    show: Callable[[Figures, Console], None] | None = None,
) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be judged.

    Figures go to standard output: as JSON with `--json`, and where there is no `show`.
    """
    parser = argparse.ArgumentParser(prog=f"python -m models.{name}.evaluate", description=says)
    parser.add_argument("--data", type=Path, required=required, help=data)
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    parser.add_argument("--model", type=Path, help="another model file than the one that ships")
    if card is not None:
        parser.add_argument("--card", type=Path, help="write the model's card there")
    options(parser)
    chosen = parser.parse_args(argv)
    try:
        model = load(chosen.model) if chosen.model else shipped(name)
        said = judge(model, chosen, Console(stderr=True))
        if card is not None and chosen.card:
            write(chosen.card, card(model, said).encode())
    except PlainFault as fault:
        return tell(fault)
    if chosen.json or show is None:
        sys.stdout.write(json.dumps(plain(said), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        show(said, Console())
    return 0


def plain(said: Any) -> Any:
    """Figures as JSON can hold them: what is no finite number is null."""
    if isinstance(said, dict):
        return {key: plain(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [plain(value) for value in said]
    if isinstance(said, float) and not math.isfinite(said):
        return None
    return said


def with_seed(parser: argparse.ArgumentParser) -> None:
    """The option of an evaluation that draws its own series."""
    parser.add_argument("--seed", type=int, default=1, help="the training's seed")
