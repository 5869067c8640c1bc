"""What every train and evaluate command promises: nothing half-made, and JSON that is JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.model_file import ModelFile
from models.training import commands
from models.training.commands import Trained, Wish
from runtime.faults import PlainFault
from tests.models.tiny import tiny


def test_a_card_that_cannot_be_drawn_up_leaves_the_old_model_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "model.onnx"
    output.write_bytes(b"the old one")

    def no_card(model: ModelFile) -> str:
        raise PlainFault(f"{model.path}: no card")

    def made(wish: Wish) -> Trained:
        return Trained(tiny(), no_card)

    assert commands.train("early_warning", "", made, ["--output", str(output)], data="") == 2
    assert "no card" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]
    assert output.read_bytes() == b"the old one"


def test_a_model_is_written_with_its_card_beside_it(tmp_path: Path) -> None:
    output = tmp_path / "model.onnx"

    def made(wish: Wish) -> Trained:
        return Trained(tiny(), lambda model: f"{model.sha256}\n")

    assert commands.train("early_warning", "", made, ["--output", str(output)], data="") == 0
    model = ModelFile(output, output.read_bytes(), None)
    assert (tmp_path / "card.md").read_text(encoding="utf-8") == f"{model.sha256}\n"


def test_what_is_no_finite_number_is_null() -> None:
    said = {"a": [float("nan"), (float("-inf"), 1.5)], "b": None, "c": "word"}
    assert json.loads(json.dumps(commands.plain(said), allow_nan=False)) == {
        "a": [None, [None, 1.5]],
        "b": None,
        "c": "word",
    }
