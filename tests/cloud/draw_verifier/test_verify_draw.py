"""The verifier as a citizen has it: one file, Python, and a record from anybody."""

from __future__ import annotations

import ast
import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import verify
from cloud.inspection_draw.canonical import to_file
from tests.cloud import drawing
from tests.cloud.inspection_draw.conftest import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse(Path(verify_draw.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert named <= sys.stdlib_module_names


_ANYTHING: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    "",
    "x",
    "\x00",
    [],
    [1],
    ["x"],
    {},
    {"x": 1},
    [[]],
    [None],
)


def _changed_somewhere(document: Any, draw: random.Random) -> None:
    """Another value, one more or one less, at a random place."""
    at = document
    while True:
        keys = list(at) if isinstance(at, dict) else range(len(at))
        key = draw.choice(keys)
        inner = at[key]
        if isinstance(inner, (dict, list)) and inner and draw.random() < 0.85:
            at = inner
            continue
        match draw.randrange(3):
            case 0:
                del at[key]
            case 1 if isinstance(at, list):
                at.insert(key, draw.choice(_ANYTHING))
            case _:
                at[key] = draw.choice([value for value in _ANYTHING if value != inner])
        return


@pytest.mark.parametrize("seed", range(12))
def test_whatever_stands_anywhere_in_a_record_is_answered_in_words(seed: int) -> None:
    draw = random.Random(seed)
    whole = drawing.whole_record(units=40)
    for _ in range(25):
        document = copy.deepcopy(whole)
        _changed_somewhere(document, draw)
        data = to_file(document)
        assert isinstance(verify_draw.first_difference(data), str)
        assert isinstance(verify.first_difference(data), str)


def test_a_citizen_verifies_with_one_file_and_the_standard_library_alone(
    folder: Folder, tmp_path: Path
) -> None:
    record = folder.drawn()
    alone = tmp_path / "alone" / "verify_draw.py"
    alone.parent.mkdir()
    assert folder.draw("verifier", "--to", alone) == 0

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-I", "-S", "-X", "utf8", str(alone), *map(str, words)]
        return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)

    seal = json.loads(record.read_bytes())["seals"]["commitment"]
    done = run(record, "--commitment", seal)
    assert (done.returncode, done.stderr) == (0, "")
    assert seal in done.stdout
    assert run(record, "--commitment", "0" * 64).returncode == 1
    record.write_bytes(record.read_bytes().replace(b'"share":"risk"', b'"share":"blind"', 1))
    changed = run(record)
    assert changed.returncode == 1
    assert "result.drawn" in changed.stderr
    assert run(tmp_path / "none").returncode == 2
    assert run().returncode == 2


def test_the_verifier_says_the_same_when_called_from_here(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    record = folder.drawn()
    capsys.readouterr()
    assert verify_draw.main([str(record)]) == 0
    assert "40 家在册 units, 4 家抽中 drawn" in capsys.readouterr().out
